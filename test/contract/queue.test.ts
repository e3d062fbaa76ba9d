// The promises of EnvelopeQueue and QueueUpkeep, kept by the twin in memory, by the one on Redis
// and by the one on a Redis Cluster.

import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceAddress } from '#protocol';
import { limits } from '#protocol';
import type { RedisClient } from '#runtime';
import { redisNodes } from '#runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisCluster, RedisServer } from '../support/servers.ts';
import { openTestCluster, startRedisCluster } from '../support/servers.ts';
import type { QueueTwin } from './queueTwins.ts';
import { runSlices } from '../../src/jobs/slices.ts';
import { bytesAt, guidAt, memoryTwin, newDevice, openServer, redisTwin } from './queueTwins.ts';

let server: RedisServer;
let redis: RedisClient;
let nodes: RedisCluster;
let cluster: RedisClient;

beforeAll(async () => {
  ({ server, redis } = await openServer());
  nodes = await startRedisCluster({ persistent: false });
  cluster = await openTestCluster(nodes, 'queue');
});
afterAll(async () => {
  redis.disconnect();
  cluster.disconnect();
  await Promise.all([server.stop(), nodes.stop()]);
});

/** Moves all that has waited so long; without an age, all. */
const archive = ({ upkeep }: QueueTwin, ageMs = -60_000) => runSlices(() => upkeep.archive(ageMs));
const purge = ({ upkeep }: QueueTwin, ageMs: number) => runSlices(() => upkeep.purge(ageMs));

/** Numbers of the guids a page shows. */
async function shown({ queue }: QueueTwin, device: DeviceAddress, after = 0, limit = 100) {
  const page = await queue.page(device, after, limit);
  return page.map((one) => Number.parseInt(one.guid, 16));
}

const insert = (twin: QueueTwin, device: DeviceAddress, ...numbers: number[]) =>
  Promise.all(numbers.map((n) => twin.queue.insert(device, guidAt(n), bytesAt(n))));

/** Tells the age of what is older than everything from now on, and younger than all before. */
async function cut(): Promise<() => number> {
  await sleep(50);
  const now = Date.now();
  // Redis is asked for its time a moment after the age was told: longer on a busy machine.
  await sleep(500);
  return () => Date.now() - now;
}

describe.each([
  ['in memory', () => memoryTwin()],
  ['on redis', () => redisTwin(redis)],
  ['on a redis cluster', () => redisTwin(cluster)],
])('a queue %s', (_name, open) => {
  let twin: QueueTwin;
  let device: DeviceAddress;
  beforeEach(async () => {
    for (const node of [redis, cluster].flatMap(redisNodes)) await node.flushall();
    twin = open();
    device = newDevice();
  });

  it('gives back what was put in, in the order of the calls', async () => {
    await insert(twin, device, 5, 3, 9, 1);
    const page = await twin.queue.page(device, 0, 10);
    expect(page.map((one) => Buffer.from(one.bytes).toString())).toEqual([
      'envelope 5',
      'envelope 3',
      'envelope 9',
      'envelope 1',
    ]);
    expect(page.map((one) => one.guid)).toEqual([5, 3, 9, 1].map(guidAt));
  });

  it('keeps devices apart', async () => {
    const other = newDevice();
    await insert(twin, device, 1);
    await insert(twin, other, 1, 2);
    await twin.queue.remove(other, [guidAt(1)]);
    expect(await shown(twin, device)).toEqual([1]);
    expect(await shown(twin, other)).toEqual([2]);
  });

  it('takes a guid once, however often and at once it comes', async () => {
    const outcomes = await insert(twin, device, 1, 1, 1);
    expect(outcomes.map((one) => one.outcome)).toEqual(['stored', 'duplicate', 'duplicate']);
    expect(await shown(twin, device)).toEqual([1]);
  });

  it('knows a guid after its envelope was deleted, from either store', async () => {
    await insert(twin, device, 1, 2);
    await twin.queue.remove(device, [guidAt(1)]);
    await archive(twin);
    expect((await insert(twin, device, 2)).map((one) => one.outcome)).toEqual(['duplicate']);
    await twin.queue.remove(device, [guidAt(2)]);
    const again = await insert(twin, device, 1, 2);
    expect(again.map((one) => one.outcome)).toEqual(['duplicate', 'duplicate']);
    expect(await shown(twin, device)).toEqual([]);
  });

  it('forgets everything when it is cleared, but never repeats a position', async () => {
    const [first] = await insert(twin, device, 1, 2);
    await archive(twin);
    await insert(twin, device, 3);
    await twin.queue.clear(device);
    expect(await shown(twin, device)).toEqual([]);
    expect(twin.archive.size(device)).toBe(0);
    const [again] = await insert(twin, device, 1);
    if (first?.outcome !== 'stored' || again?.outcome !== 'stored') throw new Error('not stored');
    expect(again.position).toBeGreaterThan(first.position);
  });

  it('gives growing positions that never come back when it runs empty', async () => {
    const positions: number[] = [];
    for (let n = 1; n <= 20; n++) {
      const [outcome] = await insert(twin, device, n);
      if (outcome?.outcome === 'stored') positions.push(outcome.position);
      await twin.queue.remove(device, [guidAt(n)]);
    }
    expect(positions).toHaveLength(20);
    expect([...new Set(positions)].sort((a, b) => a - b)).toEqual(positions);
    expect(positions.every(Number.isSafeInteger)).toBe(true);
  });

  it('pages from a position on, over both stores', async () => {
    await insert(twin, device, 1, 2, 3);
    await archive(twin);
    await insert(twin, device, 4, 5, 6);
    const seen: number[] = [];
    for (let after = 0; ; ) {
      const page = await twin.queue.page(device, after, 2);
      if (page.length === 0) break;
      expect(page.length).toBe(2);
      seen.push(...page.map((one) => Number.parseInt(one.guid, 16)));
      after = page.at(-1)?.position ?? after;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await shown(twin, device, 0, 4)).toEqual([1, 2, 3, 4]);
  });

  it('passes over unknown guids', async () => {
    await insert(twin, device, 1);
    await twin.queue.remove(device, [guidAt(7)]);
    await twin.queue.remove(device, []);
    expect(await shown(twin, device)).toEqual([1]);
    expect((await insert(twin, device, 7)).map((one) => one.outcome)).toEqual(['stored']);
  });

  it('deletes nothing else where some of it has gone before', async () => {
    for (const n of [1, 2, 3, 4, 5]) await insert(twin, device, n);
    const places = await twin.queue.page(device, 0, 10);
    await twin.queue.removeAt(device, places.slice(1, 2));
    const acknowledged = places.filter((one) => one.guid !== guidAt(3)).slice(0, 3);
    await twin.queue.removeAt(device, acknowledged);
    expect(await shown(twin, device)).toEqual([3, 5]);
  });

  it('refuses one more than its length, whichever store they wait in', async () => {
    const numbers = Array.from({ length: limits.queueLengthMax }, (_, i) => i + 1);
    const outcomes = await insert(twin, device, ...numbers);
    expect(outcomes.every((one) => one.outcome === 'stored')).toBe(true);
    const full = limits.queueLengthMax + 1;
    expect((await insert(twin, device, full)).map((one) => one.outcome)).toEqual(['full']);
    await archive(twin);
    expect((await insert(twin, device, full)).map((one) => one.outcome)).toEqual(['full']);
    expect((await insert(twin, device, 1)).map((one) => one.outcome)).toEqual(['duplicate']);
    await twin.queue.remove(device, [guidAt(1)]);
    expect((await insert(twin, device, full)).map((one) => one.outcome)).toEqual(['stored']);
    expect(await shown(twin, device, 0, 2)).toEqual([2, 3]);
  });

  it('moves what was stored before a time, and nothing later', async () => {
    await insert(twin, device, 1, 2);
    const before = await cut();
    await insert(twin, device, 3);
    expect(await archive(twin, before())).toBe(2);
    expect(twin.archive.size(device)).toBe(2);
    expect(await archive(twin, before())).toBe(0);
    expect(await shown(twin, device)).toEqual([1, 2, 3]);
  });

  it('deletes in the durable store what is acknowledged after the move', async () => {
    await insert(twin, device, 1, 2, 3);
    await archive(twin);
    await twin.queue.remove(device, [guidAt(1), guidAt(3)]);
    expect(await shown(twin, device)).toEqual([2]);
    expect(twin.archive.size(device)).toBe(1);
  });

  it('purges by age in both stores and says how many went', async () => {
    await insert(twin, device, 1);
    await archive(twin);
    await insert(twin, device, 2);
    const before = await cut();
    await insert(twin, device, 3);
    expect(await purge(twin, before())).toBe(2);
    expect(await shown(twin, device)).toEqual([3]);
    expect(twin.archive.size(device)).toBe(0);
    expect(await purge(twin, before())).toBe(0);
  });

  it('shows each envelope once after a crash between copy and deletion', async () => {
    await insert(twin, device, 1, 2, 3);
    twin.archive.afterAppend = () => Promise.reject(new Error('crash'));
    await expect(archive(twin)).rejects.toThrow('crash');
    twin.archive.afterAppend = async () => {};
    expect(await shown(twin, device)).toEqual([1, 2, 3]);
    await twin.queue.remove(device, [guidAt(2)]);
    expect(await shown(twin, device)).toEqual([1, 3]);
    expect(await archive(twin)).toBe(2);
    expect(await shown(twin, device)).toEqual([1, 3]);
    expect(twin.archive.size(device)).toBe(2);
  });

  it('loses nothing when the copy itself fails', async () => {
    await insert(twin, device, 1, 2);
    twin.archive.beforeAppend = () => Promise.reject(new Error('crash'));
    await expect(archive(twin)).rejects.toThrow('crash');
    twin.archive.beforeAppend = async () => {};
    expect(await shown(twin, device)).toEqual([1, 2]);
    await twin.queue.remove(device, [guidAt(1)]);
    expect(await archive(twin)).toBe(1);
    expect(await shown(twin, device)).toEqual([2]);
  });

  it.each(['beforeAppend', 'afterAppend'] as const)(
    'does not bring back what is acknowledged while it is copied (%s)',
    async (moment) => {
      await insert(twin, device, 1, 2);
      twin.archive[moment] = () => twin.queue.remove(device, [guidAt(1)]);
      await archive(twin);
      expect(await shown(twin, device)).toEqual([2]);
      expect(twin.archive.size(device)).toBe(1);
    },
  );

  it.each(['beforeAppend', 'afterAppend'] as const)(
    'does not bring back what is cleared while it is copied (%s)',
    async (moment) => {
      await insert(twin, device, 1, 2);
      twin.archive[moment] = () => twin.queue.clear(device);
      await archive(twin);
      expect(await shown(twin, device)).toEqual([]);
      expect(twin.archive.size(device)).toBe(0);
    },
  );

  it('moves each envelope once when several steps run at once', async () => {
    await insert(twin, device, ...Array.from({ length: 350 }, (_, i) => i + 1));
    const moved = await Promise.all([1, 2, 3].map(() => archive(twin)));
    expect(moved.reduce((sum, one) => sum + one, 0)).toBe(350);
    expect(twin.archive.size(device)).toBe(350);
    expect(await shown(twin, device, 0, 350)).toHaveLength(350);
  });
});
