// Whose queues a Redis has: for a restore, which clears those of accounts that are not there.

import type { DeviceLife } from '#ports';
import type { RedisClient } from '#runtime';
import { redisNodes } from '#runtime';
import { shardCount } from '#protocol';
import { parseQueueName, shardPrefix } from './names.ts';

const scanCount = 1000;
const queueForm = /^aldis:\{\d+\}:[qv]:(.+)$/;

/** Every life of a device of which a queue, or the index of one, is there. Some come twice. */
export async function* livesInQueues(redis: RedisClient): AsyncGenerator<DeviceLife> {
  for await (const name of namesIn(redis)) {
    const life = parseQueueName(name);
    if (life) yield life;
  }
}

async function* namesIn(redis: RedisClient): AsyncGenerator<string> {
  for (const node of redisNodes(redis)) {
    for (let cursor = ''; cursor !== '0'; ) {
      const [next, names] = await node.scan(cursor || '0', 'COUNT', scanCount);
      for (const name of names) yield queueForm.exec(name)?.[1] ?? '';
      cursor = next;
    }
  }
  for (let shard = 0; shard < shardCount(); shard++) {
    const prefix = shardPrefix(shard);
    yield* await redis.zrange(`${prefix}due`, '0', '-1');
    yield* await redis.hkeys(`${prefix}archived`);
  }
}
