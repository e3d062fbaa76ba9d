// Promises of the state machine of a recovery: whatever is asked in whatever order, nobody gets in
// with one factor, before the wait is over, or after the owner has stopped it.

import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Account, CommandOf } from '#actors';
import { hashToken } from '#crypto';
import { readRecoveryKey, writeRecoveryKey } from '#protocol';
import type { DeviceId } from '#protocol';
import { account as kind } from '../../../../src/actors/account/kind.ts';
import type { AccountState } from '../../../../src/actors/account/decision.ts';
import { newRegistration } from '../../../support/accounts.ts';
import { newAccount } from '../../../support/storeSubjects.ts';

const number = '+12025550199';
const keyHash = 'a'.repeat(64);
const backupCode = 'aaaaaaaaaa';
const backupCodes = [hashToken(backupCode)];
const totp = { secret: new Uint8Array(20), isOn: true, lastPeriod: 0, backupCodes };
const waitMs = 1000;
/** The account has been away for so long that it takes no one-time code: takeOver.test.ts. */
const startMs = 30 * 24 * 60 * 60 * 1000;
const primary = 1 as DeviceId;

type Asked = CommandOf<'account', 'beginRecovery' | 'stopRecovery' | 'register'>;

/** Decides, takes the state up as an actor whose store never fails, and tells the answer's code. */
function decide(state: AccountState, command: Asked, nowMs: number) {
  const definition = kind.commands.get(command.type);
  const decision = definition?.decide(state, command as never, nowMs);
  const effects = (decision?.effects ?? []) as { type: string; result?: { ok: boolean } }[];
  const ended = effects.find(({ type }) => type.startsWith('answer'));
  return { state: decision?.state ?? state, isDone: ended?.result?.ok === true };
}

function begun(change: Partial<Account> = {}): AccountState {
  const account: Account = { ...newAccount(number), recovery: { keyHash }, totp, ...change };
  return { id: account.id, account };
}

const credential = 'a';
const shownOf = (
  has: Readonly<Record<'number' | 'key' | 'device' | 'wrong' | 'code', boolean>>,
) => ({
  ...(has.number ? { number } : {}),
  ...(has.key ? { keyHash: has.wrong ? 'b'.repeat(64) : keyHash } : {}),
  ...(has.device ? { approval: { device: primary, credential } } : {}),
  ...(has.code ? { backupCode } : {}),
});
const shown = fc
  .record({
    ...{ number: fc.boolean(), key: fc.boolean(), device: fc.boolean() },
    ...{ wrong: fc.boolean(), code: fc.boolean() },
  })
  .map(shownOf);
const token = fc.constantFrom('x', 'y');
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ type: fc.constant('begin' as const), shown, token }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('stop' as const) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('register' as const), token }) },
    {
      weight: 3,
      arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.nat(1500) }),
    },
  ),
  { minLength: 4, maxLength: 30 },
);
const countOf = (given: object) => Object.keys(given).length;

it('nobody gets in with one factor, too early, or after it was stopped', () => {
  const { command } = newRegistration(number);
  const { number: _number, ...byRecovery } = command;
  let entered = 0;
  fc.assert(
    fc.property(steps, (all) => {
      let state = begun();
      let nowMs = startMs;
      /** What the one that waits may be: as this test sees it. */
      let waiting: { token: string; readyAtMs: number } | undefined;
      let hasCode = true;
      for (const step of all) {
        if (step.type === 'wait') nowMs += step.ms;
        else if (step.type === 'stop') {
          state = decide(state, { type: 'stopRecovery', device: primary }, nowMs).state;
          waiting = undefined;
        } else if (step.type === 'begin') {
          const begin = { type: 'beginRecovery', shown: step.shown, waitMs } as const;
          const done = decide(state, { ...begin, tokenHash: step.token }, nowMs);
          const isWhole =
            countOf(step.shown) >= 2 &&
            !Object.values(step.shown).includes('b'.repeat(64)) &&
            (hasCode || !('backupCode' in step.shown));
          const isSame = waiting?.token === step.token;
          expect(done.isDone).toBe(isSame || (isWhole && waiting === undefined));
          if (done.isDone && !isSame) {
            waiting = { token: step.token, readyAtMs: nowMs + waitMs };
            if ('backupCode' in step.shown) hasCode = false;
          }
          expect(done.state.account?.totp?.backupCodes).toHaveLength(hasCode ? 1 : 0);
          state = done.state;
        } else {
          const done = decide(state, { ...byRecovery, recoveryHash: step.token }, nowMs);
          const isReady = waiting?.token === step.token && waiting.readyAtMs <= nowMs;
          expect(done.state.account?.devices[0]?.credential.salt !== credential).toBe(isReady);
          if (isReady) {
            entered += 1;
            expect(done.state.account?.recovery).toBeUndefined();
            expect(done.state.account?.number).toBe(number);
            return;
          }
        }
      }
    }),
    { numRuns: 2000 },
  );
  // The way in is there: the rest would hold where nobody ever got in.
  expect(entered).toBeGreaterThan(100);
});

it('what was ready and not carried out ends by itself', () => {
  const both = { number, keyHash };
  const begin = { type: 'beginRecovery', shown: both, waitMs, tokenHash: 'x' } as const;
  const { state } = decide(begun(), begin, startMs);
  const { command } = newRegistration(number);
  const late = startMs + waitMs + 7 * 24 * 60 * 60 * 1000;
  const { number: _number, ...byRecovery } = command;
  const asked = { ...byRecovery, recoveryHash: 'x' };
  expect(decide(state, asked, late).state.account?.devices[0]?.credential.salt).toBe(credential);
  expect(decide(state, asked, late - 1).state.account?.recovery).toBeUndefined();
});

it('what a device has approved ends where that device goes or gets another credential', () => {
  const { command } = newRegistration(number);
  const { number: _number, ...byRecovery } = command;
  const shown = shownOf({ number: true, key: false, device: true, wrong: false, code: false });
  const begin = { type: 'beginRecovery', shown, waitMs, tokenHash: 'x' } as const;
  const carried = (change: (account: Account) => Account) => {
    const { state } = decide(begun(), begin, startMs);
    const account = change(state.account as Account);
    const carry = { ...byRecovery, recoveryHash: 'x' } as const;
    return decide({ ...state, account }, carry, startMs + waitMs).isDone;
  };
  expect(carried((account) => account)).toBe(true);
  expect(carried((account) => ({ ...account, devices: [] }))).toBe(false);
  const renewed = ({ devices, ...account }: Account): Account => ({
    ...account,
    devices: devices.map((one) => ({ ...one, credential: hashToken('another') })),
  });
  expect(carried(renewed)).toBe(false);
});

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

it('a recovery key is read as it was written, and what was mistyped is noticed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(54), (key, at) => {
      const written = writeRecoveryKey(key, digest);
      expect(written).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){10}[0-9A-HJKMNP-TV-Z]{5}$/);
      const typed = written.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
      expect(readRecoveryKey(typed, digest)).toEqual(key);
      const plain = written.replaceAll('-', '');
      const other = plain[at] === 'Z' ? 'Y' : 'Z';
      expect(
        readRecoveryKey(plain.slice(0, at) + other + plain.slice(at + 1), digest),
      ).toBeUndefined();
    }),
    { numRuns: 300 },
  );
  expect(readRecoveryKey(randomBytes(20).toString('hex'), digest)).toBeUndefined();
});
