// By whose clock a member's credential holds.

import { StoreClock, systemClock } from '#runtime';
import { expect, it } from 'vitest';
import {
  GroupMembers,
  unpaidMax,
  unprovenPermits,
} from '../../../../src/gateway/ingress/groupMembers.ts';
import { readRateLimits } from '../../../../src/gateway/ingress/limitsFile.ts';
import { takerOf } from '../../../../src/gateway/ingress/rateLimits.ts';
import { createTestServices } from '../../../support/gatewayServices.ts';
import { testGroupKeys } from '../../../support/groupKeys.ts';
import { groupAuthorization, Person, SecretGroup } from '#lab/groupPeople.ts';

const daysOffMs = 40 * 24 * 60 * 60 * 1000;

it.each([daysOffMs, -daysOffMs])(
  'a worker whose clock is %d ms off lets members in',
  async (ms) => {
    const { services, clock } = createTestServices();
    const own = { ...systemClock, now: () => Date.now() + ms };
    const off = { ...services, clock: await StoreClock.start(own, async () => clock.now()) };
    const group = new SecretGroup();
    const presentation = group.presentOn(testGroupKeys, new Person(), clock.now());
    const header = groupAuthorization(group.params, presentation);
    const members = new GroupMembers({ ...off, take: takerOf(off) });
    off.clock.stop();
    expect((await members.identify(header, '127.0.0.1')).ok).toBe(true);
  },
);

/** A worker's, which counts what it has looked at; and proofs that are none, and one that holds. */
function counting() {
  const { services, clock } = createTestServices();
  const looked = { count: 0 };
  const groupKeys = Object.assign(Object.create(testGroupKeys), {
    verifyMember: (...shown: Parameters<typeof testGroupKeys.verifyMember>) => {
      looked.count += 1;
      return testGroupKeys.verifyMember(...shown);
    },
  });
  const members = new GroupMembers({ ...services, groupKeys, take: takerOf(services) });
  const group = new SecretGroup();
  const right = group.presentOn(testGroupKeys, new Person(), clock.now());
  const wrong = (count: number) =>
    Uint8Array.from(right, (byte, at) => (at === 9 ? count : at === 10 ? byte ^ 1 : byte));
  const shown = async (presentation: Uint8Array, ip = '192.0.2.1') => {
    const found = await members.prove(group.params, presentation, ip);
    return found.ok ? 'ok' : found.refusal.code;
  };
  return { services, looked, right, wrong, shown };
}

it('a proof that is none costs its address more than one that holds', async () => {
  const { services, looked, right, wrong, shown } = counting();
  const { groupProofs } = readRateLimits(services.config);
  expect(await shown(right)).toBe('ok');
  const tries = 1 + Math.ceil(groupProofs.burst / (1 + unprovenPermits));
  for (let count = 0; count < 256; count += 1) {
    const code = await shown(wrong(count));
    if (count > tries) expect(code).toBe('rate.limited');
  }
  expect(looked.count).toBeLessThanOrEqual(tries + 2);
  // What was proved before is not looked at again, and nobody else waits.
  expect(await shown(right)).toBe('ok');
  expect(await shown(wrong(0), '192.0.2.2')).toBe('auth.invalid');
});

it('proofs that are none cost their address as much where all come at once', async () => {
  const { looked, right, wrong, shown } = counting();
  const all = await Promise.all(Array.from({ length: 256 }, (_, count) => shown(wrong(count))));
  expect(looked.count).toBe(unpaidMax);
  expect(all.filter((code) => code === 'rate.limited')).toHaveLength(256 - unpaidMax);
  expect(await shown(right)).toBe('ok');
  expect(await shown(wrong(0), '192.0.2.2')).toBe('auth.invalid');
});
