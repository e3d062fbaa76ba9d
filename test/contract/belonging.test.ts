// A Redis belongs to the secrets that seal what it holds, on one server and on a cluster of them.

import { claimRedis, isFormerLayout, StoreError, takeLayout } from '#persistence';
import { Unreachable } from '#ports';
import type { Config } from '#runtime';
import { metrics, readConfig, silentLog } from '#runtime';
import { expect, it } from 'vitest';
import { checkRedis } from '../../cluster/storeFindings.ts';
import {
  openTestCluster,
  openTestRedis,
  startRedis,
  startRedisCluster,
} from '../support/servers.ts';

const [ours, theirs] = ['0'.repeat(32), 'f'.repeat(32)];

it('is claimed by the first, and by no others', async () => {
  const server = await startRedis({ settings: { maxmemory: '0' } });
  const redis = await openTestRedis(server);
  try {
    await Promise.all([1, 2, 3].map(() => claimRedis(redis, ours)));
    await expect(claimRedis(redis, theirs)).rejects.toThrow(StoreError);
    // A worker that is forked anew starts on a full Redis as well.
    await redis.config('SET', 'maxmemory', '1');
    await claimRedis(redis, ours);
    await expect(claimRedis(redis, theirs)).rejects.toThrow('other secrets');
    await server.kill9();
    await expect(claimRedis(redis, ours)).rejects.toThrow(Unreachable);
  } finally {
    redis.disconnect();
    await server.stop();
  }
});

it('is claimed as a whole where it is a cluster', async () => {
  const nodes = await startRedisCluster({ persistent: false });
  const redis = await openTestCluster(nodes);
  try {
    await claimRedis(redis, ours);
    await expect(claimRedis(redis, theirs)).rejects.toThrow(StoreError);
  } finally {
    redis.disconnect();
    await nodes.stop();
  }
});

it('is refused while queues of the former layout wait in it', async () => {
  const server = await startRedis({ persistent: false });
  const redis = await openTestRedis(server);
  try {
    const former = 'aldis:queue:{9d0652a3-dcc3-4d11-975f-74d61598733f.1}';
    await redis.zadd(`${former}:order`, 1, 'guid');
    await expect(claimRedis(redis, ours)).rejects.toThrow('another version');
    await redis.rename(`${former}:order`, `${former}:archived`);
    await expect(claimRedis(redis, ours)).rejects.toThrow(StoreError);
    await redis.rename(`${former}:archived`, `${former}:seen`);
    await claimRedis(redis, ours);
    await redis.set('aldis:layout', '4');
    await expect(claimRedis(redis, ours)).rejects.toThrow('another version');
  } finally {
    redis.disconnect();
    await server.stop();
  }
});

it('is a matter of the doctor while it is written as the release before reads it', async () => {
  const server = await startRedis({ persistent: false });
  const redis = await openTestRedis(server);
  const own = readConfig({ ALDIS_DATA: '/nowhere', REDIS_URL: `unix://${server.address}` });
  const privately = { ...readConfig({ ALDIS_DATA: '/nowhere' }), redis: server.address };
  const told = async (config: Config) => JSON.stringify(await checkRedis(config));
  try {
    for (const config of [own, privately]) {
      await redis.set('aldis:layout', '2');
      expect(await told(config)).toContain('npm run cluster:stop && npm run cluster');
      await redis.set('aldis:layout', '3');
      expect(await told(config)).not.toContain('cluster:stop');
    }
  } finally {
    redis.disconnect();
    await server.stop();
  }
});

it('is left to an earlier release while others serve, and is ours once nobody does', async () => {
  const server = await startRedis({ persistent: false });
  const redis = await openTestRedis(server);
  const take = (isServing: boolean) =>
    takeLayout(redis, silentLog, () => Promise.resolve(isServing));
  try {
    await redis.set('aldis:layout', '2');
    await claimRedis(redis, ours);
    expect(await take(true)).toEqual({ isFormer: true });
    expect(await redis.get('aldis:layout')).toBe('2');
    expect(await isFormerLayout(redis)).toBe(true);
    expect((await metrics.queueLayout.get()).values[0]?.value).toBe(2);
    await redis.config('SET', 'maxmemory', '1');
    expect(await take(false)).toEqual({ isFormer: true });
    await redis.config('SET', 'maxmemory', '0');
    expect(await take(false)).toEqual({ isFormer: false });
    // An earlier release refuses what is not its own.
    expect(await redis.get('aldis:layout')).toBe('3');
    expect(await take(true)).toEqual({ isFormer: false });
    expect(await isFormerLayout(redis)).toBe(false);
    expect((await metrics.queueLayout.get()).values[0]?.value).toBe(3);
    await claimRedis(redis, ours);
  } finally {
    redis.disconnect();
    await server.stop();
  }
});
