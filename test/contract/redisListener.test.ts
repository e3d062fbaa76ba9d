// A listener that loses its connection, even in the middle of coming back, listens again by itself
// and says that something may have been missed.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RedisClient } from '#runtime';
import { createRedisListener, openRedis, silentLog } from '#runtime';
import { FaultProxy, openTestRedis, startRedis } from '../support/servers.ts';
import type { RedisServer } from '../support/servers.ts';

let server: RedisServer;
let wires: FaultProxy;
let speaker: RedisClient;
let subscriber: RedisClient;

beforeAll(async () => {
  server = await startRedis({ persistent: false });
  wires = await FaultProxy.start({ path: server.address });
  speaker = await openTestRedis(server);
  subscriber = await openRedis(`redis://127.0.0.1:${wires.port}`, 'test', silentLog);
});
afterAll(async () => {
  subscriber.disconnect();
  speaker.disconnect();
  await wires.stop();
  await server.stop();
});

it('subscribes again after its connection broke while it was subscribing', async () => {
  const heard: string[] = [];
  let gaps = 0;
  const listener = createRedisListener(subscriber, {
    message: (_channel, bytes) => heard.push(bytes.toString()),
    gap: () => {
      gaps += 1;
    },
  });
  await listener.listen('somewhere');
  await speaker.spublish('somewhere', 'before');
  await expect.poll(() => heard).toEqual(['before']);

  let broken = 0;
  wires.onChunk = (wire, way, chunk) => {
    if (broken === 3 || way === 'down' || !/ssubscribe/i.test(chunk.toString())) return;
    broken += 1;
    wire.cut();
  };
  wires.cut();
  await expect.poll(() => gaps, { timeout: 10_000 }).toBe(1);
  expect(broken).toBe(3);
  await speaker.spublish('somewhere', 'after');
  await expect.poll(() => heard).toEqual(['before', 'after']);
});
