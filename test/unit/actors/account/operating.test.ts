// Promises of what an operator may ask of an account.

import type { MemberId } from '#protocol';
import { describe, expect, it } from 'vitest';
import { newAccountMs } from '#actors';
import { attach, newRegistration, newSend, password, primary } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';

const who = { type: 'authenticate', device: primary, password } as const;
const suspend = { type: 'setStanding', isSuspended: true } as const;
const unsuspend = { type: 'setStanding', isSuspended: false } as const;

async function registered() {
  const bench = new ActorsBench();
  await bench.register();
  const credential = bench.registration.command.device.credential.salt;
  return { bench, credential };
}

describe('an operator', () => {
  it('sees how an account stands, and none of its keys, numbers or names', async () => {
    const { bench } = await registered();
    const shown = await bench.value({ type: 'describeStanding' });
    expect(shown).toMatchObject({ kind: 'new', isKindGiven: false, devices: [{ id: 1 }] });
    expect(Object.keys(shown).sort()).toEqual([
      'createdAtMs',
      'devices',
      'hasNumber',
      'isKindGiven',
      'kind',
    ]);
    expect(Object.keys(shown.devices[0] ?? {})).not.toContain('credential');
  });

  it('says of what kind it is, until its age says it again', async () => {
    const { bench } = await registered();
    for (const kind of ['bot', 'trusted', 'standard'] as const) {
      expect(await bench.value({ type: 'setStanding', kind })).toMatchObject({ kind });
      expect(await bench.value(who)).toMatchObject({ kind });
    }
    expect(await bench.value({ type: 'setStanding', kind: 'age' })).toMatchObject({ kind: 'new' });
    expect(newAccountMs).toBeGreaterThan(0);
  });

  it('has nothing to say of an account that is not there', async () => {
    const bench = new ActorsBench();
    expect(await bench.code({ type: 'describeStanding' })).toBe('account.not_found');
    expect(await bench.code(suspend)).toBe('account.not_found');
  });
});

describe('a suspended account', () => {
  it('is let in nowhere, and says so to its own people alone', async () => {
    const { bench, credential } = await registered();
    await bench.evicting(bench.value(suspend));
    expect(await bench.code(who)).toBe('account.suspended');
    expect(await bench.code({ ...who, password: 'another' })).toBe('auth.invalid');
    const authorize = { type: 'authorize', device: primary, credential } as const;
    expect(await bench.code(authorize)).toBe('account.suspended');
    const member = 'worker-7' as MemberId;
    expect(await bench.code({ ...authorize, type: 'permit', member })).toBe('account.suspended');
    expect(await bench.code({ type: 'describe', credential })).toBe('account.suspended');
    const takeOver = newRegistration(bench.registration.command.number).command;
    expect(await bench.code(takeOver)).toBe('account.suspended');
  });

  it('has its socket taken away before it is answered', async () => {
    const { bench } = await registered();
    await bench.value(attach());
    await bench.evicting(bench.value(suspend));
    const codes = bench.delivery.told.flatMap(({ delivery }) =>
      delivery.type === 'evict' ? [delivery.code] : [],
    );
    expect(new Set(codes)).toEqual(new Set(['account.suspended']));
  });

  it('gets what was sent meanwhile when it is let in again, with the same credential', async () => {
    const { bench } = await registered();
    await bench.evicting(bench.value(suspend));
    expect(await bench.code(newSend())).toBe('ok');
    expect(await bench.waiting()).toBe(1);
    await bench.value(unsuspend);
    expect(await bench.code(who)).toBe('ok');
    await bench.value(attach('socket-2', 2, 1));
    const told = bench.delivery.told.filter(({ delivery }) => delivery.type === 'envelopes');
    expect(told).toHaveLength(1);
  });

  it('stays so from when it was first said', async () => {
    const { bench } = await registered();
    const { suspendedAtMs } = await bench.evicting(bench.value(suspend));
    bench.clock.advance(5000);
    const again = await bench.evicting(bench.value(suspend));
    expect(again.suspendedAtMs).toBe(suspendedAtMs);
    const other = await bench.evicting(bench.value({ type: 'setStanding', kind: 'bot' }));
    expect(other).toMatchObject({ suspendedAtMs, kind: 'bot' });
  });

  it('that is let in again is not sent away by the word of before', async () => {
    const { bench, credential } = await registered();
    const member = 'worker-7' as MemberId;
    const permit = { type: 'permit', device: primary, credential, member } as const;
    const [before] = [await bench.value(who), await bench.value(permit)];
    await bench.value(attach());
    await bench.evicting(bench.value(suspend));
    await bench.value(unsuspend);
    const [after, permitted] = [await bench.value(who), await bench.value(permit)];
    const words = bench.delivery.told.flatMap(({ delivery }) =>
      delivery.type === 'evict' ? [delivery] : [],
    );
    expect(words.length).toBeGreaterThan(0);
    for (const { evictions = 0 } of words) {
      expect(before.evictions ?? 0).toBeLessThan(evictions);
      expect(after.evictions).toBeGreaterThanOrEqual(evictions);
      expect(permitted).toBeGreaterThanOrEqual(evictions);
    }
    // Another time is another word.
    await bench.evicting(bench.value(suspend));
    const last = bench.delivery.told.findLast(({ delivery }) => delivery.type === 'evict');
    expect(last?.delivery).toMatchObject({ evictions: (after.evictions ?? 0) + 1 });
  });

  it('that is suspended anew waits for the permit it was given in between', async () => {
    const { bench, credential } = await registered();
    const member = 'worker-7' as MemberId;
    const permit = { type: 'permit', device: primary, credential, member } as const;
    await bench.evicting(bench.value(suspend));
    await bench.value(unsuspend);
    await bench.value(permit);
    // The word of the first time is confirmed late, as what was told of it.
    await bench.value({ type: 'evicted', credential, member, evictions: 1 });
    let isAnswered = false;
    void bench.value(suspend).then(() => {
      isAnswered = true;
    });
    await bench.turns();
    expect(isAnswered).toBe(false);
    await bench.value({ type: 'evicted', credential, member, evictions: 2 });
    await bench.turns();
    expect(isAnswered).toBe(true);
  });
});
