// Promises of wrong one-time codes: they are counted over all ways in, shut out whoever guesses
// for longer and longer, never the owner's backup codes or devices, and no repeat counts twice.

import { hashToken, totpCode } from '#crypto';
import type { Account, CommandOf } from '#actors';
import type { DeviceId, ErrorCode } from '#protocol';
import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../src/actors/account/decision.ts';
import { wrongCodesMax } from '../../../../src/actors/account/guesses.ts';
import { account as kind } from '../../../../src/actors/account/kind.ts';
import { newRegistration } from '../../../support/accounts.ts';
import { newAccount, newLogin } from '../../../support/storeSubjects.ts';

const number = '+12025550199';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const beganMs = 20_000 * dayMs;
const secret = new Uint8Array(20).fill(7);
const backup = 'aaaaaaaaaa';
const { command: registration } = newRegistration(number);
const { number: _number, ...nameless } = registration;
const login = newLogin('ada');

type Asked = CommandOf<'account'>;
type Effect = {
  readonly type: string;
  readonly result?: {
    readonly ok: boolean;
    readonly refusal?: { readonly code: ErrorCode; readonly retryAfterMs?: number };
  };
  readonly event?: { readonly kind: string };
};

/** An account whose codes are on, in the hands of a store that never fails. */
function household(atMs = beganMs) {
  const plain = newAccount(number);
  const totp = { secret, isOn: true, lastPeriod: 0, backupCodes: [hashToken(backup)] };
  const pending = { tokenHash: 'x', factors: ['number', 'key'] as const, begunAtMs: 0 };
  const account: Account = {
    ...plain,
    devices: plain.devices.map((one) => ({ ...one, seenOnDay: 40_000 })),
    ...{ totp, login },
    recovery: {
      keyHash: 'k',
      pending: { ...pending, readyAtMs: 1, untilMs: beganMs + 900 * dayMs },
    },
  };
  let state: AccountState = { id: account.id, account };
  let nowMs = atMs;
  let tries = 0;
  const ask = (command: Asked) => {
    const decision = kind.commands.get(command.type)?.decide(state, command as never, nowMs);
    const effects = (decision?.effects ?? []) as readonly Effect[];
    const ended = effects.find(({ type }) => type.startsWith('answer'))?.result;
    const after = decision?.state ?? state;
    return {
      code: ended?.ok === true ? 'ok' : ended?.refusal?.code,
      retryAfterMs: ended?.refusal?.retryAfterMs,
      told: effects.flatMap(({ event }) => (event ? [event.kind] : [])),
      keep: () => void (state = after),
    };
  };
  const doors = {
    device: (shown: object) => ({ type: 'proveTotp', ...shown }),
    login: (shown: object) => ({ type: 'proveLogin', loginMark: login.mark, ...shown }),
    renewal: (shown: object) => ({
      ...{ type: 'renewCredential', loginMark: login.mark, device: 1 as DeviceId, ...shown },
      registrationId: plain.devices[0]?.identities.aci.registrationId,
      ...{ identityKey: plain.identityKeys.aci, next: hashToken('next') },
    }),
    ticket: (shown: object) => ({ ...nameless, loginMark: login.mark, ...shown }),
    number: (shown: object) => ({ ...registration, ...shown }),
    recovery: (shown: object) => ({ ...nameless, recoveryHash: 'x', ...shown }),
  };
  /** Shows a code at a door; each time it is another try. */
  const show = (door: keyof typeof doors, code: string, attempt = `try ${tries++}`) => {
    const { keep, ...told } = ask(doors[door]({ code, attempt }) as unknown as Asked);
    keep();
    return told;
  };
  return {
    show,
    wait: (ms: number) => void (nowMs += ms),
    right: () => totpCode(secret, Math.floor(nowMs / 30_000)),
    get account() {
      return state.account;
    },
  };
}

const outside = ['login', 'renewal', 'ticket', 'number', 'recovery'] as const;
const wrong = '000000';

describe('wrong one-time codes', () => {
  it('are counted over all doors together; behind ten no code of six digits is heard', () => {
    for (const door of outside) {
      const house = household();
      for (let n = 0; n < wrongCodesMax; n++) {
        const refused = house.show(outside[n % outside.length] ?? 'login', wrong);
        expect(['totp.invalid', 'registration.totp']).toContain(refused.code);
        expect(refused.told.includes('codes-held')).toBe(n === wrongCodesMax - 1);
      }
      const held = house.show(door, house.right());
      expect(held).toEqual({ code: 'totp.held', retryAfterMs: hourMs, told: [] });
      house.wait(hourMs);
      expect(house.show(door, house.right()).code).toBe('ok');
    }
  });

  it('count those of devices as well, whose own door they shut alone', () => {
    const house = household();
    for (let n = 0; n < wrongCodesMax; n++) house.show('login', wrong);
    expect(house.show('device', house.right()).code).toBe('ok');
    const other = household();
    for (let n = 0; n < wrongCodesMax; n++) other.show('device', wrong);
    expect(other.show('device', other.right()).code).toBe('totp.held');
    expect(other.show('login', other.right()).code).toBe('totp.held');
  });

  it('shut nobody out who has a backup code', () => {
    for (const door of outside) {
      const house = household();
      for (let n = 0; n < wrongCodesMax; n++) house.show('number', wrong);
      expect(house.show(door, 'bbbbbbbbbb').code).toBe('totp.held');
      expect(house.show(door, backup).code).toBe('ok');
    }
  });

  it('shut out for twice as long each time; what is tried meanwhile makes it no longer', () => {
    const house = household();
    for (let n = 1; n < wrongCodesMax; n++) house.show('login', wrong);
    for (const hours of [1, 2, 4, 8, 16]) {
      expect(house.show('login', wrong).told).toContain('codes-held');
      for (let n = 1; n <= 3; n++) {
        house.wait((hours * hourMs) / 4);
        const leftMs = hours * hourMs * (1 - n / 4);
        expect(house.show('login', wrong)).toMatchObject({
          code: 'totp.held',
          retryAfterMs: leftMs,
        });
      }
      house.wait((hours * hourMs) / 4);
    }
    // A day is over since the first, and nothing is shut: all of it is forgotten.
    for (let n = 1; n < wrongCodesMax; n++) {
      expect(house.show('login', wrong).code).toBe('totp.invalid');
    }
    expect(house.show('login', house.right()).code).toBe('ok');
  });

  it('leave whoever guesses without end thirteen a day', () => {
    const house = household();
    let judged = 0;
    const days = 62;
    // With patience: whoever shuts himself out for sixteen hours has fewer.
    for (let minute = 0; minute < (days * dayMs) / minuteMs; minute++) {
      if (house.show('login', wrong).code === 'totp.invalid') judged += 1;
      house.wait(minuteMs);
    }
    expect(judged / days).toBeLessThanOrEqual(13);
    expect(judged / days).toBeGreaterThan(10);
  });

  it('of an owner who mistypes now and then shut nobody out', () => {
    const house = household();
    for (let n = 0; n < 200; n++) {
      house.wait(3 * hourMs);
      expect(house.show('login', wrong).code).toBe('totp.invalid');
    }
    expect(house.show('login', house.right()).code).toBe('ok');
  });

  it('count once where the ask was carried out twice, and a right one is used up once', () => {
    const house = household();
    for (let n = 0; n < 3 * wrongCodesMax; n++) {
      expect(house.show('login', wrong, 'one try').code).toBe('totp.invalid');
    }
    expect(house.account?.totp?.guesses?.all.count).toBe(1);
    for (const door of ['device', 'login'] as const) {
      house.wait(minuteMs);
      const code = house.right();
      const answers = [1, 2, 3].map(() => house.show(door, code, `a try at the ${door}`).code);
      expect(answers).toEqual(['ok', 'ok', 'ok']);
      expect(house.show(door, code, 'another').code).toBe('totp.invalid');
    }
    expect(house.show('device', backup, 'with a backup code').told).toEqual(['backup-code-used']);
    expect(house.show('device', backup, 'with a backup code')).toMatchObject({
      code: 'ok',
      told: [],
    });
  });

  it('end with the secret that they were shown for', () => {
    const house = household();
    for (let n = 0; n < wrongCodesMax; n++) house.show('login', wrong);
    expect(house.show('recovery', backup).code).toBe('ok');
    expect(house.account?.totp).toBeUndefined();
  });
});
