// Logging in by name and password, in two steps (SRP-6a): the server learns nothing by which it, or
// whoever has its store, could log in. A device of the account, which still has its keys, gets
// another credential; somebody without one gets a ticket, and registers with it.

import { randomUUID } from 'node:crypto';
import { hashToken, isIdentitySigned, loginSealLengthMax } from '#crypto';
import type { Result } from '#protocol';
import {
  accountAddress,
  loginDeviceMessage,
  loginNameOf,
  ok,
  parseDeviceId,
  refuse,
  srpGroup,
  srpProofBytes,
} from '#protocol';
import { z } from 'zod/v4';
import { checkPassword } from '../newDevice.ts';
import type { ProvenLogin } from '../logins.ts';
import type { RouteAnswer, Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { base64, base64Answer, oneTimeCode, registrationId, toBase64 } from '../schemas.ts';

const shared = {
  verb: 'POST',
  auth: 'none',
  style: 'problem',
  limits: [{ bucket: 'login', by: 'ip' }],
} as const;

/** A login's name, in whatever form it was typed. */
export const loginName = z
  .string()
  .transform((text, context) => {
    const name = loginNameOf(text);
    if (name !== undefined) return name;
    context.addIssue({ code: 'custom', message: 'name' });
    return z.NEVER;
  })
  .meta({ example: 'ada' });

const kdfAnswer = z.object({
  algorithm: z.literal('argon2id'),
  memoryKib: z.number(),
  passes: z.number(),
  parallelism: z.number(),
});

const challenge = defineRoute({
  ...shared,
  path: '/v1/auth/srp/challenge',
  summary: 'Begins to log in by name and password',
  body: z.object({ name: loginName, A: base64(1, srpGroup.bytes) }),
  answers: {
    200: z.object({
      handshake: z.string(),
      salt: base64Answer,
      kdf: kdfAnswer,
      B: base64Answer,
    }),
  },
  async handle({ body, ip }, { logins }: Uses<'logins'>) {
    const made = await logins.challenge(body.name, body.A, ip);
    if (!made.ok) return made;
    const { handshake, salt, kdf, serverPublic } = made.value;
    return answer(200, {
      handshake,
      salt: toBase64(salt),
      kdf: { algorithm: 'argon2id', ...kdf },
      B: toBase64(serverPublic),
    });
  },
});

/** A device that the account has, and what it shows of its keys. */
const knownDevice = z.object({
  id: z.number().int().min(1),
  registrationId,
  /** The new one. */
  password: z.string().max(256),
  /** By the account's ACI identity key. */
  signature: base64(64, 64),
});
const proofBody = z.object({
  handshake: z.string().max(loginSealLengthMax),
  M1: base64(srpProofBytes, srpProofBytes),
  device: knownDevice.optional(),
  /** A one-time code or a backup code, where one-time codes are on. */
  totp: oneTimeCode.optional(),
});
type ProofBody = z.output<typeof proofBody>;

const prove = defineRoute({
  ...shared,
  path: '/v1/auth/srp/proof',
  summary: 'Proves the password; a device gets its credential renewed, others get a ticket',
  body: proofBody,
  answers: {
    200: z.object({
      M2: base64Answer,
      uuid: z.uuid(),
      ticket: z.string().optional(),
    }),
  },
  async handle({ body, ip }, tools: Uses<'logins' | 'router' | 'accounts'>) {
    const { device, totp } = body;
    const long = device ? checkPassword(device) : ok(null);
    if (!long.ok) return long;
    const { logins } = tools;
    const proven = await logins.prove(body.handshake, body.M1, ip);
    if (!proven.ok) return proven;
    // Behind the password: whether it takes a code is told to nobody else.
    return logins.letIn(proven.value, totp, ip, () =>
      device ? renew(tools, proven.value, body, device) : ticket(tools, proven.value, totp),
    );
  },
});

async function ticket(
  { router, logins }: Uses<'router' | 'logins'>,
  proven: ProvenLogin,
  totp: ProofBody['totp'],
): Promise<Result<RouteAnswer>> {
  const { account, login, serverProof } = proven;
  const proved = await router.ask(accountAddress(account), {
    type: 'proveLogin',
    loginMark: login.mark,
    ...(totp === undefined ? {} : { code: totp, attempt: randomUUID() }),
  });
  if (!proved.ok) return proved;
  const made = logins.ticketFor(proven, proved.value.hasCode);
  return answer(200, { M2: toBase64(serverProof), uuid: account, ticket: made });
}

async function renew(
  { router, accounts }: Uses<'router' | 'accounts'>,
  { account, login, serverProof }: ProvenLogin,
  { handshake, totp }: ProofBody,
  given: z.output<typeof knownDevice>,
): Promise<Result<RouteAnswer>> {
  const { registrationId: known, password, signature } = given;
  const device = parseDeviceId(String(given.id));
  const identityKey = (await accounts.identityKeys([account])).get(account)?.aci;
  const message = loginDeviceMessage(handshake, given.id, password);
  if (!device || !identityKey || !isIdentitySigned(identityKey, message, signature)) {
    return refuse('login.device');
  }
  const renewed = await router.ask(accountAddress(account), {
    type: 'renewCredential',
    loginMark: login.mark,
    device,
    registrationId: known,
    identityKey,
    next: hashToken(password),
    ...(totp === undefined ? {} : { code: totp, attempt: randomUUID() }),
  });
  return renewed.ok ? answer(200, { M2: toBase64(serverProof), uuid: account }) : renewed;
}

export const loginRoutes = [challenge, prove] as const;
