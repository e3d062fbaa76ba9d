// All of one Redis comes into another, as it was and with its ends.

import { randomBytes } from 'node:crypto';
import { copyKeys, redisIsEmpty } from '#persistence';
import type { RedisClient } from '#runtime';
import { redisNodes } from '#runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RedisServer } from '../support/servers.ts';
import {
  openTestCluster,
  openTestRedis,
  startRedis,
  startRedisCluster,
} from '../support/servers.ts';

const servers: RedisServer[] = [];
let from: RedisClient;
let to: RedisClient;

beforeAll(async () => {
  servers.push(await startRedis(), await startRedis());
  [from, to] = (await Promise.all(servers.map((one) => openTestRedis(one)))) as [
    RedisClient,
    RedisClient,
  ];
});
afterAll(async () => {
  from?.disconnect();
  to?.disconnect();
  for (const server of servers) await server.stop();
});

it('copies every kind of value, names that are no text, and when they end', async () => {
  expect(await redisIsEmpty(to)).toBe(true);
  const odd = Buffer.concat([Buffer.from('odd:'), Buffer.from([0, 255, 10])]);
  const value = randomBytes(100_000);
  await from.set(odd, value);
  await from.set('ends', 'soon', 'PX', 60_000);
  await from.zadd('queue', '1', 'a', '2', 'b');
  await from.hset('hash', { one: '1', two: '2' });
  await from.sadd('set', '1', '2', '3');
  for (let n = 0; n < 500; n++) await from.set(`many:${n}`, String(n));
  const [node] = redisNodes(from);
  if (!node) throw new Error('no server');
  expect(await copyKeys(node, to)).toBe(505);
  expect(await redisIsEmpty(to)).toBe(false);
  expect(await to.getBuffer(odd)).toEqual(value);
  expect(await to.pexpiretime('ends')).toBe(await from.pexpiretime('ends'));
  expect(await to.zrange('queue', '0', '-1', 'WITHSCORES')).toEqual(['a', '1', 'b', '2']);
  expect(await to.hgetall('hash')).toEqual({ one: '1', two: '2' });
  expect((await to.smembers('set')).sort()).toEqual(['1', '2', '3']);
  expect(await to.get('many:499')).toBe('499');
});

it('comes from one server into a cluster of them, and back', async () => {
  const nodes = await startRedisCluster();
  const cluster = await openTestCluster(nodes);
  try {
    expect(await redisIsEmpty(cluster)).toBe(true);
    const [node] = redisNodes(from);
    if (!node) throw new Error('no server');
    expect(await copyKeys(node, cluster)).toBe(505);
    expect(await cluster.zrange('queue', '0', '-1')).toEqual(['a', 'b']);
    await to.flushall();
    let back = 0;
    for (const one of redisNodes(cluster)) back += await copyKeys(one, to);
    expect(back).toBe(505);
    expect(await to.get('many:7')).toBe('7');
  } finally {
    cluster.disconnect();
    await nodes.stop();
  }
}, 60_000);
