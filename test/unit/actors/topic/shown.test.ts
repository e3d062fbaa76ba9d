// What a topic's actor tells of its owner: on which devices it shows itself, with each change, and
// once more when it can be sure of having heard of all.

import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import type { AccountId, ConnectionId, DeviceId } from '#protocol';
import { presenceTopic, topicAddress } from '#protocol';
import type { Shown } from '#ports';
import { gatherMs, publishBurst, publishRefillMs } from '../../../../src/actors/topic/commands.ts';
import { createTestServices } from '../../../support/gatewayServices.ts';

const owner = randomUUID() as AccountId;
const topic = topicAddress(presenceTopic(owner));
let test: ReturnType<typeof createTestServices>;

beforeEach(() => {
  test = createTestServices();
});

const told = (): Shown[] =>
  test.delivery.told.flatMap(({ delivery }) => (delivery.type === 'shown' ? [delivery.shown] : []));

const at = (name: string) => ({
  member: test.router.member,
  connection: name as ConnectionId,
});

async function hear(name: string, account = owner, device = 1) {
  const command = { type: 'subscribe', account, isFriend: true, connection: at(name) } as const;
  const answer = await test.router.ask(topic, { ...command, device: device as DeviceId });
  expect(answer.ok).toBe(true);
}

const leave = (name: string) =>
  test.router.ask(topic, { type: 'unsubscribe', connection: at(name) });

it('is told with each change, and whole once it can be', async () => {
  await hear('friend', randomUUID() as AccountId);
  await hear('one', owner, 1);
  await hear('two', owner, 2);
  await leave('one');
  test.clock.advance(gatherMs);
  await leave('two');
  expect(told()).toEqual([
    { devices: [1], whole: false },
    { devices: [1, 2], whole: false },
    { devices: [2], whole: false },
    { devices: [2], whole: true },
    { devices: [], whole: true },
  ]);
});

it('is told no oftener than signals are, and not forgotten', async () => {
  test.clock.advance(gatherMs);
  await hear('friend', randomUUID() as AccountId);
  test.clock.advance(gatherMs);
  for (let n = 0; n < 2 * publishBurst; n++) {
    await hear('one');
    await leave('one');
  }
  expect(told()).toHaveLength(publishBurst);
  expect(told().at(-1)?.devices).toEqual([1]);
  test.clock.advance(publishRefillMs);
  await hear('friend', randomUUID() as AccountId);
  expect(told().at(-1)?.devices).toEqual([]);
});

it('is told by a new owner of the shard, who has heard of none', async () => {
  await hear('friend', randomUUID() as AccountId);
  test.clock.advance(gatherMs);
  expect(told()).toEqual([{ devices: [], whole: true }]);
});
