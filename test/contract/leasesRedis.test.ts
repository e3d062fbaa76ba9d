// The leases of a real Redis where it differs from memory: it can be full, fall back to an older
// state, hold what an earlier release wrote, and it has work to do for each renewal.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberId, ShardId } from '#protocol';
import { shardCountDefault } from '#protocol';
import { busVersion } from '../../src/routing/busCodec.ts';
import { agreeOnShards, createRedisRouting, declareFresh, forgetMember } from '#routing';
import type { RoutingPorts } from '#routing';
import type { RedisClient } from '#runtime';
import { leaseNames } from '../../src/routing/redis/leaseScripts.ts';
import type { RedisServer } from '../support/servers.ts';
import { openTestRedis, startRedis } from '../support/servers.ts';
import { Holder } from './leaseHolder.ts';

const a = 'worker-a' as MemberId;
const b = 'worker-b' as MemberId;
const shard = 7 as ShardId;
const all = Array.from({ length: shardCountDefault }, (_, n) => n as ShardId);

let server: RedisServer;
let redis: RedisClient;
let subscriber: RedisClient;
let ports: RoutingPorts;

beforeEach(async () => {
  server = await startRedis({ persistent: false });
  redis = await openTestRedis(server);
  subscriber = await openTestRedis(server);
  ports = createRedisRouting({ command: redis, subscriber, leases: redis });
});
afterEach(async () => {
  redis.disconnect();
  subscriber.disconnect();
  await server.stop();
});

const holder = (member: MemberId) => new Holder(ports.leases, member);

async function calls(): Promise<number> {
  const lines = (await redis.info('commandstats')).matchAll(/calls=(\d+)/g);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}

describe('the leases of a Redis', () => {
  it('cost the same few commands a renewal, however many members and shards', async () => {
    await declareFresh(redis);
    // No lease ends meanwhile, however slow the machine is: to strike one costs commands.
    const long = { ttlMs: 600_000 };
    const first = holder(a);
    await first.ask(long);
    const count = async () => {
      const before = await calls();
      await first.ask(long);
      return (await calls()) - before;
    };
    await first.ask({ ...long, hold: [] });
    const alone = await count();
    await first.ask({ ...long, want: all });
    for (let n = 0; n < 50; n++) await holder(`worker-${n}` as MemberId).ask(long);
    await first.ask(long);
    expect(await count()).toBe(alone);
    expect(alone).toBeLessThan(14);
  });

  it('go on while Redis is full, as do places of connections and forgetting the dead', async () => {
    await declareFresh(redis);
    const [atA, atB] = [holder(a), holder(b)];
    await atA.join();
    await redis.config('SET', 'maxmemory', '1mb');
    await expect(redis.set('more', 'x')).rejects.toThrow('OOM');
    expect((await atA.take(shard))?.member).toBe(a);
    await atB.join();
    expect((await atA.ask()).isLost).toBe(false);
    expect(await ports.order.next()).toBeGreaterThan(0);
    expect(await forgetMember(redis, a)).toBe(true);
    expect((await atB.take(shard))?.member).toBe(b);
  });

  it('are restored when an older state comes back, and nothing is granted meanwhile', async () => {
    await declareFresh(redis);
    const [atA, atB] = [holder(a), holder(b)];
    await atA.join();
    await atB.join();
    const older = await Promise.all(leaseNames.map((name) => redis.dumpBuffer(name)));
    const first = (await atA.take(shard))!;
    await atB.ask();
    await redis.flushall();
    for (const [at, name] of leaseNames.entries()) {
      const value = older[at];
      if (value) await redis.restore(name, 0, value);
    }
    expect((await atB.take(shard))?.member).not.toBe(b);
    expect((await atA.ask()).isLost).toBe(true);
    await atA.ask({ hold: [first] });
    expect(atA.rows.get(shard)).toEqual(first);
    expect(await atB.take(shard)).toEqual(first);
  });

  it('do not mind hints that are made up', async () => {
    await declareFresh(redis);
    const [atA, atB] = [holder(a), holder(b)];
    await atA.join();
    await atB.join();
    const first = await atA.take(shard);
    const row = `1\n${shard} ${b} 9007199254740991`;
    await redis.spublish('{aldis}:leases', row);
    await redis.spublish('{aldis}:members', `left ${a}`);
    await atB.ask();
    expect([atB.rows.get(shard), atB.members.has(a)]).toEqual([first, true]);
  });
});

describe('the number of shards', () => {
  it('is the default, or what was asked for when the cluster was born', async () => {
    expect(await agreeOnShards(redis)).toBe(256);
    await redis.flushall();
    expect(await agreeOnShards(redis, 4096)).toBe(4096);
    expect(await agreeOnShards(redis)).toBe(4096);
  });

  it('is refused with a sentence when another is asked for later', async () => {
    await agreeOnShards(redis, 1024);
    await expect(agreeOnShards(redis, 512)).rejects.toThrow(
      'ALDIS_SHARDS: this cluster was born with 1024 shards and keeps them',
    );
  });

  it('is 256 where an earlier release has been', async () => {
    await writeEarlier({ expiresInMs: -1000 });
    await expect(agreeOnShards(redis, 1024)).rejects.toThrow('was born with 256 shards');
  });
});

/** Leases as releases before wrote them. */
async function writeEarlier({ expiresInMs }: { expiresInMs: number }): Promise<number> {
  const nowUs = Date.now() * 1000;
  const token = nowUs + 3_600_000_000;
  await redis.hset('{aldis}:leases', {
    epoch: nowUs,
    born: 0,
    last: token,
    [shard]: `worker-z ${token} ${nowUs + expiresInMs * 1000}`,
    8: `- ${token - 1} 0`,
  });
  await redis.hset('{aldis}:members', 'worker-z', `${nowUs} unix:z`);
  return token;
}

describe('workers of another version of the bus', () => {
  it('that run on stop the start with a sentence', { timeout: 20_000 }, async () => {
    await agreeOnShards(redis);
    const atA = holder(a);
    await atA.join();
    const staying = setInterval(() => void atA.join(), 500);
    try {
      await expect(agreeOnShards(redis, undefined, busVersion + 1)).rejects.toThrow(
        `Workers of another release run, and speak another version among themselves (${busVersion}`,
      );
      expect(await agreeOnShards(redis), 'those of the same go on').toBe(256);
    } finally {
      clearInterval(staying);
    }
  });

  it('that are gone are in nobody’s way', { timeout: 20_000 }, async () => {
    await agreeOnShards(redis);
    await holder(a).join();
    // Its lease runs out meanwhile.
    expect(await agreeOnShards(redis, undefined, busVersion + 1)).toBe(256);
    expect(await agreeOnShards(redis), 'and back').toBe(256);
  });
});

describe('leases of an earlier release', () => {
  it('are taken over: tokens go on growing, and shards are free at once', async () => {
    const token = await writeEarlier({ expiresInMs: -1 });
    expect(await agreeOnShards(redis)).toBe(256);
    const atA = holder(a);
    await atA.join();
    const lease = await atA.take(shard);
    expect(lease?.member).toBe(a);
    expect(lease?.token).toBeGreaterThan(token);
    expect([...atA.members.keys()]).toEqual([a]);
  });

  it('are waited for when their workers have just died', async () => {
    await writeEarlier({ expiresInMs: 600 });
    const began = performance.now();
    await agreeOnShards(redis);
    expect(performance.now() - began).toBeGreaterThan(500);
  });

  it('that run on stop the start with a sentence', { timeout: 20_000 }, async () => {
    await writeEarlier({ expiresInMs: 60_000 });
    await expect(agreeOnShards(redis)).rejects.toThrow('stop them all, then start again');
  });

  it('cannot be granted beside ours: their scripts read a hash where we have none', async () => {
    await agreeOnShards(redis);
    await holder(a).join();
    await expect(redis.hgetall('{aldis}:leases')).rejects.toThrow('WRONGTYPE');
  });
});
