// Promises of taking an account over: by its number, by its name and password, by a recovery. What
// stays is as the table says, in the code and in the documents, for every field that an account may
// have; and where one-time codes are on nobody does without, in whatever order things are asked.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { hashToken, totpCode } from '#crypto';
import type { Account, CommandOf } from '#actors';
import type { DeviceId, ErrorCode } from '#protocol';
import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../src/actors/account/decision.ts';
import { account as kind } from '../../../../src/actors/account/kind.ts';
import type { Way } from '../../../../src/actors/account/takeOver.ts';
import { fates } from '../../../../src/actors/account/takeOver.ts';
import { newRegistration } from '../../../support/accounts.ts';
import { newAccount, newLogin } from '../../../support/storeSubjects.ts';

const number = '+12025550199';
const dayMs = 24 * 60 * 60 * 1000;
const nowMs = 20_000 * dayMs;
const secret = new Uint8Array(20).fill(7);
const backup = 'aaaaaaaaaa';
const primary = 1 as DeviceId;
const { command: base } = newRegistration(number);
const { number: _number, ...nameless } = base;
const pin = { token: 'pin', hashed: hashToken('pin') };

type Asked = CommandOf<'account'>;
type Effect = {
  readonly type: string;
  readonly result?: { readonly ok: boolean; readonly refusal?: { readonly code: ErrorCode } };
  readonly event?: { readonly kind: string };
};

/** Decides, takes the state up as an actor whose store never fails, and tells the answer. */
function decide(state: AccountState, command: Asked, atMs = nowMs) {
  const decision = kind.commands.get(command.type)?.decide(state, command as never, atMs);
  const effects = (decision?.effects ?? []) as readonly Effect[];
  const ended = effects.find(({ type }) => type.startsWith('answer'))?.result;
  return {
    state: decision?.state ?? state,
    code: ended?.ok === true ? 'ok' : ended?.refusal?.code,
    told: effects.flatMap(({ event }) => (event ? [event.kind] : [])),
  };
}

const code = (atMs = nowMs) => totpCode(secret, Math.floor(atMs / 30_000));
const totp = { secret, isOn: true, lastPeriod: 0, backupCodes: [hashToken(backup)] };
/** Codes that are off altogether. */
const none: Partial<NonNullable<Account['totp']>> = {};
const login = newLogin('ada');
const pending = {
  ...{ tokenHash: 'x', factors: ['number', 'key'] as const },
  ...{ begunAtMs: 0, readyAtMs: 1, untilMs: nowMs + dayMs },
};

const plain = newAccount(number);
/** A device was here today. */
const devices = plain.devices.map((one) => ({ ...one, seenOnDay: nowMs / dayMs }));

/** One that has all that an account may have. */
const full: Required<Account> = {
  ...plain,
  devices,
  number,
  unidentifiedAccessKey: new Uint8Array(16).fill(9),
  unrestrictedUnidentifiedAccess: true,
  deviceList: { version: 1 } as never,
  pendingLink: { tokenHash: 'y' } as never,
  login,
  recovery: { keyHash: 'k', pending },
  consents: [{ document: 'terms', version: '1', givenAtMs: 1 }],
  sessions: [{ id: 's' } as never],
  totp,
  security: [{ kind: 'totp-changed', at: 5 }],
  kind: 'trusted',
  suspended: { atMs: 1 },
  evictions: 1,
  auditKey: new Uint8Array(32).fill(7),
  lock: { token: hashToken('pin'), setAtMs: nowMs },
  numberNews: { guid: 'g' } as never,
  retired: [{ device: 2 as DeviceId, generation: 'g' as never }],
  deleted: true,
};

const byWay: Readonly<Record<Way, object>> = {
  number: { ...base, code: code(), shown: pin },
  login: { ...nameless, loginMark: login.mark, code: code() },
  recovery: { ...nameless, recoveryHash: 'x', code: code() },
};
const ways = ['number', 'login', 'recovery'] as const;
const stateOf = (account: Account): AccountState => ({ id: account.id, account });

describe('what stays of an account that is taken over', () => {
  const { suspended: _suspended, ...open } = full;

  it.each(ways)('by its %s is what the table says, field by field', (way) => {
    const taken = decide(stateOf(open), byWay[way] as Asked);
    expect(taken.code).toBe('ok');
    const after: Partial<Account> = taken.state.account ?? {};
    for (const [field, fate] of Object.entries(fates) as [keyof typeof fates, never][]) {
      const is = { field, value: after[field] };
      if (fate[way] === 'ends' || fate[way] === 'barred') {
        expect(is).toEqual({ field, value: undefined });
      } else if (fate[way] === 'given') {
        expect(is).toEqual({ field, value: (byWay[way] as Partial<Account>)[field] });
      } else expect(is.value, field).toBeDefined();
    }
  });

  it.each(ways)('by its %s without what a field asks for is nothing: it is none', (way) => {
    for (const [field, fate] of Object.entries(fates)) {
      if (fate[way] !== 'shown') continue;
      const { code: _code, ...codeless } = byWay[way] as { code?: string };
      const { shown: _shown, ...pinless } = byWay[way] as { shown?: object };
      const asked = field === 'lock' ? pinless : codeless;
      const refused = decide(stateOf(open), asked as Asked);
      expect([field, refused.code]).toEqual([
        field,
        field === 'lock' ? 'registration.locked' : 'registration.totp',
      ]);
    }
  });

  it('a suspended one is taken over by nothing', () => {
    for (const way of ways) {
      expect(decide(stateOf(full), byWay[way] as Asked).code).toBe('account.suspended');
    }
  });

  it('is said in docs/security.md, for every field', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/security.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| (\w+) \| (\w+) \|/gm)];
    const said = rows.map(([, field, ...three]) => [field, ...three]);
    const known = Object.entries(fates).map(([field, fate]) => [
      field,
      ...ways.map((way) => fate[way]),
    ]);
    expect(said).toEqual(known);
  });

  it('a key of recovery stays with a login, and nobody’s recovery waits any longer', () => {
    const taken = decide(stateOf(open), byWay.login as Asked);
    expect(taken.state.account?.recovery).toEqual({ keyHash: 'k' });
  });
});

describe('the owner', () => {
  const { suspended: _suspended, ...open } = full;

  it('hears that a recovery has ended, and finds it in what is kept but behind a number', () => {
    for (const way of ways) {
      const taken = decide(stateOf(open), byWay[way] as Asked);
      expect(taken.told).toEqual(['recovery-ended']);
      const kept = taken.state.account?.security?.map(({ kind: one }) => one);
      expect(kept).toEqual(way === 'number' ? undefined : ['totp-changed', 'recovery-ended']);
    }
  });

  it('hears that a backup code went, and of refused codes once an hour in one place', () => {
    const taken = decide(stateOf(open), { ...byWay.login, code: backup } as Asked);
    expect(taken.told).toEqual(['backup-code-used', 'recovery-ended']);
    let state = stateOf(open);
    const kept = () => state.account?.security?.map(({ kind: one }) => one);
    for (let n = 0; n < 8; n++) {
      const tried = { type: 'proveLogin', loginMark: login.mark, code: '000000' } as const;
      const refused = decide(state, tried, nowMs + n * 31 * 60_000);
      expect(refused.code).toBe('totp.invalid');
      expect(refused.told).toEqual(n % 2 === 0 ? ['code-refused'] : []);
      ({ state } = refused);
    }
    expect(kept()).toEqual(['totp-changed', 'code-refused']);
  });

  it('hears that a credential was renewed', () => {
    const account = stateOf(open);
    const registrationId = open.devices[0]?.identities.aci.registrationId as never;
    const renewal = {
      type: 'renewCredential',
      ...{ loginMark: login.mark, device: primary, registrationId },
      ...{ identityKey: open.identityKeys.aci, next: hashToken('next'), code: code() },
    } as const;
    const renewed = decide(account, renewal);
    expect([renewed.code, renewed.told]).toEqual(['ok', ['credential-renewed']]);
    expect(renewed.state.account?.security?.at(-1)).toMatchObject({ device: primary });
    // The answer may have been lost: the same again takes no other code, and is told no more.
    const again = decide(renewed.state, renewal);
    expect([again.code, again.told]).toEqual(['ok', []]);
    const wrong = decide(account, { ...renewal, registrationId: 1 as never });
    expect(wrong.code).toBe('login.device');
    expect(wrong.state.account?.totp?.lastPeriod).toBe(0);
  });
});

describe('where one-time codes are on', () => {
  const lately: Account = { ...plain, devices, totp, login, recovery: { keyHash: 'k' } };
  const week = 7 * dayMs;

  it('a number takes a code until its account was away for a week', () => {
    const asked = decide(stateOf(lately), base);
    expect(asked.code).toBe('registration.totp');
    expect(asked.state.account?.devices).toBe(lately.devices);
    expect(decide(stateOf(lately), { ...base, code: '000000' }).code).toBe('registration.totp');
    expect(decide(stateOf(lately), base, nowMs + week + dayMs - 1).code).toBe('registration.totp');
    const late = decide(stateOf(lately), base, nowMs + week + dayMs);
    expect([late.code, late.state.account?.totp]).toEqual(['ok', undefined]);
  });

  it('a ticket takes one also after a week, where none was shown for it', () => {
    const asked = { ...nameless, loginMark: login.mark };
    expect(decide(stateOf(lately), asked, nowMs + 3 * week).code).toBe('registration.totp');
    const shown = decide(stateOf(lately), { ...asked, hasCode: true });
    expect([shown.code, shown.state.account?.totp]).toEqual(['ok', totp]);
  });

  it('a recovery takes one as a number does, but not where a backup code has begun it', () => {
    const [readyAtMs, untilMs] = [nowMs, nowMs + 9 * week];
    const waits = { tokenHash: 'x', begunAtMs: 0, readyAtMs, untilMs };
    const begunBy = (...factors: ('number' | 'key' | 'backup-code')[]) =>
      stateOf({ ...lately, recovery: { pending: { ...waits, factors } } });
    const asked = { ...nameless, recoveryHash: 'x' };
    expect(decide(begunBy('number', 'key'), asked).code).toBe('registration.totp');
    expect(decide(begunBy('number', 'key'), { ...asked, code: code() }).code).toBe('ok');
    expect(decide(begunBy('number', 'key'), asked, nowMs + week + dayMs).code).toBe('ok');
    const backed = decide(begunBy('key', 'backup-code'), asked);
    expect([backed.code, backed.state.account?.totp]).toEqual(['ok', undefined]);
  });

  it('a recovery that a backup code has begun ends with the codes of then', () => {
    const waits = { ...pending, factors: ['key', 'backup-code'] as const };
    const state = stateOf({ ...lately, recovery: { keyHash: 'k', pending: waits } });
    for (const asked of [
      { type: 'renewBackupCodes', backupCodes: [] },
      { type: 'endTotp' },
    ] as const) {
      const done = decide(state, asked);
      expect(done.told).toEqual(['totp-changed', 'recovery-ended']);
      expect(done.state.account?.recovery).toEqual({ keyHash: 'k' });
      const late = decide(done.state, { ...nameless, recoveryHash: 'x' });
      expect(late.code).toBe('login.over');
    }
    const other = stateOf({ ...lately, recovery: { pending } });
    expect(decide(other, { type: 'endTotp' }).state.account?.recovery?.pending).toBe(pending);
  });

  it('no code is good twice, at whatever door, and without one nothing changes hands', () => {
    const word = fc.constantFrom('now', 'next', 'backup', 'wrong', undefined);
    const door = fc.constantFrom('prove', 'login', 'renew', 'ticket', 'number');
    const step = fc.record({ door, word, waitMs: fc.constantFrom(0, 0, 30_000) });
    let entered = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 9 }), (steps) => {
        let state = stateOf(lately);
        let atMs = nowMs;
        const used = new Set<string>();
        for (const one of steps) {
          atMs += one.waitMs;
          const period = Math.floor(atMs / 30_000) + (one.word === 'next' ? 1 : 0);
          const text =
            one.word === 'backup' ? backup : one.word === 'wrong' ? '' : totpCode(secret, period);
          const shown = one.word === undefined ? {} : { code: text };
          const key = one.word === 'backup' ? backup : String(period);
          const last = Math.max(0, ...[...used].filter((it) => it !== backup).map(Number));
          const isGood =
            one.word !== undefined &&
            one.word !== 'wrong' &&
            (one.word === 'backup' ? !used.has(backup) : period > last);
          const { account: before } = state;
          const registrationId = before?.devices[0]?.identities.aci.registrationId as never;
          const identityKey = before?.identityKeys.aci ?? new Uint8Array();
          const next = hashToken(`next ${used.size}`);
          const device = { ...base.device, credential: next, createdAtMs: atMs };
          const renewal = { device: primary, registrationId, identityKey, next };
          const asked = {
            prove: { type: 'proveTotp', code: '', ...shown },
            login: { type: 'proveLogin', loginMark: login.mark, ...shown },
            renew: { type: 'renewCredential', loginMark: login.mark, ...renewal, ...shown },
            ticket: { ...nameless, device, loginMark: login.mark, ...shown },
            number: { ...base, device, ...shown },
          } as const;
          // A take-over by number ends the login: only it and codes are asked for from then on.
          if (!before?.login && !['prove', 'number'].includes(one.door)) continue;
          const done = decide(state, asked[one.door], atMs);
          expect(done.code === 'ok').toBe(isGood);
          if (isGood) {
            used.add(key);
            entered += 1;
            expect(done.state.account?.totp?.isOn).toBe(true);
          } else {
            expect(done.state.account?.devices).toEqual(before?.devices);
            const { guesses: _now, ...after } = done.state.account?.totp ?? none;
            const { guesses: _then, ...unused } = before?.totp ?? none;
            expect(after).toEqual(unused);
          }
          ({ state } = done);
        }
      }),
      { numRuns: 100 },
    );
    // Codes do let in: the rest would hold where nobody ever got in.
    expect(entered).toBeGreaterThan(50);
  });
});
