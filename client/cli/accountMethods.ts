// What a program that shows the account to its person needs beside the commands, whose secrets are
// typed there: user name, password, PIN, one-time codes and recovery in single steps. What takes
// fresh proof is refused with `auth.fresh_proof` until `prove` has brought it.

import { z } from 'zod';
import { pageMethod } from '../daemon/methods.ts';
import type { Methods } from '../daemon/methods.ts';
import type { AldisClient } from '../index.ts';
import type { NumberChanging } from './numberChanging.ts';

const secretLettersMax = 1_024;
const nameLettersMax = 128;
const captchaLettersMax = 8_192;

const none = z.strictObject({});
const done = z.object({});
const timeMs = z.number().describe('milliseconds since the epoch');
const secret = z.string().min(1).max(secretLettersMax);
export const solved = z.string().min(1).max(captchaLettersMax);
const name = z.string().max(nameLettersMax);
export const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'as +12025550123');
/** What a step of a number's proof says is to come. */
export const wantedFields = {
  wanted: z
    .enum(['captcha', 'code'])
    .optional()
    .describe('what the next call is to bring; code: it was sent'),
  page: z.string().optional().describe('where the captcha is solved, if the operator says so'),
};
const loginName = z.object({ name: z.string().nullable(), setAt: timeMs.optional() });

/** Gives the client of a profile that is open. */
type Open = () => AldisClient;

/** `archive`: where a new one may be written. */
export const accountMethods = (
  open: Open,
  archive: () => string,
  numberChanging: () => Pick<NumberChanging, 'change'>,
): Methods => ({
  'export.keep': pageMethod(
    'write all that the server holds of the account into a new file; answers which',
    none,
    z.object({ file: z.string(), files: z.number(), bytes: z.number() }),
    async () => {
      const file = archive();
      return { file, ...(await open().ownAccount.export(file)) };
    },
  ),
  prove: pageMethod(
    'prove by a one-time code or a backup code that a person is there, for four minutes',
    z.strictObject({ code: secret }),
    done,
    async ({ code }) => {
      await open().security.prove(code.trim());
      return {};
    },
  ),
  'totp.begin': pageMethod(
    'begin to turn one-time codes on: what an authenticator app takes',
    none,
    z.object({ secret: z.string(), url: z.string().describe('for a QR code') }),
    () => open().security.beginTotp(),
  ),
  'totp.confirm': pageMethod(
    'turn them on by the first code of the app; answers the backup codes, this once',
    z.strictObject({ code: secret }),
    z.object({ backupCodes: z.array(z.string()) }),
    async ({ code }) => ({ backupCodes: await open().security.confirmTotp(code.trim()) }),
  ),
  ...usernameMethods(open),
  ...passwordMethods(open),
  ...pinMethods(open),
  'number.change': pageMethod(
    'give the account another phone number: first the number alone, then with what is wanted',
    z.strictObject({
      number: e164,
      captcha: solved.optional().describe('what its page gave'),
      code: secret.optional().describe('that was sent'),
      pin: secret
        .optional()
        .describe('without a code where the account has a lock, behind it for registration.locked'),
      totp: secret
        .optional()
        .describe('of the account that has the number, behind the code for registration.totp'),
    }),
    z.object({ number: z.string(), isChanged: z.boolean(), ...wantedFields }),
    (asked) => numberChanging().change(asked),
  ),
  ...recoveryMethods(open),
});

const usernameMethods = (open: Open): Methods => ({
  'username.reserve': pageMethod(
    'hold a user name of this nickname for five minutes',
    z.strictObject({ nickname: name }),
    z.object({ username: z.string() }),
    async ({ nickname }) => ({ username: await open().ownAccount.reserveUsername(nickname) }),
  ),
  'username.confirm': pageMethod(
    'take the user name that was reserved',
    z.strictObject({ username: name }),
    z.object({ username: z.string(), link: z.string() }),
    ({ username }) => open().ownAccount.confirmUsername(username),
  ),
});

const passwordMethods = (open: Open): Methods => ({
  'password.show': pageMethod(
    'the name by which the account is logged in to',
    none,
    loginName,
    async () => (await open().login.read()) ?? { name: null },
  ),
  'password.set': pageMethod(
    'set name and password to log in by',
    z.strictObject({ name, password: secret }),
    z.object({ name: z.string() }),
    async ({ name: typed, password }) => {
      await open().login.setPassword(typed, password);
      return { name: (await open().login.read())?.name ?? typed };
    },
  ),
  'password.remove': pageMethod('log in by no password any more', none, loginName, async () => {
    await open().login.remove();
    return { name: null };
  }),
});

const pinMethods = (open: Open): Methods => ({
  'pin.show': pageMethod(
    'the phone number of the account, and whether a PIN locks it',
    none,
    z.object({ number: z.string().nullable(), isSet: z.boolean() }),
    async () => {
      const { number = null, ownAccount } = open();
      return { number, isSet: await ownAccount.hasRegistrationLock() };
    },
  ),
  'pin.set': pageMethod(
    'lock the phone number with a PIN, or give it another',
    z.strictObject({ pin: secret }),
    done,
    async ({ pin }) => {
      await open().ownAccount.setRegistrationLock(pin);
      return {};
    },
  ),
  'pin.remove': pageMethod('take the lock of the phone number away', none, done, async () => {
    await open().ownAccount.removeRegistrationLock();
    return {};
  }),
});

const recoveryMethods = (open: Open): Methods => ({
  'recovery.show': pageMethod(
    'whether the account can be recovered, and what somebody has begun',
    none,
    z.object({
      hasKey: z.boolean(),
      pending: z
        .object({ factors: z.array(z.string()), begunAt: timeMs, readyAt: timeMs })
        .optional(),
    }),
    () => open().ownAccount.recovery.read(),
  ),
  'recovery.stop': pageMethod('stop what somebody has begun', none, done, async () => {
    await open().ownAccount.recovery.stop();
    return {};
  }),
  'recovery.approve': pageMethod(
    'word that whoever has it is the owner, good once and for ten minutes',
    none,
    z.object({ approval: z.string() }),
    async () => ({ approval: await open().ownAccount.recovery.approve() }),
  ),
  'recovery-key.make': pageMethod(
    'make a key that recovers the account, told this once',
    none,
    z.object({ key: z.string() }),
    async () => ({ key: await open().ownAccount.recovery.makeKey() }),
  ),
  'recovery-key.remove': pageMethod('make that key void', none, done, async () => {
    await open().ownAccount.recovery.removeKey();
    return {};
  }),
});
