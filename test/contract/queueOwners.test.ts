// What the queue promises when owners change, queues begin anew, and moves, pages and removals meet
// in the middle: in memory, on Redis and on a Redis Cluster.

import type { DeviceAddress, FencingToken } from '#protocol';
import { limits } from '#protocol';
import type { RedisClient } from '#runtime';
import { redisNodes } from '#runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runSlices } from '../../src/jobs/slices.ts';
import type { RedisCluster, RedisServer } from '../support/servers.ts';
import { openTestCluster, startRedisCluster } from '../support/servers.ts';
import type { QueueTwin } from './queueTwins.ts';
import {
  bytesAt,
  guidAt,
  memoryTwin,
  newDevice,
  openServer,
  OwnedQueue,
  redisTwin,
} from './queueTwins.ts';

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

/** A worker after another: the same stores, what it remembers of its own. */
interface Stage extends QueueTwin {
  /** Another worker, whose grant is newer than all before. */
  next(): QueueTwin;
}

function staged(first: QueueTwin, another: () => QueueTwin): Stage {
  let fence = 1;
  const next = () => {
    const twin = another();
    fence += 1;
    twin.queue.fence = fence as FencingToken;
    return twin;
  };
  return { ...first, next };
}

function memoryStage(): Stage {
  const first = memoryTwin();
  return staged(first, () => ({ ...first, queue: new OwnedQueue(first.queue.port) }));
}

function redisStage(client: RedisClient): Stage {
  const first = redisTwin(client);
  return staged(first, () => redisTwin(client, first.archive));
}

const insert = async (twin: QueueTwin, device: DeviceAddress, ...numbers: number[]) =>
  (await Promise.all(numbers.map((n) => twin.queue.insert(device, guidAt(n), bytesAt(n))))).map(
    (one) => one.outcome,
  );
const shown = async ({ queue }: QueueTwin, device: DeviceAddress, after = 0, limit = 100) =>
  (await queue.page(device, after, limit)).map((one) => Number.parseInt(one.guid, 16));
const archive = ({ upkeep }: QueueTwin) => runSlices(() => upkeep.archive(-60_000));

describe.each([
  ['in memory', () => memoryStage()],
  ['on redis', () => redisStage(redis)],
  ['on a redis cluster', () => redisStage(cluster)],
])('a queue %s', (_name, open) => {
  let twin: Stage;
  let device: DeviceAddress;
  beforeEach(async () => {
    for (const node of [redis, cluster].flatMap(redisNodes)) await node.flushall();
    twin = open();
    device = newDevice();
  });

  it('takes nothing of a former owner once a newer one has paged or written', async () => {
    await insert(twin, device, 1);
    const paging = twin.next();
    expect(await shown(paging, device)).toEqual([1]);
    expect(await insert(twin, device, 2)).toEqual(['fenced']);
    const writing = twin.next();
    expect(await insert(writing, device, 3)).toEqual(['stored']);
    expect(await insert(paging, device, 4)).toEqual(['fenced']);
    const { port, fence } = paging.queue;
    const address = paging.queue.addressOf(device);
    expect(await port.page(address, fence, 0, 10)).toBe('fenced');
    expect(await port.locate(address, fence, [guidAt(1)])).toBe('fenced');
    expect(await insert(paging, device, 4)).toEqual(['fenced']);
    expect(await shown(writing, device)).toEqual([1, 3]);
  });

  it('knows under a new owner what was accepted before, and gives later positions', async () => {
    const before = await twin.queue.insert(device, guidAt(1), bytesAt(1));
    await insert(twin, device, 2);
    const next = twin.next();
    expect(await insert(next, device, 1, 2)).toEqual(['duplicate', 'duplicate']);
    const after = await next.queue.insert(device, guidAt(3), bytesAt(3));
    if (before.outcome !== 'stored' || after.outcome !== 'stored') throw new Error('not stored');
    expect(after.position).toBeGreaterThan(before.position);
    await next.queue.remove(device, [guidAt(1)]);
    expect(await shown(next, device)).toEqual([2, 3]);
  });

  it('keeps a queue begun anew apart from the one before, which may go late', async () => {
    const former = twin.queue.addressOf(device);
    await insert(twin, device, 1, 2);
    await archive(twin);
    await insert(twin, device, 3);
    const { port, fence } = twin.queue;
    await twin.queue.clear(device);
    expect(await insert(twin, device, 1)).toEqual(['stored']);
    // A write of the life before, however late, is not seen by the one after it.
    await port.insert(former, fence, guidAt(9), bytesAt(9));
    expect(await shown(twin, device)).toEqual([1]);
    await port.clear(device, former.generation);
    await port.clear(device, former.generation);
    expect(await shown(twin, device)).toEqual([1]);
    expect(await port.page(former, fence, 0, 10)).toEqual({ envelopes: [], more: false });
  });

  it('jumps over nothing when a move ends while a page is read', async () => {
    await insert(twin, device, 1, 2);
    await archive(twin);
    await insert(twin, device, 3, 4);
    twin.archive.beforePage = async () => {
      twin.archive.calm();
      await archive(twin);
    };
    expect(await shown(twin, device)).toEqual([1, 2, 3, 4]);
    expect(await shown(twin, device)).toEqual([1, 2, 3, 4]);
    expect(twin.archive.size(device)).toBe(4);
  });

  it('says that more follows only when it may, over both stores', async () => {
    await insert(twin, device, 1, 2);
    await archive(twin);
    await insert(twin, device, 3);
    const { port, fence } = twin.queue;
    const page = async (limit: number) => {
      const read = await port.page(twin.queue.addressOf(device), fence, 0, limit);
      if (read === 'fenced') throw new Error('fenced');
      return [read.envelopes.length, read.more];
    };
    expect(await page(1)).toEqual([1, true]);
    expect(await page(2)).toEqual([2, true]);
    expect(await page(3)).toEqual([3, false]);
    await archive(twin);
    expect(await page(4)).toEqual([3, false]);
  });

  it('shows nothing twice that was acknowledged in a move that was broken off', async () => {
    await insert(twin, device, 1, 2, 3);
    twin.archive.afterAppend = async () => {
      twin.archive.calm();
      await twin.queue.remove(device, [guidAt(1), guidAt(3)]);
      throw new Error('crash');
    };
    await expect(archive(twin)).rejects.toThrow('crash');
    expect(await shown(twin, device)).toEqual([2]);
    const next = twin.next();
    expect(await shown(next, device)).toEqual([2]);
    await insert(next, device, 4);
    await archive(twin);
    expect(await shown(next, device)).toEqual([2, 4]);
    expect(twin.archive.size(device)).toBe(2);
  });

  it('removes from the durable store what moves between the look and the removal', async () => {
    await insert(twin, device, 1, 2);
    const places = await twin.queue.page(device, 0, 10);
    await archive(twin);
    await twin.queue.removeAt(device, places.slice(0, 1));
    expect(await shown(twin, device)).toEqual([2]);
    expect(twin.archive.size(device)).toBe(1);
  });

  it('refuses more bytes than a queue may hold, until some are removed', async () => {
    const large = new Uint8Array(limits.envelopeBytesMax);
    const fits = Math.floor(limits.queueBytesMax / large.length);
    let stored = 0;
    for (let n = 1; n < fits + 50; n++) {
      const { outcome } = await twin.queue.insert(device, guidAt(n), large);
      if (outcome === 'full') break;
      stored = n;
    }
    expect(stored).toBeGreaterThan(fits - 20);
    expect(stored).toBeLessThan(fits + 20);
    // A new owner measures what it finds.
    const next = twin.next();
    await insert(next, device, stored + 100);
    expect(await insert(next, device, stored + 101)).toEqual(['full']);
    expect(await insert(next, device, 1)).toEqual(['duplicate']);
    const some = Array.from({ length: 60 }, (_, i) => guidAt(i + 1));
    await next.queue.remove(device, some);
    expect(await insert(next, device, stored + 101)).toEqual(['stored']);
  });
});
