// One-time codes of the own account, and its backup codes.

import { base32, hashToken, newBackupCode, newTotpSecret, totpUrl } from '#crypto';
import { accountAddress, limits } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';

const path = '/v1/accounts/totp';
const shared = {
  auth: 'device',
  style: 'problem',
  limits: [{ bucket: 'account', by: 'account' }],
} as const;
const sensitive = {
  ...shared,
  proof: 'fresh',
  limits: [{ bucket: 'checkTotp', by: 'account' }],
} as const;

const backupCodesAnswer = z.object({
  /** Each good once, in the place of a code. They are shown here and never again. */
  backupCodes: z.array(z.string()),
});

const newBackupCodes = () => Array.from({ length: limits.backupCodesCount }, newBackupCode);

const read = defineRoute({
  ...shared,
  verb: 'GET',
  path,
  summary: 'Tells whether one-time codes are on, and how many backup codes are left',
  answers: { 200: z.object({ isOn: z.boolean(), backupCodesLeft: z.number() }) },
  async handle({ caller: { account, credential } }, { router }: Uses<'router'>) {
    const found = await router.ask(accountAddress(account), { type: 'describeTotp', credential });
    return found.ok ? answer(200, found.value) : found;
  },
});

const begin = defineRoute({
  ...sensitive,
  verb: 'POST',
  path,
  summary: 'Makes a secret for an authenticator app; codes are on once one of them was shown',
  answers: {
    200: z.object({
      /** Base32. */
      secret: z.string(),
      /** `otpauth:`, for a QR code. */
      url: z.string(),
    }),
  },
  async handle({ caller: { account, credential } }, { router }: Uses<'router'>) {
    const secret = newTotpSecret();
    const begun = await router.ask(accountAddress(account), {
      type: 'beginTotp',
      credential,
      secret,
    });
    if (!begun.ok) return begun;
    return answer(200, { secret: base32(secret), url: totpUrl(secret, account.slice(0, 8)) });
  },
});

const confirm = defineRoute({
  ...sensitive,
  verb: 'PUT',
  path,
  summary: 'Turns one-time codes on by the first of them',
  body: z.object({ totp: z.string().regex(/^\d{6}$/) }),
  answers: { 200: backupCodesAnswer },
  async handle({ caller: { account, credential }, body }, { router }: Uses<'router'>) {
    const codes = newBackupCodes();
    const confirmed = await router.ask(accountAddress(account), {
      type: 'confirmTotp',
      credential,
      code: body.totp,
      backupCodes: codes.map(hashToken),
    });
    return confirmed.ok ? answer(200, { backupCodes: codes }) : confirmed;
  },
});

const renew = defineRoute({
  ...sensitive,
  verb: 'POST',
  path: `${path}/backup-codes`,
  summary: 'Makes ten other backup codes; those of before are good no more',
  answers: { 200: backupCodesAnswer },
  async handle({ caller: { account, credential } }, { router }: Uses<'router'>) {
    const codes = newBackupCodes();
    const renewed = await router.ask(accountAddress(account), {
      type: 'renewBackupCodes',
      credential,
      backupCodes: codes.map(hashToken),
    });
    return renewed.ok ? answer(200, { backupCodes: codes }) : renewed;
  },
});

const end = defineRoute({
  ...sensitive,
  verb: 'DELETE',
  path,
  summary: 'Turns one-time codes off',
  answers: { 204: null },
  async handle({ caller: { account, credential } }, { router }: Uses<'router'>) {
    const ended = await router.ask(accountAddress(account), { type: 'endTotp', credential });
    return ended.ok ? answer(204) : ended;
  },
});

export const totpRoutes = [read, begin, confirm, renew, end] as const;
