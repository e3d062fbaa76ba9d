// Permits taken ahead: never more than the bucket would have given, and little lost.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BucketLimit } from '#ports';
import { ManualClock } from '#runtime';
import { createMemoryRateLimiter } from '#persistence';
import { PermitBlocks } from '../../../src/persistence/permitBlocks.ts';

const seed = 20_261_121;
const limit: BucketLimit = {
  name: 'messages',
  burst: 20,
  refillMs: 1000,
  onFailure: 'open',
  aheadMax: 8,
};

/** A bucket and workers before it. */
function bench(workers: number) {
  const clock = new ManualClock();
  const store = createMemoryRateLimiter(clock);
  const blocks = Array.from({ length: workers }, () => new PermitBlocks(clock));
  let asked = 0;
  const ask = async (permits: number) => {
    asked += 1;
    const taken = await store.take({ ...limit }, 'a', permits);
    return taken.allowed ? 0 : taken.retryAfterMs;
  };
  return {
    clock,
    asked: () => asked,
    take: async (worker = 0) => (await blocks[worker]?.take(limit, 'a', ask)) === 0,
  };
}

it('asks the store once for several permits of a burst, and grants the whole bucket', async () => {
  const { take, asked } = bench(1);
  let granted = 0;
  for (let i = 0; i < limit.burst; i++) if (await take()) granted += 1;
  expect(granted).toBe(limit.burst);
  expect(asked()).toBeLessThan(limit.burst * 0.75);
  expect(await take()).toBe(false);
});

it('takes nothing ahead for who writes now and then', async () => {
  const { take, clock } = bench(1);
  for (let i = 0; i < 200; i++) {
    expect(await take()).toBe(true);
    clock.advance(1100);
  }
});

it('never grants more than the bucket and what came back since, over any span', async () => {
  const step = fc.record({
    waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })),
    worker: fc.integer({ min: 0, max: 2 }),
    times: fc.integer({ min: 1, max: 12 }),
  });
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const { take, clock } = bench(3);
    const grants: number[] = [];
    for (const { waitMs, worker, times } of steps) {
      clock.advance(waitMs);
      for (let i = 0; i < times; i++) if (await take(worker)) grants.push(clock.monotonic());
    }
    for (let from = 0; from < grants.length; from++) {
      for (let to = from; to < grants.length; to++) {
        const elapsedMs = (grants[to] ?? 0) - (grants[from] ?? 0);
        const most = limit.burst + Math.floor(elapsedMs / limit.refillMs) + 1;
        expect(to - from + 1).toBeLessThanOrEqual(most);
      }
    }
  });
  await fc.assert(property, { seed, numRuns: 300 });
});
