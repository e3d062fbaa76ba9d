// Redis dies under a running cluster, or its replica stands still: within half a minute Prometheus,
// with the settings and rules that operators are given, raises its alert, and ends it once all is
// well.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, freePorts } from '#lab/freePort.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { launchCluster } from '../support/cluster.ts';
import { until } from '../support/people.ts';
import type { Prometheus } from '../support/prometheus.ts';
import { startPrometheus } from '../support/prometheus.ts';
import type { RedisServer } from '../support/servers.ts';
import { startRedis } from '../support/servers.ts';
import { operatorTokenOf } from '../support/scrapes.ts';

const workers = 2;
const promisedMs = 30_000;
const pollMs = 500;

let redisPort: number;
let redis: RedisServer;
let cluster: LaunchedCluster;
let prometheus: Prometheus;

beforeAll(async () => {
  redisPort = await freePort();
  redis = await startRedis({ settings: { port: String(redisPort), bind: '127.0.0.1' } });
  const firstPort = await freePorts(workers);
  const env = { REDIS_URL: `unix://${redis.address}`, ALDIS_METRICS_PORT: String(firstPort) };
  cluster = await launchCluster({ workers, env });
  prometheus = await startPrometheus(firstPort, workers);
});

afterAll(async () => {
  await prometheus?.stop();
  await cluster?.stop();
  await redis?.stop();
});

/** Waits until the alert fires, or no more; returns how long that took. */
async function untilIt(fires: boolean, alert = 'AldisRedisDown'): Promise<number> {
  const began = performance.now();
  while ((await prometheus.firing()).includes(alert) !== fires) {
    if (performance.now() - began > promisedMs) throw new Error(`not ${fires} in time`);
    await sleep(pollMs);
  }
  return performance.now() - began;
}

it('raises the alert of a dead Redis within 30 s and ends it when Redis is back', async () => {
  await until(async () => (await sumOf('aldis_redis_round_trip_seconds_count')) > 0, 'writes');
  await untilIt(false);

  await redis.kill9();
  expect(await untilIt(true)).toBeLessThan(promisedMs);

  const headers = { authorization: `Bearer ${operatorTokenOf(cluster)}` };
  const shared = await fetch(`${cluster.url}/metrics`, { headers });
  expect(shared.status).toBe(200);
  expect(await shared.text()).toContain('aldis_redis_up{role="command"} 0');

  await redis.restart();
  await untilIt(false);
});

it('raises the alert of a replica that stands still, as one worker shows it', async () => {
  expect(await prometheus.ask('aldis_replication_lag_seconds')).toEqual([]);
  const replica = await startRedis({ settings: { replicaof: `127.0.0.1 ${redisPort}` } });
  const pid = replica.pid() as number;
  try {
    await until(async () => (await sumOf('aldis_replicas')) === 1, 'the replica follows');
    await untilIt(false, 'AldisReplicaBehind');
    process.kill(pid, 'SIGSTOP');
    expect(await untilIt(true, 'AldisReplicaBehind')).toBeLessThan(promisedMs);
    expect(await sumOf('aldis_replication_lag_seconds')).toBeGreaterThan(1);
    process.kill(pid, 'SIGCONT');
    await untilIt(false, 'AldisReplicaBehind');
  } finally {
    process.kill(pid, 'SIGCONT');
    await replica.stop();
  }
});

const sumOf = async (name: string) => (await prometheus.ask(`sum(${name})`))[0]?.value ?? 0;
