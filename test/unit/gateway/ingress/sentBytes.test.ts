// What an account may send by bytes: charged afterwards, in order, and never far beyond its bucket.

import fc from 'fast-check';
import type { BucketLimit, RateLimiter } from '#ports';
import { createMemoryRateLimiter } from '#persistence';
import { ManualClock } from '#runtime';
import { describe, expect, it } from 'vitest';
import { accountsMax, debtBytes, SentBytes } from '../../../../src/gateway/ingress/sentBytes.ts';

const seed = 20_261_126;
const MiB = 1024 * 1024;
const limit: BucketLimit = { name: 'sentBytes', burst: 4 * MiB, refillMs: 0.5, onFailure: 'open' };

function open(workers = 1, own: BucketLimit = limit) {
  const clock = new ManualClock();
  const store = createMemoryRateLimiter(clock);
  let asked = 0;
  const limiter: RateLimiter = {
    async take(...args) {
      asked += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return store.take(...args);
    },
  };
  const all = Array.from({ length: workers }, () => new SentBytes(own, limiter, clock));
  const add = async (bytes: number, worker = 0, account = 'a') =>
    (await all[worker]?.add(account, bytes)) === undefined;
  return { clock, add, first: all[0] as SentBytes, asked: () => asked };
}

describe('sent bytes', () => {
  it('cost no question to the store but one for each 64 KiB, and no wait', async () => {
    const { first, asked } = open();
    for (let n = 0; n < 1000; n++) {
      const answer = first.add('a', 500);
      if (answer instanceof Promise) throw new Error('it waited');
      expect(answer).toBeUndefined();
      if (n % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(asked()).toBeLessThanOrEqual(Math.ceil((1000 * 500) / debtBytes));
    expect(asked()).toBeGreaterThan(3);
  });

  it('end with the bucket, each account by itself, and come back with time', async () => {
    const { clock, first, add } = open();
    let sent = 0;
    while (await add(96 * 1024)) sent += 96 * 1024;
    expect(sent).toBeGreaterThanOrEqual(limit.burst - 96 * 1024);
    expect(sent).toBeLessThanOrEqual(limit.burst + 2 * debtBytes + 96 * 1024);
    const refused = await first.add('a', 1);
    expect(refused).toMatchObject({ refusal: { code: 'rate.limited' } });
    expect(await add(1, 0, 'b')).toBe(true);
    if (refused?.ok !== false) throw new Error('not refused');
    expect(refused.refusal.retryAfterMs).toBeLessThanOrEqual(96 * 1024 * limit.refillMs * 2);
    clock.advance(limit.burst * limit.refillMs);
    expect(await add(100)).toBe(true);
  });

  it('in one turn are let in only so far as they are paid', async () => {
    const { add } = open();
    const answers = await Promise.all(Array.from({ length: 300 }, () => add(MiB)));
    const sent = answers.filter(Boolean).length * MiB;
    expect(sent).toBeLessThanOrEqual(limit.burst + 2 * debtBytes + MiB);
    expect(sent).toBeGreaterThanOrEqual(limit.burst - MiB);
  });

  it('larger than the whole bucket wait for it to be full, not for ever', async () => {
    const { add, clock } = open(1, { ...limit, burst: 100_000 });
    expect(await add(MiB)).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    await add(MiB);
    clock.advance(100_000 * limit.refillMs);
    await add(MiB);
    clock.advance(100_000 * limit.refillMs);
    expect(await add(10)).toBe(true);
  });

  it('never exceed the bucket, what came back since, and what workers are owed', async () => {
    const step = fc.record({
      waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400_000 })),
      worker: fc.integer({ min: 0, max: 1 }),
      sizes: fc.array(fc.integer({ min: 1, max: MiB }), { maxLength: 12 }),
    });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const { add, clock } = open(2);
      const slack = 2 * (2 * debtBytes + MiB);
      let sent = 0;
      for (const { waitMs, worker, sizes } of steps) {
        clock.advance(waitMs);
        const answers = await Promise.all(sizes.map((bytes) => add(bytes, worker)));
        sent += sizes.filter((_, n) => answers[n]).reduce((sum, bytes) => sum + bytes, 0);
        const most = limit.burst + clock.monotonic() / limit.refillMs + slack;
        expect(sent).toBeLessThanOrEqual(most);
      }
    });
    await fc.assert(property, { seed, numRuns: 60 });
  });

  it('of one account are let in in the order they came, those that wait too', async () => {
    const { first } = open(1, { ...limit, burst: 1_000 * MiB });
    const done: number[] = [];
    const one = async (n: number) => {
      const answer = first.add('a', 40_000);
      if (answer instanceof Promise) await answer;
      done.push(n);
    };
    const all: Promise<void>[] = [];
    for (let n = 0; n < 200; n++) {
      all.push(one(n));
      if (n % 7 === 0) await Promise.resolve();
      if (n % 31 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    expect(done).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  it('are remembered for so many accounts', async () => {
    const { first, asked } = open();
    for (let n = 0; n < 3; n++) {
      for (let account = 0; account <= accountsMax; account++) void first.add(`${account}`, 30_000);
    }
    expect(asked()).toBe(0);
  });
});
