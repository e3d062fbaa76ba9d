// By whose clock a member's credential holds.

import { StoreClock, systemClock } from '#runtime';
import { expect, it } from 'vitest';
import { GroupMembers } from '../../../../src/gateway/ingress/groupMembers.ts';
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
