// Whoever asks for accounts and topics that are not there, without end: they stay in memory for a
// moment only.

import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import type { AccountId, DeviceId, MemberId } from '#protocol';
import { accountAddress, presenceTopic, topicAddress } from '#protocol';
import { metrics } from '#runtime';
import { newcomersLookMs } from '../../../src/actors/entityHost.ts';
import { publishBurst, publishRefillMs } from '../../../src/actors/topic/commands.ts';
import { createTestServices } from '../../support/gatewayServices.ts';

const strangers = 50;
const newId = () => randomUUID() as AccountId;
const connection = { member: 'alpha-1' as MemberId, connection: 'c1' as never };
let test: ReturnType<typeof createTestServices>;
let before: number;

const actors = async () => ((await metrics.actors.get()).values[0]?.value ?? 0) - before;
const settle = () => new Promise((resolve) => setImmediate(resolve));
const publish = (owner: AccountId, by = owner) =>
  test.router.ask(topicAddress(presenceTopic(owner)), {
    type: 'publish',
    from: { account: by, device: 1 as DeviceId },
    payload: new Uint8Array(1),
  });

beforeEach(async () => {
  test = createTestServices();
  before = 0;
  before = await actors();
});

it('lets accounts go at once that nobody is registered under', async () => {
  const asks = Array.from({ length: strangers }, () =>
    test.router.ask(accountAddress(newId()), { type: 'describe' }),
  );
  for (const answer of await Promise.all(asks)) expect(answer.ok).toBe(false);
  expect(await actors()).toBeGreaterThanOrEqual(strangers);
  await settle();
  test.clock.advance(newcomersLookMs);
  expect(await actors()).toBeLessThan(strangers);
});

it('lets topics go at once that a stranger has named', async () => {
  for (let n = 0; n < strangers; n++) {
    expect((await publish(newId(), newId())).ok).toBe(false);
  }
  const held = await actors();
  await settle();
  test.clock.advance(newcomersLookMs);
  expect(held - (await actors())).toBe(strangers);
});

it('keeps a topic that is heard', async () => {
  const owner = newId();
  await test.router.ask(topicAddress(presenceTopic(owner)), {
    type: 'subscribe',
    account: owner,
    device: 1 as never,
    isFriend: false,
    connection,
  });
  const held = await actors();
  await settle();
  test.clock.advance(newcomersLookMs);
  expect(await actors()).toBe(held);
});

it('keeps a topic until its permits are back, so that leaving gives nobody new ones', async () => {
  const owner = newId();
  for (let n = 0; n < publishBurst; n++) expect((await publish(owner)).ok).toBe(true);
  await settle();
  test.clock.advance(newcomersLookMs);
  let taken = 0;
  while ((await publish(owner)).ok) taken += 1;
  expect(taken).toBe(newcomersLookMs / publishRefillMs);
});
