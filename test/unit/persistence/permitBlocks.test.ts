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

it('holds what it took ahead for as long as the burst takes to come back', async () => {
  const { take, asked, clock } = bench(1);
  for (let i = 0; i < 12; i++) {
    expect(await take()).toBe(true);
    clock.advance(0.9 * limit.refillMs);
  }
  // 1, 2, 4 and 8 of them.
  expect(asked()).toBe(4);
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
    waitMs: fc.oneof(
      fc.constant(0),
      fc.integer({ max: 3000, min: 0 }),
      fc.integer({ max: 30_000, min: 0 }),
    ),
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

it('lets nobody overtake who still waits for the store', async () => {
  const blocks = new PermitBlocks(new ManualClock());
  const done: string[] = [];
  const asks: (() => void)[] = [];
  const slow = () => new Promise<number>((resolve) => asks.push(() => resolve(0)));
  const take = (name: string, ask: () => Promise<number> = slow) =>
    blocks.take(limit, 'a', ask).then(() => done.push(name));
  const turns = () => new Promise((resolve) => setImmediate(resolve));
  for (const name of ['1', '2', '3']) await take(name, async () => 0);
  const waiting = [take('4'), take('5')];
  // The block of the first is granted now; the last finds permits held, and waits all the same.
  asks.shift()?.();
  await turns();
  waiting.push(take('6'));
  await turns();
  for (let ask = asks.shift(); ask; ask = asks.shift()) ask();
  await Promise.all(waiting);
  expect(done).toEqual(['1', '2', '3', '4', '5', '6']);
});

it('asks again after the store was away', async () => {
  const blocks = new PermitBlocks(new ManualClock());
  let asked = 0;
  const away = () => {
    asked += 1;
    return Promise.reject(new Error('away'));
  };
  const both = [blocks.take(limit, 'a', away), blocks.take(limit, 'a', away)];
  for (const one of both) await expect(one).rejects.toThrow('away');
  expect(asked).toBe(1);
  expect(await blocks.take(limit, 'a', async () => 0)).toBe(0);
});
