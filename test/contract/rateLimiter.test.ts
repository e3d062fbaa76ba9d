// The promises of RateLimiter, kept by the twin in memory, by the one on Redis and by the
// one on a Redis Cluster.

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoryRateLimiter, createRateLimiter } from '#persistence';
import type { BucketLimit, RateLimiter, ResettingLimiter } from '#ports';
import type { RedisClient } from '#runtime';
import { ManualClock, metrics, redisNodes, silentLog, systemClock } from '#runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { counted } from '../support/counted.ts';
import type { RedisCluster, RedisServer } from '../support/servers.ts';
import {
  openTestCluster,
  openTestRedis,
  startRedis,
  startRedisCluster,
} from '../support/servers.ts';

let server: RedisServer;
let redis: RedisClient;
let nodes: RedisCluster;
let cluster: RedisClient;

beforeAll(async () => {
  server = await startRedis();
  redis = await openTestRedis(server);
  nodes = await startRedisCluster({ persistent: false });
  cluster = await openTestCluster(nodes);
});
afterAll(async () => {
  redis.disconnect();
  cluster.disconnect();
  await Promise.all([server.stop(), nodes.stop()]);
});
beforeEach(async () => {
  for (const node of [redis, cluster].flatMap(redisNodes)) await node.flushall();
});

const hour: BucketLimit = { name: 'hour', burst: 5, refillMs: 3_600_000, onFailure: 'closed' };
const quick: BucketLimit = { name: 'quick', burst: 2, refillMs: 400, onFailure: 'closed' };

interface Twin {
  readonly limiter: ResettingLimiter;
  pass(ms: number): Promise<void>;
}

const limiterOn = (connection: RedisClient, nameKey = 'a1'.repeat(32)) =>
  createRateLimiter({ redis: connection, nameKey, log: silentLog, clock: systemClock });
const inMemory = (): Twin => {
  const clock = new ManualClock();
  return { limiter: createMemoryRateLimiter(clock), pass: async (ms) => clock.advance(ms) };
};
const onRedis = (connection = redis): Twin => ({
  limiter: limiterOn(connection),
  pass: (ms) => sleep(ms),
});

async function takeMany(limiter: RateLimiter, limit: BucketLimit, subject: string, times: number) {
  const taken = await Promise.all(
    Array.from({ length: times }, () => limiter.take(limit, subject)),
  );
  return taken.filter((one) => one.allowed).length;
}

describe.each([
  ['in memory', inMemory],
  ['on redis', () => onRedis()],
  ['on a redis cluster', () => onRedis(cluster)],
])('a limiter %s', (_name, open) => {
  it('allows the burst and not one more', async () => {
    const { limiter } = open();
    for (let i = 0; i < hour.burst; i++) {
      expect(await limiter.take(hour, 'a')).toEqual({ allowed: true });
    }
    const refused = await limiter.take(hour, 'a');
    if (refused.allowed) throw new Error('one too many');
    expect(refused.retryAfterMs).toBeGreaterThan(hour.refillMs - 10_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(hour.refillMs);
  });

  it('is full again after a reset, for that subject and limit alone', async () => {
    const { limiter } = open();
    for (const subject of ['a', 'b']) expect(await takeMany(limiter, hour, subject, 9)).toBe(5);
    await limiter.reset({ ...hour, name: 'other' }, 'b');
    await limiter.reset(hour, 'a');
    expect(await takeMany(limiter, hour, 'a', 9)).toBe(5);
    expect(await takeMany(limiter, hour, 'b', 9)).toBe(0);
  });

  it('counts each subject and each limit by itself', async () => {
    const { limiter } = open();
    expect(await takeMany(limiter, hour, 'a', 9)).toBe(5);
    expect(await takeMany(limiter, hour, 'b', 9)).toBe(5);
    expect(await takeMany(limiter, { ...hour, name: 'other' }, 'a', 9)).toBe(5);
  });

  it('gives the last permit to exactly one of 1,000 who ask at once', async () => {
    const { limiter } = open();
    expect(await takeMany(limiter, hour, 'a', hour.burst - 1)).toBe(4);
    expect(await takeMany(limiter, hour, 'a', 1000)).toBe(1);
  });

  it('takes several permits, all or none', async () => {
    const { limiter } = open();
    expect((await limiter.take(hour, 'a', 3)).allowed).toBe(true);
    expect((await limiter.take(hour, 'a', 3)).allowed).toBe(false);
    expect((await limiter.take(hour, 'a', 2)).allowed).toBe(true);
    expect((await limiter.take(hour, 'a', 1)).allowed).toBe(false);
    expect((await limiter.take(hour, 'b', hour.burst + 1)).allowed).toBe(false);
  });

  it('gives a permit back after the time it named, and the burst after all of it', async () => {
    const { limiter, pass } = open();
    expect(await takeMany(limiter, quick, 'a', 9)).toBe(2);
    const refused = await limiter.take(quick, 'a');
    await pass(refused.allowed ? 0 : refused.retryAfterMs + 5);
    expect(await takeMany(limiter, quick, 'a', 9)).toBe(1);
    await pass(quick.burst * quick.refillMs + 5);
    expect(await takeMany(limiter, quick, 'a', 9)).toBe(2);
  });
});

it('keeps a bucket no longer than it takes to be full', async () => {
  const limiter = limiterOn(redis);
  await limiter.take(quick, 'a', 2);
  const [name] = await redis.keys('*');
  const lifeMs = await redis.pttl(name ?? '');
  expect(lifeMs).toBeGreaterThan(0);
  expect(lifeMs).toBeLessThanOrEqual(quick.burst * quick.refillMs);
  await sleep(quick.burst * quick.refillMs + 50);
  expect(await redis.keys('*')).toEqual([]);
});

it('names its buckets by a key, so that nobody without it finds a number by guessing', async () => {
  const numbers = Array.from({ length: 200 }, (_, n) => `+1555010${String(n).padStart(4, '0')}`);
  const limiter = limiterOn(redis);
  for (const number of numbers) await limiter.take(hour, number);
  const names = await redis.keys('*');
  expect(new Set(names).size).toBe(numbers.length);
  const guesses = numbers.flatMap((number) => [number, `hour\0${number}`, `number\0${number}`]);
  const digests = guesses.flatMap((guess) => {
    const digest = createHash('sha256').update(guess).digest();
    return [guess, digest.toString('hex').slice(0, 20), digest.toString('base64url').slice(0, 20)];
  });
  const all = names.join();
  expect(digests.filter((digest) => all.includes(digest))).toEqual([]);
  // Whoever has the key shares the bucket, whoever has another does not.
  expect((await limiterOn(redis).take(hour, numbers[0] ?? '', 5)).allowed).toBe(false);
  expect((await limiterOn(redis, 'b2'.repeat(32)).take(hour, numbers[0] ?? '', 5)).allowed).toBe(
    true,
  );
});

it('grants nothing when the clock went back, and refuses no longer than when empty', async () => {
  const limiter = limiterOn(redis);
  await limiter.take(hour, 'a');
  const [name] = await redis.keys('*');
  const inFiveDaysUs = (Date.now() + 5 * 24 * 3_600_000) * 1000;
  await redis.set(name ?? '', String(inFiveDaysUs));
  const refused = await limiter.take(hour, 'a');
  expect(refused).toEqual({ allowed: false, retryAfterMs: hour.refillMs });
});

it('grants nothing when the clock of a process went back', async () => {
  const clock = new ManualClock();
  let backMs = 0;
  const limiter = createMemoryRateLimiter({
    now: () => clock.now() - backMs,
    monotonic: () => clock.monotonic(),
    after: (delayMs, run) => clock.after(delayMs, run),
    every: (intervalMs, run) => clock.every(intervalMs, run),
  });
  expect(await takeMany(limiter, hour, 'a', 9)).toBe(5);
  backMs = 24 * 3_600_000;
  expect(await limiter.take(hour, 'a')).toEqual({ allowed: false, retryAfterMs: hour.refillMs });
});

it('goes on limiting in a full redis', async () => {
  const small = await startRedis({ persistent: false, settings: { maxmemory: '3mb' } });
  const connection = await openTestRedis(small);
  const filled = (async () => {
    for (let n = 0; ; n++) await connection.set(`filler${n}`, 'x'.repeat(100_000));
  })();
  await expect(filled).rejects.toThrow('OOM');
  const limiter = limiterOn(connection);
  const open: BucketLimit = { ...hour, onFailure: 'open' };
  expect(await takeMany(limiter, hour, 'a', 9)).toBe(5);
  expect(await takeMany(limiter, open, 'b', 9)).toBe(5);
  connection.disconnect();
  await small.stop();
});

it('decides by its limit while redis is away, and by the bucket when it is back', async () => {
  const own = await startRedis();
  const connection = await openTestRedis(own);
  const limiter = limiterOn(connection);
  expect(await takeMany(limiter, hour, 'a', 9)).toBe(5);
  await own.kill9();
  const [refusing, letting] = await Promise.all(
    ['closed', 'open'].map((mode) => counted(metrics.limiterFailures, { mode })),
  );
  const closed = await limiter.take(hour, 'a');
  expect(closed).toEqual({ allowed: false, retryAfterMs: expect.any(Number) });
  expect(await limiter.take({ ...hour, onFailure: 'open' }, 'a')).toEqual({ allowed: true });
  expect([await refusing?.(), await letting?.()]).toEqual([1, 1]);
  await own.restart();
  while (connection.status !== 'ready') await sleep(20);
  const refused = await limiter.take({ ...hour, onFailure: 'open' }, 'a');
  expect(refused.allowed).toBe(false);
  expect((await limiter.take(hour, 'b')).allowed).toBe(true);
  connection.disconnect();
  await own.stop();
});
