// By whose clock a member's credential holds.

import { expect, it } from 'vitest';
import { GroupMembers } from '../../../../src/gateway/ingress/groupMembers.ts';
import { createTestServices } from '../../../support/gatewayServices.ts';
import { testGroupKeys } from '../../../support/groupKeys.ts';
import { groupAuthorization, Person, SecretGroup } from '#lab/groupPeople.ts';

const daysOffMs = 40 * 24 * 60 * 60 * 1000;

it.each([daysOffMs, -daysOffMs])(
  'a worker whose clock is %d ms off lets members in',
  async (ms) => {
    const { services, clock } = createTestServices();
    const off = { ...services, clock: { ...clock, now: () => clock.now() + ms } as typeof clock };
    const group = new SecretGroup();
    const presentation = group.presentOn(testGroupKeys, new Person(), clock.now());
    const header = groupAuthorization(group.params, presentation);
    const members = new GroupMembers(off);
    expect((await members.identify(header, '127.0.0.1')).ok).toBe(true);
  },
);
