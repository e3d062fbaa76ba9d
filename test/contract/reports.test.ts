// The promises of ReportStore, kept by the twin in memory, by Redis and by a Redis Cluster.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createJobMac } from '#crypto';
import { createMemoryReports, RedisReports } from '#persistence';
import type { ReportStore } from '#ports';
import { limits } from '#protocol';
import type { RedisClient } from '#runtime';
import { redisNodes } from '#runtime';
import type { RedisCluster, RedisServer } from '../support/servers.ts';
import {
  openTestCluster,
  openTestRedis,
  startRedis,
  startRedisCluster,
} from '../support/servers.ts';
import { newAccountId } from '../support/storeSubjects.ts';

const names = createJobMac({ indexKey: Buffer.alloc(32).toString('base64') });
const now = 1_800_000_000_000;
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

const twins: [string, () => ReportStore][] = [
  ['in memory', createMemoryReports],
  ['on Redis', () => new RedisReports(redis, names)],
  ['on a Redis Cluster', () => new RedisReports(cluster, names)],
];

describe.each(twins)('reports %s', (_name, open) => {
  const [spammer, other] = [newAccountId(), newAccountId()];

  it('are counted by reporters, each once', async () => {
    const reports = open();
    expect(await reports.read(spammer, now)).toBeUndefined();
    const by = Array.from({ length: 5 }, newAccountId);
    for (const one of [...by, ...by]) await reports.add(spammer, one, now);
    expect(await reports.read(spammer, now + 1)).toEqual({
      ...{ account: spammer, reporters: 5, lastAtMs: now },
    });
    expect(await reports.read(other, now)).toBeUndefined();
  });

  it('are listed, the most first, as many as are asked for', async () => {
    const reports = open();
    await reports.add(other, newAccountId(), now);
    for (let n = 0; n < 3; n += 1) await reports.add(spammer, newAccountId(), now + n);
    const all = await reports.list(10, now);
    expect(all.map(({ account, reporters }) => [account, reporters])).toEqual([
      [spammer, 3],
      [other, 1],
    ]);
    expect(await reports.list(1, now)).toHaveLength(1);
  });

  it('end thirty days after the last, and with the account', async () => {
    const reports = open();
    const by = newAccountId();
    await reports.add(spammer, by, now);
    const later = now + limits.reportsKeptMs;
    expect(await reports.read(spammer, later)).toBeDefined();
    expect(await reports.read(spammer, later + 1)).toBeUndefined();
    expect(await reports.list(10, later + 1)).toEqual([]);
    await reports.forget(spammer);
    expect(await reports.read(spammer, now)).toBeUndefined();
    await reports.forget(spammer);
  });
});

it('no account stands in Redis by its id', async () => {
  const [spammer, by] = [newAccountId(), newAccountId()];
  await new RedisReports(redis, names).add(spammer, by, now);
  const kept = (await redis.keys('*')).map((name) => name);
  const listed = await redis.zrange('aldis:{reports}:last', '0', '-1');
  const sketch = await redis.getBuffer(kept.find((name) => name.includes(':by:')) ?? '');
  const all = `${kept} ${listed} ${sketch?.toString('latin1')}`;
  for (const id of [spammer, by]) {
    expect(all).not.toContain(id);
    expect(all).not.toContain(Buffer.from(id.replaceAll('-', ''), 'hex').toString('latin1'));
  }
});
