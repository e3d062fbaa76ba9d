// What only the queue on Redis can promise: it outlives kill -9, a full or missing Redis refuses,
// nothing is readable at rest, nothing stays for ever.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreFull, Unreachable } from '#ports';
import type { DeviceAddress } from '#protocol';
import { formatDeviceAddress, limits } from '#protocol';
import type { RedisClient } from '#runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RedisServer } from '../support/redisServer.ts';
import { openTestRedis, startRedis } from '../support/redisServer.ts';
import type { QueueTwin } from './queueTwins.ts';
import { bytesAt, guidAt, newDevice, openServer, redisTwin, testSealer } from './queueTwins.ts';

let server: RedisServer;
let redis: RedisClient;
let twin: QueueTwin;
let device: DeviceAddress;

beforeEach(async () => {
  ({ server, redis } = await openServer());
  twin = redisTwin(redis);
  device = newDevice();
});
afterEach(async () => {
  redis.disconnect();
  await server.stop();
});

const name = (part: string) => `aldis:queue:{${formatDeviceAddress(device)}}:${part}`;
const numbers = async (limit = 1000) =>
  (await twin.queue.page(device, 0, limit)).map((one) => Number.parseInt(one.guid, 16));

async function untilReady(): Promise<void> {
  while (redis.status !== 'ready') await sleep(20);
}

it('still has everything it called stored after kill -9 in the middle of a burst', async () => {
  const stored: number[] = [];
  const burst = Array.from({ length: 8000 }, (_, i) => i + 1).map((n) =>
    twin.queue.insert(device, guidAt(n), bytesAt(n)).then(
      () => stored.push(n),
      (error: unknown) => expect(error).toBeInstanceOf(Unreachable),
    ),
  );
  while (stored.length < 1500) await sleep(1);
  await server.kill9();
  await Promise.all(burst);
  expect(stored.length).toBeLessThan(8000);
  await server.restart();
  await untilReady();
  const there = await numbers(10_000);
  expect(new Set(there).size).toBe(there.length);
  expect([...there].sort((a, b) => a - b)).toEqual(there);
  const missing = stored.filter((n) => !there.includes(n));
  expect(missing).toEqual([]);
});

it('keeps the order of the calls when redis has forgotten its scripts', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await redis.script('FLUSH');
  await Promise.all([2, 3, 4, 5].map((n) => twin.queue.insert(device, guidAt(n), bytesAt(n))));
  await redis.script('FLUSH');
  expect(await numbers()).toEqual([1, 2, 3, 4, 5]);
});

it('throws Unreachable at once while redis is away, and works when it is back', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await server.kill9();
  const begun = performance.now();
  const calls = [
    twin.queue.insert(device, guidAt(2), bytesAt(2)),
    twin.queue.page(device, 0, 10),
    twin.queue.remove(device, [guidAt(1)]),
    twin.queue.clear(device),
    twin.upkeep.archive(Date.now()),
    twin.upkeep.purge(Date.now()),
  ];
  for (const outcome of await Promise.allSettled(calls)) {
    expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(Unreachable);
  }
  expect(performance.now() - begun).toBeLessThan(2000);
  await server.restart();
  await untilReady();
  expect(await numbers()).toEqual([1]);
  await twin.queue.insert(device, guidAt(2), bytesAt(2));
  expect(await numbers()).toEqual([1, 2]);
});

it('throws Unreachable while redis hangs, and the retry stores nothing twice', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  const pid = server.pid() ?? 0;
  process.kill(pid, 'SIGSTOP');
  const hanging = twin.queue.insert(device, guidAt(2), bytesAt(2));
  await expect(hanging).rejects.toBeInstanceOf(Unreachable);
  process.kill(pid, 'SIGCONT');
  await untilReady();
  const again = await twin.queue.insert(device, guidAt(2), bytesAt(2));
  expect(['stored', 'duplicate']).toContain(again.outcome);
  expect(await numbers()).toEqual([1, 2]);
});

it('refuses when redis is full, and still gives out, deletes and moves', async () => {
  const small = await startRedis({ settings: { maxmemory: '6mb' } });
  const connection = await openTestRedis(small);
  const full = redisTwin(connection);
  const large = new Uint8Array(limits.envelopeBytesMax);
  let stored = 0;
  const fill = async () => {
    for (let n = 1; n < 200; n++) {
      await full.queue.insert(device, guidAt(n), large);
      stored = n;
    }
  };
  await expect(fill()).rejects.toBeInstanceOf(StoreFull);
  expect(stored).toBeGreaterThan(5);
  expect(await full.queue.page(device, 0, 500)).toHaveLength(stored);
  expect(await full.upkeep.archive(Date.now() + 1000)).toBe(stored);
  expect(await full.queue.page(device, 0, 500)).toHaveLength(stored);
  await full.queue.remove(device, [guidAt(1), guidAt(2)]);
  expect(await full.queue.page(device, 0, 500)).toHaveLength(stored - 2);
  expect((await full.queue.insert(device, guidAt(900), large)).outcome).toBe('stored');
  connection.disconnect();
  await small.stop();
});

it('refuses what is more than its backlog instead of keeping it in memory', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50_500 }, () =>
      twin.queue.removeAt(device, [{ guid: guidAt(1), position: 1 }]),
    ),
  );
  const refused = outcomes.filter((one) => one.status === 'rejected');
  expect(refused).toHaveLength(500);
  expect(refused.every((one) => one.reason instanceof Unreachable)).toBe(true);
  expect((await twin.queue.insert(device, guidAt(1), bytesAt(1))).outcome).toBe('stored');
});

it('writes nothing readable to memory or disk', async () => {
  const canary = 'canary-4711-canary';
  await twin.queue.insert(device, guidAt(1), Buffer.from(canary));
  const [stored] = await redis.hvalsBuffer(name('sealed'));
  expect(stored?.length).toBeGreaterThan(canary.length);
  const files = readdirSync(server.folder, { recursive: true, withFileTypes: true });
  const bytes = files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name)).toString('latin1'))
    .join('');
  expect(bytes).toContain('sealed');
  expect(bytes).not.toContain(canary);
});

it('sets aside what does not open, and delivers the rest', async () => {
  for (const n of [1, 2, 3, 4]) await twin.queue.insert(device, guidAt(n), bytesAt(n));
  const changed = Buffer.from(guidAt(2), 'hex');
  const sealed = await redis.hgetBuffer(name('sealed'), changed);
  if (!sealed) throw new Error('not stored');
  sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1;
  await redis.hset(name('sealed'), changed, sealed);
  const page = await twin.queue.page(device, 0, 3);
  expect(page.map((one) => one.guid)).toEqual([1, 3, 4].map(guidAt));
  const aside = await redis.lrangeBuffer(name('unreadable'), 0, -1);
  expect(aside).toEqual([Buffer.concat([changed, sealed])]);
});

it('sets aside what was sealed under a lost key, in the durable store too', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await twin.upkeep.archive(Date.now() + 1000);
  await twin.queue.insert(device, guidAt(2), bytesAt(2));
  const other = redisTwin(redis, testSealer());
  const copies = await twin.archive.page(device, 0, 10);
  await other.archive.append(device, copies);
  await other.queue.insert(device, guidAt(3), bytesAt(3));
  const page = await other.queue.page(device, 0, 10);
  expect(page.map((one) => one.guid)).toEqual([guidAt(3)]);
  expect(other.archive.size(device)).toBe(0);
  expect(await redis.llen(name('unreadable'))).toBe(2);
});

it('opens no envelope in the place of another', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await twin.queue.insert(device, guidAt(2), bytesAt(2));
  const [one, two] = [1, 2].map((n) => Buffer.from(guidAt(n), 'hex')) as [Buffer, Buffer];
  const sealed = await redis.hgetBuffer(name('sealed'), one);
  await redis.hset(name('sealed'), two, sealed ?? '');
  expect(await numbers()).toEqual([1]);
});

it('goes on counting when the clock went back or the last position is lost', async () => {
  const first = await twin.queue.insert(device, guidAt(1), bytesAt(1));
  if (first.outcome !== 'stored') throw new Error('not stored');
  const inFiveDays = first.position + 5 * 24 * 3600 * 1_000_000;
  await redis.set(name('last'), String(inFiveDays));
  const second = await twin.queue.insert(device, guidAt(2), bytesAt(2));
  expect(second).toMatchObject({ outcome: 'stored', position: inFiveDays + 1 });
  const third = await twin.queue.insert(device, guidAt(3), bytesAt(3));
  expect(third).toMatchObject({ outcome: 'stored', position: inFiveDays + 2 });
  await redis.del(name('last'), name('order'), name('sealed'));
  const fourth = await twin.queue.insert(device, guidAt(4), bytesAt(4));
  expect(fourth.outcome === 'stored' && fourth.position).toBeGreaterThan(first.position);
});

it('gives every name an end', async () => {
  for (const n of [1, 2, 3]) await twin.queue.insert(device, guidAt(n), bytesAt(n));
  await twin.upkeep.archive(Date.now() + 1000);
  await twin.queue.insert(device, guidAt(4), bytesAt(4));
  await twin.queue.remove(device, [guidAt(1)]);
  await redis.hset(name('sealed'), Buffer.from(guidAt(4), 'hex'), 'no envelope');
  await numbers();
  await twin.queue.insert(device, guidAt(5), bytesAt(5));
  const names = await redis.keys('*');
  expect(names.map((one) => one.slice(one.lastIndexOf(':') + 1)).sort()).toEqual([
    'archived',
    'last',
    'order',
    'sealed',
    'seen',
    'unreadable',
  ]);
  for (const part of ['archived', 'last', 'seen', 'unreadable']) {
    expect(await redis.pttl(name(part))).toBeGreaterThan(0);
  }
  expect(await redis.pttl(name('archived'))).toBeGreaterThan(limits.envelopeLifetimeMs);
  expect(await redis.pttl(name('seen'))).toBeGreaterThanOrEqual(limits.guidMemoryMs);
  await twin.upkeep.purge(Date.now() + 1000);
  expect(await redis.exists(name('order'), name('sealed'), name('archived'))).toBe(0);
});

it('remembers no more guids than it may, newest first', async () => {
  const fill = Array.from({ length: limits.guidMemoryMax }, (_, i) => [
    String(Date.now() - 1000 - i),
    Buffer.from(guidAt(i + 10), 'hex'),
  ]).flat();
  await redis.zadd(name('seen'), ...fill);
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await twin.queue.remove(device, [guidAt(1)]);
  expect(await redis.zcard(name('seen'))).toBe(limits.guidMemoryMax);
  expect((await twin.queue.insert(device, guidAt(1), bytesAt(1))).outcome).toBe('duplicate');
  const oldest = guidAt(limits.guidMemoryMax + 9);
  expect((await twin.queue.insert(device, oldest, bytesAt(2))).outcome).toBe('stored');
});

it('takes a guid again after the memory time', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await twin.queue.remove(device, [guidAt(1)]);
  const guid = Buffer.from(guidAt(1), 'hex');
  await redis.zadd(name('seen'), Date.now() - limits.guidMemoryMs + 5000, guid);
  expect((await twin.queue.insert(device, guidAt(1), bytesAt(1))).outcome).toBe('duplicate');
  await redis.zadd(name('seen'), Date.now() - limits.guidMemoryMs - 1, guid);
  expect((await twin.queue.insert(device, guidAt(1), bytesAt(1))).outcome).toBe('stored');
});
