// When the lock of a phone number holds, and what opens it.

import { hashToken } from '#crypto';
import { describe, expect, it } from 'vitest';
import type { Account } from '#actors';
import { lockAfter, lockedForMs, lockLapseMs } from '../../../../src/actors/account/lock.ts';
import { connection, newRegistration, password, primary } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';

const dayMs = 24 * 60 * 60 * 1000;
const nowMs = 20_000 * dayMs + 5000;
const token = hashToken('right');
const nobody = () => false;

function locked(seenOnDay?: number, setAtMs = 0): Pick<Account, 'lock' | 'devices'> {
  const device = { id: primary, ...(seenOnDay === undefined ? {} : { seenOnDay }) };
  return { lock: { token, setAtMs }, devices: [device as Account['devices'][number]] };
}

describe('the time that a lock still holds', () => {
  it('is a week from the end of the day when a device was here, or from when it was set', () => {
    expect(lockedForMs(locked(19_994), nowMs, nobody)).toBe(2 * dayMs - 5000);
    expect(lockedForMs(locked(19_992), nowMs, nobody)).toBe(0);
    expect(lockedForMs(locked(20_000), nowMs, nobody)).toBe(lockLapseMs);
    expect(lockedForMs(locked(undefined, nowMs - dayMs), nowMs, nobody)).toBe(6 * dayMs);
    expect(lockedForMs({ devices: [] }, nowMs, nobody)).toBe(0);
  });

  it('is whole while a device is here, however long ago it came', () => {
    expect(lockedForMs(locked(1), nowMs, () => true)).toBe(lockLapseMs);
  });

  it('does not count once the right token was shown', () => {
    const account = locked(20_000) as Account;
    const hashed = hashToken('other');
    expect(lockAfter(account, { token: 'right', hashed }, nowMs)).toEqual({ lock: account.lock });
    expect(lockAfter(account, { token: 'wrong', hashed }, nowMs)).toEqual({
      shutForMs: lockLapseMs,
    });
    expect(lockAfter(account, undefined, nowMs)).toEqual({ shutForMs: lockLapseMs });
    expect(lockAfter(undefined, undefined, nowMs)).toEqual({});
  });
});

describe('who is stopped by a lock', () => {
  it('changes nothing of the account, whose devices are disconnected and told', async () => {
    const bench = new ActorsBench();
    await bench.register();
    const device = primary;
    await bench.value({ type: 'setLock', device, token });
    const before = bench.delivery.told.length;
    await bench.value({
      type: 'attach',
      device,
      connection: connection('socket-1'),
      ordinal: 1,
      attempt: 1,
    });
    await bench.turns();
    const { command } = newRegistration(bench.registration.command.number);
    const result = await bench.ask(command);
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'registration.locked', retryAfterMs: lockLapseMs },
    });
    const told = bench.delivery.told.slice(before).map(({ delivery }) => delivery.type);
    expect(told).toContain('close');
    expect(await bench.value({ type: 'describeSecurity' })).toMatchObject([
      { kind: 'lock-changed', device },
      { kind: 'locked-out' },
    ]);
    expect((await bench.ask({ type: 'authenticate', device, password })).ok).toBe(true);
  });

  it('holds from when a socket went that had been open for long', async () => {
    const bench = await ActorsBench.registered();
    const now = bench.clock.now();
    const found = await bench.document();
    if (!found) throw new Error('no account');
    const lock = { token, setAtMs: now - 10 * dayMs };
    await bench.accounts.real.replace({ ...found, lock }, 1 as never);
    bench.open(2);
    const [device, socket] = [primary, connection('socket-1')];
    const ordinal = (now - 10 * dayMs) * 1000;
    await bench.value({ type: 'attach', device, connection: socket, ordinal, attempt: 1 });
    await bench.value({ type: 'detach', device, connection: socket });
    const { command } = newRegistration(bench.registration.command.number);
    expect(await bench.code(command)).toBe('registration.locked');
  });

  it('is told of to the devices of the account', async () => {
    const bench = await ActorsBench.registered();
    const described = () => bench.value({ type: 'describeLock', device: primary });
    expect(await described()).toEqual({ isSet: false });
    await bench.value({ type: 'setLock', device: primary, token });
    expect(await described()).toEqual({ isSet: true });
  });

  it('an account without a number, and a linked device, set none', async () => {
    const bench = new ActorsBench();
    await bench.register();
    const linked = await bench.ask({ type: 'setLock', device: 2 as never, token });
    expect(linked).toMatchObject({ ok: false, refusal: { code: 'auth.forbidden' } });
  });

  it('holds for who comes without a socket, and reads what waits', async () => {
    const bench = await ActorsBench.registered();
    await bench.value({ type: 'setLock', device: primary, token });
    bench.clock.advance(lockLapseMs - dayMs);
    await bench.value({ type: 'fetch', device: primary });
    bench.clock.advance(lockLapseMs - dayMs);
    const { command } = newRegistration(bench.registration.command.number);
    expect(await bench.code(command)).toBe('registration.locked');
    bench.clock.advance(3 * dayMs);
    expect(await bench.evicting(bench.code(command))).toBe('ok');
  });
});
