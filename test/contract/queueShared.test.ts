// Envelopes that have a payload in common: stored once in a shard, whole for each recipient, gone
// with the last of its views. In memory, on Redis and on a Redis Cluster.

import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceAddress, FencingToken } from '#protocol';
import { limits, shardOf } from '#protocol';
import type { RedisClient } from '#runtime';
import { redisNodes } from '#runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runSlices } from '../../src/jobs/slices.ts';
import { shardPrefix } from '../../src/persistence/redis/names.ts';
import { viewBytesMax } from '../../src/persistence/redis/queue/queueSeals.ts';
import type { RedisCluster, RedisServer } from '../support/servers.ts';
import { openTestCluster, openTestRedis, startRedisCluster } from '../support/servers.ts';
import type { QueueTwin } from './queueTwins.ts';
import { bytesAt, guidAt, memoryTwin, newDevice, openServer, redisTwin } from './queueTwins.ts';

let server: RedisServer;
let redis: RedisClient;
let other: RedisClient;
let nodes: RedisCluster;
let cluster: RedisClient;

beforeAll(async () => {
  ({ server, redis } = await openServer());
  other = await openTestRedis(server, 'other');
  nodes = await startRedisCluster({ persistent: false });
  cluster = await openTestCluster(nodes, 'queue');
});
afterAll(async () => {
  redis.disconnect();
  other.disconnect();
  cluster.disconnect();
  await Promise.all([server.stop(), nodes.stop()]);
});

const shardOfDevice = ({ account }: DeviceAddress) => shardOf({ type: 'account', id: account });

/** A device in the shard of another, or of any other shard. */
function neighbourOf(device: DeviceAddress, same = true): DeviceAddress {
  for (;;) {
    const found = newDevice();
    if ((shardOfDevice(found) === shardOfDevice(device)) === same) return found;
  }
}

const payload = Buffer.from(', and what all have');
const contentAt = (n: number, shared = payload) => `${Buffer.from(bytesAt(n))}${shared}`;
const share = (twin: QueueTwin, to: readonly DeviceAddress[], n: number, shared = payload) =>
  Promise.all(to.map((device) => twin.queue.insert(device, guidAt(n), bytesAt(n), shared)));
const archive = ({ upkeep }: QueueTwin) => runSlices(() => upkeep.archive(-60_000));

async function contents({ queue }: QueueTwin, device: DeviceAddress, after = 0, limit = 100) {
  const page = await queue.page(device, after, limit);
  return page.map((one) => Buffer.from(one.bytes).toString());
}

/** What is left of payloads, of their views and of the count of them. */
async function leftOf(client: RedisClient): Promise<string[]> {
  const all = await Promise.all(redisNodes(client).map((node) => node.keys('*')));
  return all.flat().filter((name) => /:(m|v):|:views$/.test(name));
}

describe.each([
  ['in memory', () => memoryTwin(), () => undefined],
  ['on redis', () => redisTwin(redis), () => redis],
  ['on a redis cluster', () => redisTwin(cluster), () => cluster],
])('a shared payload %s', (_name, open, store) => {
  let twin: QueueTwin;
  let device: DeviceAddress;
  let neighbour: DeviceAddress;
  let stranger: DeviceAddress;
  beforeEach(async () => {
    for (const node of [redis, cluster].flatMap(redisNodes)) await node.flushall();
    twin = open();
    device = newDevice();
    neighbour = neighbourOf(device);
    stranger = neighbourOf(device, false);
  });

  const expectNothingLeft = async () => {
    const client = store();
    if (client) expect(await leftOf(client)).toEqual([]);
  };

  it('is whole for each recipient, in order with everything else', async () => {
    const all = [device, neighbour, stranger];
    await twin.queue.insert(device, guidAt(1), bytesAt(1));
    const outcomes = await share(twin, all, 2);
    expect(outcomes.map((one) => one.outcome)).toEqual(['stored', 'stored', 'stored']);
    await twin.queue.insert(device, guidAt(3), bytesAt(3));
    await share(twin, [device], 4, Buffer.from(', only here'));
    const expected = ['envelope 1', contentAt(2), 'envelope 3', 'envelope 4, only here'];
    expect(await contents(twin, device)).toEqual(expected);
    for (const one of [neighbour, stranger]) {
      expect(await contents(twin, one)).toEqual([contentAt(2)]);
    }
    for (const limit of [1, 2, 3]) {
      expect(await contents(twin, device, 0, limit)).toEqual(expected.slice(0, limit));
    }
    const [, second] = await twin.queue.page(device, 0, 2);
    expect(await contents(twin, device, second?.position)).toEqual(expected.slice(2));
    await archive(twin);
    expect(await contents(twin, device)).toEqual(expected);
    await expectNothingLeft();
  });

  it('is as its sender had it when it was given, and large views are stored as well', async () => {
    const mine = Buffer.from('as it was');
    const large = Buffer.alloc(viewBytesMax + 1, 'v');
    const stored = [
      twin.queue.insert(device, guidAt(1), bytesAt(1), mine),
      twin.queue.insert(device, guidAt(2), large, mine),
      twin.queue.insert(device, guidAt(3), new Uint8Array(0), mine),
    ];
    mine.fill('x');
    await Promise.all(stored);
    const expected = ['envelope 1as it was', `${large}as it was`, 'as it was'];
    expect((await contents(twin, device)).map((one) => one.slice(-12))).toEqual(
      expected.map((one) => one.slice(-12)),
    );
  });

  it('comes once where it is sent twice at once, or beside what is known', async () => {
    await share(twin, [neighbour], 1);
    const outcomes = await share(twin, [device, neighbour, device, stranger], 1);
    const expected = ['stored', 'duplicate', 'duplicate', 'stored'];
    expect(outcomes.map((one) => one.outcome)).toEqual(expected);
    for (const one of [device, neighbour, stranger]) {
      expect(await contents(twin, one)).toEqual([contentAt(1)]);
    }
  });

  it('goes at once with what is whole, whichever came last', async () => {
    for (const last of [guidAt(4), undefined]) {
      await share(twin, [device, neighbour], 1);
      await twin.queue.insert(device, guidAt(2), bytesAt(2));
      await share(twin, [device], 3, Buffer.from(', only here'));
      if (last) await twin.queue.insert(device, last, bytesAt(4));
      const places = [device, neighbour].map((one) => twin.queue.page(one, 0, 10));
      const [own, others] = await Promise.all(places);
      await Promise.all([
        twin.queue.removeAt(device, own ?? []),
        twin.queue.removeAt(neighbour, others ?? []),
      ]);
      expect(await contents(twin, device)).toEqual([]);
      await expectNothingLeft();
      twin = open();
      device = newDevice();
      neighbour = neighbourOf(device);
    }
  });

  it('comes once, however often it is sent', async () => {
    await share(twin, [device, neighbour], 1);
    const again = await share(twin, [device, neighbour, stranger], 1);
    expect(again.map((one) => one.outcome)).toEqual(['duplicate', 'duplicate', 'stored']);
    const places = await twin.queue.page(device, 0, 10);
    await twin.queue.removeAt(device, places);
    await twin.queue.removeAt(device, places);
    expect((await share(twin, [device], 1)).map((one) => one.outcome)).toEqual(['duplicate']);
    expect(await contents(twin, device)).toEqual([]);
    expect(await contents(twin, neighbour)).toEqual([contentAt(1)]);
    for (const one of [neighbour, stranger]) await twin.queue.remove(one, [guidAt(1)]);
    await expectNothingLeft();
  });

  it('is stored in one shard where the owner of another is fenced', async () => {
    const newer = (await twin.queue.insert(stranger, guidAt(9), bytesAt(9))).outcome;
    expect(newer).toBe('stored');
    const { port, fence } = twin.queue;
    await port.page(twin.queue.addressOf(stranger), (fence + 1) as FencingToken, 0, 1);
    const late = store() ? redisTwin(store() as RedisClient, twin.archive) : twin;
    const outcomes = await share(late, [device, stranger, neighbour], 1);
    expect(outcomes.map((one) => one.outcome)).toEqual(['stored', 'fenced', 'stored']);
    expect(await contents(late, device)).toEqual([contentAt(1)]);
    expect(await contents(late, neighbour)).toEqual([contentAt(1)]);
    late.queue.fence = (fence + 1) as FencingToken;
    expect(await contents(late, stranger)).toEqual(['envelope 9']);
    for (const one of [device, neighbour]) await late.queue.remove(one, [guidAt(1)]);
    await expectNothingLeft();
  });

  it.each(['beforeAppend', 'afterAppend'] as const)(
    'is shown once after a crash in the middle of a move (%s)',
    async (moment) => {
      for (const n of [1, 2, 3]) await share(twin, [device, neighbour], n);
      twin.archive[moment] = () => Promise.reject(new Error('crash'));
      await expect(archive(twin)).rejects.toThrow('crash');
      twin.archive.calm();
      expect(await contents(twin, device)).toEqual([1, 2, 3].map((n) => contentAt(n)));
      await twin.queue.remove(device, [guidAt(2)]);
      expect(await contents(twin, device)).toEqual([1, 3].map((n) => contentAt(n)));
      expect(await archive(twin)).toBe(5);
      expect(await contents(twin, device)).toEqual([1, 3].map((n) => contentAt(n)));
      expect(await contents(twin, neighbour)).toEqual([1, 2, 3].map((n) => contentAt(n)));
      expect(twin.archive.size(device)).toBe(2);
      await expectNothingLeft();
    },
  );

  const ends: Record<string, (twin: QueueTwin, one: DeviceAddress) => Promise<unknown>> = {
    'is acknowledged': ({ queue }, one) => queue.remove(one, [1, 2, 3].map(guidAt)),
    'is moved': archive,
    'is of a queue begun anew': ({ queue }, one) => queue.clear(one),
    'is too old': async ({ upkeep }) => {
      await sleep(50);
      return runSlices(() => upkeep.purge(20));
    },
    'does not open any more': async ({ queue }, one) => {
      queue.key = new Uint8Array(32).fill(77);
      expect(await queue.page(one, 0, 10)).toEqual([]);
    },
  };
  it.each(Object.keys(ends))('goes with its last view when that %s', async (end) => {
    if (!store() && end.startsWith('does not')) return;
    for (const n of [1, 2, 3]) await share(twin, [device, neighbour, stranger], n);
    await twin.queue.remove(device, [guidAt(2)]);
    await twin.queue.remove(neighbour, [1, 2].map(guidAt));
    for (const one of [device, stranger]) await ends[end]?.(twin, one);
    const others = end === 'is too old' || end === 'is moved' ? [] : [contentAt(3)];
    if (end !== 'is moved' && end !== 'does not open any more') {
      expect(await contents(twin, neighbour)).toEqual(others);
    }
    await twin.queue.remove(neighbour, [guidAt(3)]);
    await expectNothingLeft();
  });

  it('counts whole against the bytes of a queue, for a new owner too', async () => {
    const large = Buffer.alloc(limits.envelopeBytesMax - 100);
    const fits = Math.floor(limits.queueBytesMax / large.length);
    let stored = 0;
    while (stored < fits + 50) {
      const [one] = await share(twin, [device], stored + 1, large);
      if (one?.outcome === 'full') break;
      stored += 1;
    }
    expect(stored).toBeGreaterThan(fits - 20);
    expect(stored).toBeLessThan(fits + 20);
    const client = store();
    const next = client ? redisTwin(client, twin.archive) : twin;
    next.queue.fence = 2 as FencingToken;
    await share(next, [device], 5000);
    expect((await share(next, [device], 5001)).map((one) => one.outcome)).toEqual(['full']);
    expect(await contents(next, neighbour)).toEqual([]);
    await next.queue.clear(device);
    await expectNothingLeft();
  });
});

describe('a shared payload in redis', () => {
  /** Of all that it keeps, by its own account. */
  const keptBytes = async () => {
    const names = await redis.keys('*');
    const each = names.map((name) => redis.call('MEMORY', ['USAGE', name, 'SAMPLES', '0']));
    return (await Promise.all(each)).reduce((sum: number, one) => sum + Number(one), 0);
  };

  beforeEach(async () => {
    await redis.flushall();
  });

  it('of 90 kB to 200 devices of a shard takes the memory of one', async () => {
    const twin = redisTwin(redis);
    const first = newDevice();
    const several = () => Array.from({ length: 200 }, () => neighbourOf(first));
    const [some, others] = [several(), several()];
    const shared = Buffer.alloc(90_000, 7);
    const before = await keptBytes();
    // What a queue costs that holds as little of its own.
    await Promise.all(some.map((to) => twin.queue.insert(to, guidAt(1), bytesAt(1))));
    const between = await keptBytes();
    await share(twin, others, 2, shared);
    const after = await keptBytes();
    expect(await redis.keys('*:m:*')).toHaveLength(1);
    expect(after - between - (between - before)).toBeLessThan(1.5 * shared.length);
    for (const to of [others[0], others.at(-1)] as DeviceAddress[]) {
      const [row] = await twin.queue.page(to, 0, 10);
      expect(row?.bytes).toHaveLength(bytesAt(2).length + shared.length);
    }
    await Promise.all(others.map((to) => twin.queue.remove(to, [guidAt(2)])));
    expect(await leftOf(redis)).toEqual([]);
  });

  it('is nowhere readable, and without its account’s key no view opens it', async () => {
    const twin = redisTwin(redis);
    const [device, neighbour] = [newDevice(), newDevice()];
    await share(twin, [device], 1, Buffer.from('canary-4711'));
    await share(twin, [neighbour], 1, Buffer.from('canary-4711'));
    for (const name of await leftOf(redis)) {
      const dump = (await redis.dumpBuffer(name)) ?? Buffer.alloc(0);
      expect(dump.toString('latin1')).not.toContain('canary');
    }
    const { key } = twin.queue;
    twin.queue.key = new Uint8Array(32).fill(77);
    expect(await contents(twin, device)).toEqual([]);
    twin.queue.key = key;
    expect(await contents(twin, neighbour)).toEqual(['envelope 1canary-4711']);
    const [aside] = await redis.lrangeBuffer(
      `${shardPrefix(shardOfDevice(device))}unreadable`,
      0,
      -1,
    );
    expect(aside?.length).toBeGreaterThan(100);
  });

  it.each([1, 2])('is shown once when a mover comes before look %i', async (look) => {
    const twin = redisTwin(redis);
    const device = newDevice();
    for (let n = 1; n <= 6; n++) await share(twin, [device], n);
    // The scripts are there, so that pipelines are not refused.
    expect(await contents(twin, device, 0, 1)).toHaveLength(1);
    const pipelines = redis.pipeline;
    let [looks, moved] = [0, 0];
    redis.pipeline = (...all) => {
      const made = pipelines.apply(redis, all);
      const exec = made.exec.bind(made);
      made.exec = async () => {
        looks += 1;
        if (looks === look) moved = await archive(redisTwin(other, twin.archive));
        return exec();
      };
      return made;
    };
    const shown = await contents(twin, device).finally(() => {
      redis.pipeline = pipelines;
    });
    expect(shown).toEqual([1, 2, 3, 4, 5, 6].map((n) => contentAt(n)));
    expect(moved).toBe(6);
  });
});
