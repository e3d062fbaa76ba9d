// A Redis belongs to the secrets that seal what it holds, on one server and on a cluster of them.

import { claimRedis, StoreError } from '#persistence';
import { Unreachable } from '#ports';
import { expect, it } from 'vitest';
import { openTestCluster, startRedisCluster } from '../support/redisCluster.ts';
import { openTestRedis, startRedis } from '../support/redisServer.ts';

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
