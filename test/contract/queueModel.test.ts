// The queue on Redis against a list.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RedisClient } from '#runtime';
import type { RedisServer } from '../support/servers.ts';
import { checkModel } from './queueModel.ts';
import { openServer, redisTwin } from './queueTwins.ts';

let server: RedisServer;
let redis: RedisClient;

beforeAll(async () => {
  ({ server, redis } = await openServer());
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

it('shows what a list would show, whatever is done to it', async () => {
  await checkModel(
    () => redisTwin(redis),
    100,
    4711,
    // Payloads end with the last of their views, and so does the count of them.
    async () => {
      expect(await redis.keys('*:m:*')).toEqual([]);
      expect(await redis.keys('*:views')).toEqual([]);
    },
  );
});
