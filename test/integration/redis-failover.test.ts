// Redis with replicas and a Sentinel: nothing that was acknowledged is lost when the primary dies
// under load, and nothing is acknowledged that no replica has.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unreachable } from '#ports';
import type { RedisClient } from '#runtime';
import { openRedis, silentLog } from '#runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prefersSomeReplicas, replicasOf } from '../../cluster/checks.ts';
import { freePorts } from '#lab/freePort.ts';
import { bytesAt, guidAt, newDevice, redisTwin } from '../contract/queueTwins.ts';
import { until } from '../support/people.ts';
import { startRedis } from '../support/servers.ts';
import type { RedisServer } from '../support/servers.ts';

let servers: RedisServer[] = [];
let sentinel: ChildProcess | undefined;
let folder = '';
let address = '';

beforeAll(async () => {
  const primary = await freePorts(4);
  const watching = primary + 3;
  servers = await Promise.all(
    [0, 1, 2].map((at) => startRedis({ settings: { port: String(primary + at) } })),
  );
  for (const server of servers.slice(1)) {
    const replica = await openRedis(server.address, 'test', silentLog);
    await replica.call('REPLICAOF', ['127.0.0.1', String(primary)]);
    replica.disconnect();
  }
  folder = mkdtempSync(join(tmpdir(), 'aldis-sentinel-'));
  const file = join(folder, 'sentinel.conf');
  writeFileSync(
    file,
    `port ${watching}\nbind 127.0.0.1\ndir ${folder}\n` +
      `sentinel monitor aldis 127.0.0.1 ${primary} 1\n` +
      'sentinel down-after-milliseconds aldis 1000\nsentinel failover-timeout aldis 5000\n',
  );
  sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  address = `redis-sentinel://127.0.0.1:${watching}/aldis`;
  await until(async () => {
    const client = await openRedis(address, 'test', silentLog).catch(() => undefined);
    const replicas = client ? await replicasOf(client) : 0;
    client?.disconnect();
    return replicas === 2;
  }, 'two replicas');
  // It learns of replicas from the primary's own list, every ten seconds.
  await sleep(11_000);
});
afterAll(async () => {
  sentinel?.kill('SIGKILL');
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function ready(redis: RedisClient): Promise<void> {
  await until(() => redis.status === 'ready', 'connected');
}

it('loses nothing acknowledged when the primary is killed under load', async () => {
  const redis = await openRedis(address, 'queue', silentLog);
  const { queue } = redisTwin(redis, undefined, 1);
  const device = newDevice();
  const stored: number[] = [];
  let failures = 0;
  let isOver = false;
  let next = 0;
  const writer = async () => {
    while (!isOver) {
      const n = ++next;
      try {
        await queue.insert(device, guidAt(n), bytesAt(n));
        stored.push(n);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreachable);
        failures++;
        await sleep(20);
      }
    }
  };
  const writers = Array.from({ length: 16 }, writer);
  await until(() => stored.length > 500, 'writes');
  await servers[0]?.kill9();
  await until(() => failures > 0, 'the death is felt');
  const before = stored.length;
  await until(() => stored.length > before + 300, 'writes to the new primary');
  isOver = true;
  await Promise.all(writers);
  const kept = new Set<string>();
  for (let after = 0; ; ) {
    const page = await queue.page(device, after, 1000);
    for (const one of page) kept.add(one.guid);
    if (page.length === 0) break;
    after = page.at(-1)?.position ?? after;
  }
  expect(stored.filter((n) => !kept.has(guidAt(n)))).toEqual([]);
  redis.disconnect();
}, 120_000);

it('acknowledges nothing that no replica has', async () => {
  const redis = await openRedis(address, 'queue', silentLog);
  await ready(redis);
  const { queue } = redisTwin(redis, undefined, 1);
  const device = newDevice();
  const inserted = (n: number) =>
    queue.insert(device, guidAt(n), bytesAt(n)).catch((error: unknown) => {
      expect(error).toBeInstanceOf(Unreachable);
    });
  // One that was made primary a moment ago has no replica yet.
  await until(async () => (await inserted(1)) !== undefined, 'a replica follows');
  const primary = await redis.info('server');
  const held = servers.filter(({ pid }) => pid() && !primary.includes(`process_id:${pid()}\r`));
  for (const { pid } of held) process.kill(pid() ?? 0, 'SIGSTOP');
  try {
    await expect(queue.insert(device, guidAt(2), bytesAt(2))).rejects.toThrow(Unreachable);
  } finally {
    for (const { pid } of held) process.kill(pid() ?? 0, 'SIGCONT');
  }
  await until(async () => {
    const again = await inserted(2);
    if (again) expect(['stored', 'duplicate']).toContain(again.outcome);
    return again !== undefined;
  }, 'a replica has it');
  expect((await queue.page(device, 0, 10)).map((one) => one.guid)).toEqual([1, 2].map(guidAt));
  redis.disconnect();
}, 60_000);

it('tells whether some replicas are preferred to others', async () => {
  expect(await prefersSomeReplicas(address)).toBe(false);
  await servers[0]?.restart();
  const revived = await openRedis(servers[0]?.address ?? '', 'test', silentLog);
  await revived.config('SET', 'replica-priority', '50');
  await until(() => prefersSomeReplicas(address), 'the difference is seen', 60_000);
  revived.disconnect();
}, 90_000);
