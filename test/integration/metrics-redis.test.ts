// Redis dies under a running cluster: within half a minute Prometheus, with the settings and rules
// that operators are given, raises its alert, and ends it once Redis is back.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LaunchedCluster } from '../support/cluster.ts';
import { launchCluster } from '../support/cluster.ts';
import { until } from '../support/people.ts';
import type { Prometheus } from '../support/prometheus.ts';
import { startPrometheus } from '../support/prometheus.ts';
import type { RedisServer } from '../support/servers.ts';
import { startRedis } from '../support/servers.ts';
import { freePorts, operatorTokenOf } from '../support/scrapes.ts';

const workers = 2;
const promisedMs = 30_000;
const pollMs = 500;

let redis: RedisServer;
let cluster: LaunchedCluster;
let prometheus: Prometheus;

beforeAll(async () => {
  redis = await startRedis();
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
async function untilIt(fires: boolean): Promise<number> {
  const began = performance.now();
  while ((await prometheus.firing()).includes('AldisRedisDown') !== fires) {
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

const sumOf = async (name: string) => (await prometheus.ask(`sum(${name})`))[0]?.value ?? 0;
