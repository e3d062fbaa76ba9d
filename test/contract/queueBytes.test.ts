// The bytes of a queue as they are measured by some of its envelopes, when a sender has chosen all
// of them with that in mind.

import type { InsertOutcome } from '#ports';
import { limits } from '#protocol';
import type { RedisClient } from '#runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RedisServer } from '../support/servers.ts';
import type { QueueTwin } from './queueTwins.ts';
import { guidAt, newDevice, openServer, redisTwin } from './queueTwins.ts';

let server: RedisServer;
let redis: RedisClient;

beforeAll(async () => {
  ({ server, redis } = await openServer());
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const largeBytes = limits.envelopeBytesMax;
const samples = 16;
/** Each of these is a place where evenly spread samples fall, at every length that a block ends. */
const stretch = 32;
const block = samples * stretch;
const device = newDevice();
let sent = 0;

/** Sends large envelopes, and small ones in the places that even samples would find. */
async function send(twin: QueueTwin, count: number): Promise<InsertOutcome['outcome'][]> {
  const outcomes = await Promise.all(
    Array.from({ length: count }, () => {
      const isSampled = sent % stretch === 0;
      const bytes = new Uint8Array(isSampled ? 1 : largeBytes);
      return twin.queue.insert(device, guidAt(++sent), bytes);
    }),
  );
  return outcomes.map(({ outcome }) => outcome);
}

it('cannot be made to look few', async () => {
  const first = redisTwin(redis);
  for (let n = 0; n < block; n += stretch) {
    expect(await send(first, stretch)).toEqual(Array(stretch).fill('stored'));
  }
  // Another owner has to measure first.
  const next = redisTwin(redis);
  const left = Math.ceil(limits.queueBytesMax / largeBytes) - block;
  const outcomes: string[] = [];
  // An estimate may miss a quarter.
  const most = left + limits.queueBytesMax / largeBytes / 4;
  while (!outcomes.includes('full') && outcomes.length < most + stretch) {
    outcomes.push(...(await send(next, stretch)));
  }
  expect(outcomes).toContain('full');
  expect(outcomes.indexOf('full')).toBeLessThan(most);
});
