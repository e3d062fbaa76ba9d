// How far the replicas of a real Redis are behind: followed, paused by a signal, and gone.

import { setTimeout as sleep } from 'node:timers/promises';
import { RedisReplication } from '#persistence';
import type { RedisClient } from '#runtime';
import { systemClock } from '#runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '#lab/freePort.ts';
import type { RedisServer } from '../support/servers.ts';
import { openTestRedis, startRedis } from '../support/servers.ts';
import { until } from '../support/people.ts';

const promisedMs = 1000;
const pausedMs = 2500;
const writeEveryMs = 50;

let master: RedisServer;
let replica: RedisServer;
let watching: RedisClient;
let writing: RedisClient;
let timer: NodeJS.Timeout;

beforeAll(async () => {
  const port = await freePort();
  master = await startRedis({ settings: { port: String(port), bind: '127.0.0.1' } });
  watching = await openTestRedis(master);
  writing = await openTestRedis(master);
  timer = setInterval(() => void writing.incr('written').catch(() => undefined), writeEveryMs);
});

afterAll(async () => {
  clearInterval(timer);
  watching?.disconnect();
  writing?.disconnect();
  await replica?.stop();
  await master?.stop();
});

it('is nothing without one, little while it follows, and grows while it stands still', async () => {
  const replication = new RedisReplication(watching, systemClock);
  expect(await replication.look()).toEqual({ replicas: 0 });

  const { port } = await portOf(watching);
  replica = await startRedis({ settings: { replicaof: `127.0.0.1 ${port}` } });
  await until(async () => (await replication.look()).replicas === 1, 'the replica follows');
  const behindMs = async () => (await replication.look()).behindMs ?? Infinity;
  await until(async () => (await behindMs()) < promisedMs, 'it is little behind');

  const pid = replica.pid() as number;
  process.kill(pid, 'SIGSTOP');
  try {
    const began = performance.now();
    while (performance.now() - began < pausedMs) {
      await replication.look();
      await sleep(writeEveryMs);
    }
    const paused = await replication.look();
    expect(paused.replicas).toBe(1);
    expect(paused.behindMs).toBeGreaterThan(pausedMs - promisedMs);
    expect(paused.behindMs).toBeLessThan(performance.now() - began + promisedMs);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await until(async () => (await behindMs()) < promisedMs, 'caught up');

  await replica.kill9();
  await until(async () => (await replication.look()).replicas === 0, 'it is gone');
  expect(await replication.look()).toEqual({ replicas: 0 });
});

async function portOf(redis: RedisClient): Promise<{ port: string }> {
  const [, port = ''] = (await redis.config('GET', 'port')) as string[];
  return { port };
}
