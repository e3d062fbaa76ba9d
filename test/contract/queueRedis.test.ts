// What only the queue on Redis can promise: it outlives kill -9, a full or missing Redis refuses,
// nothing is readable at rest, nothing stays for ever.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreFull, Unreachable } from '#ports';
import type { DeviceAddress, EnvelopeGuid, FencingToken } from '#protocol';
import { limits, shardOf } from '#protocol';
import type { RedisClient } from '#runtime';
import { metrics } from '#runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runSlices } from '../../src/jobs/slices.ts';
import { queueName } from '../../src/persistence/names.ts';
import { shardPrefix } from '../../src/persistence/redis/names.ts';
import { counted } from '../support/counted.ts';
import type { RedisServer } from '../support/servers.ts';
import { openTestRedis, startRedis } from '../support/servers.ts';
import type { QueueTwin } from './queueTwins.ts';
import { bytesAt, guidAt, newDevice, openServer, redisTwin } from './queueTwins.ts';

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

/** The name of the device's queue, or of something of its shard. */
const name = (part?: string) => {
  const prefix = shardPrefix(shardOf({ type: 'account', id: device.account }));
  return prefix + (part ?? `q:${queueName(twin.queue.addressOf(device))}`);
};
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
    twin.queue.clear(newDevice()),
    twin.upkeep.archive(0),
    twin.upkeep.purge(0),
    twin.upkeep.survey(),
  ];
  for (const outcome of await Promise.allSettled(calls)) {
    expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(Unreachable);
  }
  // A command without an answer is given up after five seconds.
  expect(performance.now() - begun).toBeLessThan(4_500);
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
  expect((await full.upkeep.archive(-60_000)).done).toBe(stored);
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
  const [stored] = await redis.zrangeBuffer(name(), '0', '-1');
  expect(stored?.length).toBeGreaterThan(canary.length);
  const files = readdirSync(server.folder, { recursive: true, withFileTypes: true });
  const bytes = files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name)).toString('latin1'))
    .join('');
  expect(bytes).toContain(name());
  expect(bytes).not.toContain(canary);
});

/** What waits in Redis, as it is kept there. */
async function members(): Promise<{ position: string; member: Buffer }[]> {
  const all = await redis.zrangeBuffer(name(), '0', '-1');
  return Promise.all(
    all.map(async (member) => ({
      member,
      position: String(await redis.call('ZSCORE', [name(), member])),
    })),
  );
}

async function replaceMember(at: number, change: (member: Buffer) => Buffer): Promise<Buffer> {
  const one = (await members())[at];
  if (!one) throw new Error('not stored');
  const changed = change(Buffer.from(one.member));
  await redis.call('ZREM', [name(), one.member]);
  await redis.zadd(name(), one.position, changed);
  return changed;
}

it('counts what moves to the durable store, and what nobody fetched', async () => {
  const [moved, purged] = [
    await counted(metrics.envelopesArchived),
    await counted(metrics.envelopesPurged),
  ];
  for (const n of [1, 2]) await twin.queue.insert(device, guidAt(n), bytesAt(n));
  await runSlices(() => twin.upkeep.archive(-60_000));
  await twin.queue.insert(device, guidAt(3), bytesAt(3));
  await runSlices(() => twin.upkeep.purge(-60_000));
  expect([await moved(), await purged()]).toEqual([2, 3]);
});

it('sets aside what does not open, and delivers the rest', async () => {
  const unreadable = await counted(metrics.envelopesUnreadable);
  for (const n of [1, 2, 3, 4]) await twin.queue.insert(device, guidAt(n), bytesAt(n));
  const changed = await replaceMember(1, (member) => {
    member[member.length - 1] = (member[member.length - 1] ?? 0) ^ 1;
    return member;
  });
  const page = await twin.queue.page(device, 0, 3);
  expect(page.map((one) => one.guid)).toEqual([1, 3, 4].map(guidAt));
  expect(await unreadable()).toBe(1);
  expect(await redis.lrangeBuffer(name('unreadable'), 0, -1)).toEqual([changed]);
  expect(await redis.pttl(name('unreadable'))).toBeGreaterThan(limits.envelopeLifetimeMs);
});

it('sets aside what was sealed under a lost key, in the durable store too', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await twin.upkeep.archive(-60_000);
  await twin.queue.insert(device, guidAt(2), bytesAt(2));
  twin.queue.key = new Uint8Array(32).fill(77);
  await twin.queue.insert(device, guidAt(3), bytesAt(3));
  const page = await twin.queue.page(device, 0, 10);
  expect(page.map((one) => one.guid)).toEqual([guidAt(3)]);
  expect(twin.archive.size(device)).toBe(0);
  expect(await redis.llen(name('unreadable'))).toBe(2);
});

it('opens no envelope in the place of another', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await twin.queue.insert(device, guidAt(2), bytesAt(2));
  const [one] = await members();
  await replaceMember(1, (member) =>
    Buffer.concat([member.subarray(0, 16), one?.member.subarray(16) ?? Buffer.alloc(0)]),
  );
  expect(await numbers()).toEqual([1]);
});

it('goes on counting for a new owner when the clock went back', async () => {
  const first = await twin.queue.insert(device, guidAt(1), bytesAt(1));
  if (first.outcome !== 'stored') throw new Error('not stored');
  const inFiveDays = first.position + 5 * 24 * 3600 * 1_000_000;
  const [one] = await members();
  await redis.zadd(name(), inFiveDays, one?.member ?? '');
  const next = redisTwin(redis, twin.archive);
  next.queue.fence = 2 as FencingToken;
  const outcomes = await Promise.all(
    [2, 3].map((n) => next.queue.insert(device, guidAt(n), bytesAt(n))),
  );
  expect(outcomes).toEqual([
    { outcome: 'stored', position: inFiveDays + 1 },
    { outcome: 'stored', position: inFiveDays + 2 },
  ]);
  await runSlices(() => next.upkeep.archive(-10 * 24 * 3600 * 1000));
  expect(await redis.exists(name())).toBe(0);
  const last = redisTwin(redis, twin.archive);
  last.queue.fence = 3 as FencingToken;
  const after = await last.queue.insert(device, guidAt(4), bytesAt(4));
  expect(after).toEqual({ outcome: 'stored', position: inFiveDays + 3 });
});

it('leaves no name behind that has no end', async () => {
  for (const n of [1, 2, 3]) await twin.queue.insert(device, guidAt(n), bytesAt(n));
  await twin.upkeep.archive(-60_000);
  await twin.queue.insert(device, guidAt(4), bytesAt(4));
  await twin.queue.remove(device, [1, 2, 3, 4].map(guidAt));
  expect(await numbers()).toEqual([]);
  await twin.upkeep.archive(-60_000);
  for (const left of await redis.keys('*')) {
    if (left === name('meta')) continue;
    expect([left, await redis.pttl(left)]).toEqual([left, expect.toSatisfy((ms) => ms > 0)]);
  }
});

it('forgets horizons of devices that never come back', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await twin.upkeep.archive(-60_000);
  expect(await redis.hlen(name('archived'))).toBe(1);
  expect((await twin.upkeep.purge(-120_000)).done).toBe(1);
  expect(await redis.hlen(name('archived'))).toBe(0);
});

const digest = (text: string) =>
  createHash('sha256').update(text).digest('hex').slice(0, 32) as EnvelopeGuid;

it('remembers thousands of guids in short arrays, for a new owner too', async () => {
  const guids = Array.from({ length: 3000 }, (_, n) => digest(`message ${n}`));
  for (let i = 0; i < guids.length; i += 50) {
    const some = guids.slice(i, i + 50);
    await Promise.all(some.map((guid) => twin.queue.insert(device, guid, bytesAt(1))));
  }
  const sets = await redis.keys(name('seen:*'));
  expect(sets.length).toBeGreaterThan(10);
  for (const set of sets) expect(await redis.object('ENCODING', set)).toBe('intset');
  const next = redisTwin(redis, twin.archive);
  next.queue.fence = 2 as FencingToken;
  for (let i = 0; i < guids.length; i += 50) {
    const some = guids.slice(i, i + 50);
    const again = await Promise.all(
      some.map((guid) => next.queue.insert(device, guid, bytesAt(1))),
    );
    expect(again.every((one) => one.outcome === 'duplicate')).toBe(true);
  }
});

/** As if the shard's memory were so many windows older. */
async function age(windows: number): Promise<void> {
  const state = (await redis.getBuffer(name('meta'))) ?? Buffer.alloc(32);
  const window = state.readUInt32BE(16);
  state.writeUInt32BE(window - windows, 16);
  await redis.set(name('meta'), state);
  for (const set of await redis.keys(name(`seen:${window}:*`))) {
    await redis.rename(set, set.replace(`seen:${window}:`, `seen:${window - windows}:`));
  }
}

it('remembers a guid in the window after its own, and not in the next', async () => {
  const again = async () => (await twin.queue.insert(device, guidAt(1), bytesAt(1))).outcome;
  await again();
  await twin.queue.remove(device, [guidAt(1)]);
  await age(1);
  expect(await again()).toBe('duplicate');
  await redis.flushall();
  await again();
  await age(2);
  expect(await again()).toBe('stored');
});

it('lets nothing be carried out that was given up, when its owner has gone on', async () => {
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  const before = (await redis.getBuffer(name('meta'))) ?? Buffer.alloc(0);
  // A call of this owner that nobody answered: what follows is of a later session.
  await redis.call('CLIENT', 'PAUSE', '7000', 'WRITE');
  const lost = await Promise.allSettled([twin.queue.insert(device, guidAt(2), bytesAt(2))]);
  expect(lost[0]?.status).toBe('rejected');
  await redis.call('CLIENT', 'UNPAUSE');
  expect((await twin.queue.insert(device, guidAt(3), bytesAt(3))).outcome).toBe('stored');
  const after = (await redis.getBuffer(name('meta'))) ?? Buffer.alloc(0);
  expect(after.readDoubleBE(8)).toBeGreaterThan(before.readDoubleBE(8));
  const former = redisTwin(redis, twin.archive);
  await expect(former.queue.insert(device, guidAt(4), bytesAt(4))).rejects.toBeInstanceOf(
    Unreachable,
  );
  expect(await numbers()).not.toContain(4);
}, 20_000);
