// Recovery of an account by whoever has lost all of its devices, and what its owner does about it.

import { createHash, randomBytes } from 'node:crypto';
import type { CommandOf } from '#actors';
import { loginSealLengthMax } from '#crypto';
import type { Result } from '#protocol';
import {
  accountAddress,
  ok,
  parseDeviceId,
  recoveryFactors,
  recoveryKeyBytes,
  refuse,
} from '#protocol';
import { metrics } from '#runtime';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accountId, base64, oneTimeCode } from '../schemas.ts';
import { addressSubject } from '../subjects.ts';

const own = { style: 'problem', limits: [{ bucket: 'account', by: 'account' }] } as const;
const hoursMs = 60 * 60 * 1000;

const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

const setKey = defineRoute({
  ...own,
  auth: 'password',
  proof: 'fresh',
  verb: 'PUT',
  path: '/v1/accounts/recovery/key',
  summary: 'Sets the recovery key by its SHA-256; for the primary, by password only',
  body: z.object({ keyHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  answers: { 204: null },
  async handle({ caller, body }, { router }: Uses<'router'>) {
    const { account, device, credential } = caller;
    const set = await router.ask(accountAddress(account), {
      type: 'setRecoveryKey',
      device,
      credential,
      keyHash: body.keyHash,
    });
    return set.ok ? answer(204) : set;
  },
});

const removeKey = defineRoute({
  ...own,
  auth: 'password',
  proof: 'fresh',
  verb: 'DELETE',
  path: '/v1/accounts/recovery/key',
  summary: 'Makes the recovery key void; for the primary, by password only',
  answers: { 204: null },
  async handle({ caller: { account, device, credential } }, { router }: Uses<'router'>) {
    const set = await router.ask(accountAddress(account), {
      type: 'setRecoveryKey',
      device,
      credential,
    });
    return set.ok ? answer(204) : set;
  },
});

const read = defineRoute({
  ...own,
  auth: 'device',
  verb: 'GET',
  path: '/v1/accounts/recovery',
  isOpen: true,
  summary: 'Tells whether there is a recovery key, and of a recovery that somebody has begun',
  answers: {
    200: z.object({
      hasKey: z.boolean(),
      pending: z
        .object({
          factors: z.array(z.enum(recoveryFactors)),
          begunAtMs: z.number(),
          readyAtMs: z.number(),
        })
        .optional(),
    }),
  },
  async handle({ caller: { account, device, credential } }, { router }: Uses<'router'>) {
    const found = await router.ask(accountAddress(account), {
      type: 'describeRecovery',
      device,
      credential,
    });
    return found.ok ? answer(200, found.value) : found;
  },
});

const stop = defineRoute({
  ...own,
  auth: 'device',
  verb: 'DELETE',
  path: '/v1/accounts/recovery',
  isOpen: true,
  summary: 'Stops a recovery that somebody has begun',
  answers: { 204: null },
  async handle({ caller: { account, device, credential } }, { router }: Uses<'router'>) {
    const stopped = await router.ask(accountAddress(account), {
      type: 'stopRecovery',
      device,
      credential,
    });
    return stopped.ok ? answer(204) : stopped;
  },
});

const approve = defineRoute({
  ...own,
  auth: 'password',
  proof: 'fresh',
  verb: 'POST',
  path: '/v1/accounts/recovery/approval',
  summary: 'Gives word that whoever has it is the owner, good once and for ten minutes',
  answers: { 200: z.object({ approval: z.string() }) },
  async handle({ caller }, { logins }: Uses<'logins'>) {
    return answer(200, { approval: logins.approvalOf(caller) });
  },
});

const beginBody = z.object({
  account: accountId,
  /** A verified session of the account's number. */
  sessionId: z.string().max(64).optional(),
  key: base64(recoveryKeyBytes, recoveryKeyBytes).optional(),
  approval: z.string().max(loginSealLengthMax).optional(),
  backupCode: oneTimeCode.optional(),
});

const begin = defineRoute({
  verb: 'POST',
  path: '/v1/recovery',
  auth: 'none',
  style: 'problem',
  summary:
    'Begins to recover an account by two of number, recovery key, backup code and another device',
  limits: [{ bucket: 'recovery', by: 'ip' }],
  body: beginBody,
  answers: { 200: z.object({ token: z.string(), readyAtMs: z.number() }) },
  async handle({ body, ip }, tools: Uses<'router' | 'config' | 'take' | Proofs>) {
    const held = await tools.take('recoveryAccount', `${body.account} ${addressSubject(ip)}`);
    if (held) return held;
    const shown = await check(tools, body);
    if (!shown.ok) return shown;
    const token = randomBytes(32).toString('base64url');
    const begun = await tools.router.ask(accountAddress(body.account), {
      type: 'beginRecovery',
      shown: shown.value,
      tokenHash: sha256(token),
      waitMs: tools.config.ALDIS_RECOVERY_WAIT_HOURS * hoursMs,
    });
    if (begun.ok) {
      if (shown.value.number !== undefined) metrics.registrations.inc({ outcome: 'recovery' });
      return answer(200, { token, readyAtMs: begun.value.readyAtMs });
    }
    // Whether there is such an account is nobody's business.
    return begun.refusal.code === 'account.not_found' ? refuse('auth.invalid') : begun;
  },
});

type Proofs = 'sessions' | 'logins' | 'clock';

/** What of it can be checked before the account is asked. Refuses: auth.invalid. */
async function check(
  { sessions, logins, clock }: Uses<Proofs>,
  { account, sessionId, key, approval: sealed, backupCode }: z.output<typeof beginBody>,
): Promise<Result<CommandOf<'account', 'beginRecovery'>['shown']>> {
  const session = sessionId === undefined ? undefined : await sessions.load(sessionId);
  const isVerified = session?.verified === true && session.expiresAtMs > clock.now();
  if (sessionId !== undefined && !isVerified) return refuse('auth.invalid');
  const approval = sealed === undefined ? undefined : await logins.useApproval(sealed);
  const device = approval && parseDeviceId(String(approval.device));
  if (sealed !== undefined && (approval?.account !== account || !device)) {
    return refuse('auth.invalid');
  }
  return ok({
    ...(session && isVerified ? { number: session.number } : {}),
    ...(key ? { keyHash: sha256(key) } : {}),
    ...(backupCode === undefined ? {} : { backupCode }),
    ...(approval && device ? { approval: { device, credential: approval.credential } } : {}),
  });
}

export const recoveryRoutes = [setKey, removeKey, read, stop, approve, begin] as const;
