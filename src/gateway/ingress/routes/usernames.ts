// User names: by one an account is found without its phone number. The server hears hashes and
// proofs, never a name; who looks a name up says no name either.
// Source: Signal-Server, AccountController.

import { randomUUID } from 'node:crypto';
import { provesUsername } from '#crypto';
import type { AuthenticatedDevice } from '#actors';
import type { AccountId, Result } from '#protocol';
import { limits, refuse } from '#protocol';
import type { UsernameLink } from '#ports';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { base64url, toBase64url } from '../schemas.ts';

type Tools = Uses<'usernames' | 'accounts' | 'permits' | 'clock'>;

const hashBytes = 32;
const proofBytes = 128;
const hash = base64url(hashBytes, hashBytes);
const encrypted = base64url(1, limits.usernameLinkBytesMax);
const shared = { style: 'signal', limits: [{ bucket: 'account', by: 'account' }] } as const;
const own = { ...shared, auth: 'device' } as const;
const open = {
  ...shared,
  auth: 'none',
  verb: 'GET',
  limits: [{ bucket: 'usernameLookup', by: 'ip' }],
} as const;

const reserve = defineRoute({
  ...own,
  verb: 'PUT',
  path: '/v1/accounts/username_hash/reserve',
  summary: 'Reserves the first of these user names that is free, for five minutes',
  limits: [{ bucket: 'usernameReserve', by: 'account' }],
  body: z.object({ usernameHashes: z.array(hash).min(1).max(limits.usernameHashesMax) }),
  answers: { 200: z.object({ usernameHash: z.string() }) },
  async handle({ caller, body }, tools: Tools) {
    return changing(tools, caller, async (of, nowMs) => {
      const found = await tools.usernames.reserve(of, body.usernameHashes, nowMs);
      if (!found) return refuse('username.taken');
      return answer(200, { usernameHash: toBase64url(found) });
    });
  },
});

const confirm = defineRoute({
  ...own,
  verb: 'PUT',
  path: '/v1/accounts/username_hash/confirm',
  summary: 'Makes a reserved user name the account’s; the one of before is held for it for a week',
  limits: [{ bucket: 'usernameReserve', by: 'account' }],
  body: z.object({
    usernameHash: hash,
    zkProof: base64url(proofBytes, proofBytes),
    /** The name for holders of its link. */
    encryptedUsername: encrypted.nullish(),
  }),
  answers: {
    200: z.object({ usernameHash: z.string(), usernameLinkHandle: z.uuid().nullable() }),
  },
  async handle({ caller, body }, tools: Tools) {
    const { usernameHash, zkProof, encryptedUsername } = body;
    if (!provesUsername(zkProof, usernameHash)) return refuse('username.proof');
    const link = encryptedUsername ? linkOf(encryptedUsername) : undefined;
    return changing(tools, caller, async (of, nowMs) => {
      const outcome = await tools.usernames.confirm(of, usernameHash, link, nowMs);
      if (outcome !== 'confirmed') return refuse(`username.${outcome}`);
      const named = { usernameHash: toBase64url(usernameHash) };
      return answer(200, { ...named, usernameLinkHandle: link?.handle ?? null });
    });
  },
});

const remove = defineRoute({
  ...own,
  verb: 'DELETE',
  path: '/v1/accounts/username_hash',
  summary: 'Takes the user name away; it is held for the account for a week',
  answers: { 204: null },
  async handle({ caller }, tools: Tools) {
    return changing(tools, caller, async (of, nowMs) => {
      await tools.usernames.release(of, Number.MAX_SAFE_INTEGER, nowMs);
      return answer(204);
    });
  },
});

const find = defineRoute({
  ...open,
  path: '/v1/accounts/username_hash/:hash',
  summary: 'Finds the account of a user name',
  params: z.object({ hash }),
  answers: { 200: z.object({ uuid: z.uuid() }) },
  async handle({ params }, { usernames }: Uses<'usernames'>) {
    const uuid = await usernames.find(params.hash);
    return uuid ? answer(200, { uuid }) : refuse('username.not_found');
  },
});

const setLink = defineRoute({
  ...own,
  verb: 'PUT',
  path: '/v1/accounts/username_link',
  summary: 'Makes a link to the user name; the one of before leads nowhere then',
  body: z.object({ usernameLinkEncryptedValue: encrypted }),
  answers: { 200: z.object({ usernameLinkHandle: z.uuid() }) },
  async handle({ caller, body }, tools: Tools) {
    const link = linkOf(body.usernameLinkEncryptedValue);
    return changing(tools, caller, async (of) => {
      if (!(await tools.usernames.setLink(of, link))) return refuse('username.not_found');
      return answer(200, { usernameLinkHandle: link.handle });
    });
  },
});

const removeLink = defineRoute({
  ...own,
  verb: 'DELETE',
  path: '/v1/accounts/username_link',
  summary: 'Takes the link to the user name away',
  answers: { 204: null },
  async handle({ caller }, tools: Tools) {
    return changing(tools, caller, async (of) => {
      await tools.usernames.setLink(of, undefined);
      return answer(204);
    });
  },
});

const readLink = defineRoute({
  ...open,
  path: '/v1/accounts/username_link/:handle',
  summary: 'Reads what a link to a user name leads to, for who can open it',
  params: z.object({ handle: z.uuid() }),
  answers: { 200: z.object({ usernameLinkEncryptedValue: z.string() }) },
  async handle({ params }, { usernames }: Uses<'usernames'>) {
    const found = await usernames.findLink(params.handle);
    if (!found) return refuse('username.not_found');
    return answer(200, { usernameLinkEncryptedValue: toBase64url(found) });
  },
});

const linkOf = (bytes: Uint8Array): UsernameLink => ({ handle: randomUUID(), encrypted: bytes });

/**
 * A device that is removed has changed it before that is answered, or does not; a deleted account
 * takes its names with it, but not one that is written after that.
 */
async function changing<T>(
  { permits, usernames, accounts, clock }: Tools,
  caller: AuthenticatedDevice,
  change: (of: AccountId, nowMs: number) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { account } = caller;
  return permits.under(caller, async () => {
    const changed = await change(account, clock.now());
    if (!changed.ok || (await accounts.isThere(account))) return changed;
    await usernames.removeAll(account);
    return refuse('auth.invalid');
  });
}

export const usernameRoutes = [
  ...[reserve, confirm, remove, find],
  ...[setLink, removeLink, readLink],
] as const;
