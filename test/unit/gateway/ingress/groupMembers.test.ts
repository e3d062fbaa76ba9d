// By whose clock a member's credential holds.

import { StoreClock, systemClock } from '#runtime';
import { expect, it } from 'vitest';
import { GroupMembers, unprovenPermits } from '../../../../src/gateway/ingress/groupMembers.ts';
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

it('a proof that is none costs its address more than one that holds', async () => {
  const { services, clock } = createTestServices();
  const { groupProofs } = readRateLimits(services.config);
  let looked = 0;
  const groupKeys = Object.assign(Object.create(testGroupKeys), {
    verifyMember: (...shown: Parameters<typeof testGroupKeys.verifyMember>) => {
      looked += 1;
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
  expect(await shown(right)).toBe('ok');
  const tries = 1 + Math.ceil(groupProofs.burst / (1 + unprovenPermits));
  for (let count = 0; count < 256; count += 1) {
    const code = await shown(wrong(count));
    if (count > tries) expect(code).toBe('rate.limited');
  }
  expect(looked).toBeLessThanOrEqual(tries + 2);
  // What was proved before is not looked at again, and nobody else waits.
  expect(await shown(right)).toBe('ok');
  expect(await shown(wrong(0), '192.0.2.2')).toBe('auth.invalid');
});
