// Redis dies under a running cluster: its alert holds within half a minute, over scrapes of the
// workers themselves, and holds no more once Redis is back.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { LaunchedCluster } from '../support/cluster.ts';
import { launchCluster } from '../support/cluster.ts';
import type { Scrape } from '../support/promql/evaluate.ts';
import { evaluate } from '../support/promql/evaluate.ts';
import { readPromql } from '../support/promql/read.ts';
import type { RedisServer } from '../support/servers.ts';
import { startRedis } from '../support/servers.ts';
import { freePorts, operatorTokenOf, scrapeAll } from '../support/scrapes.ts';

const workers = 2;
const promisedMs = 30_000;
const scrapeEveryMs = 500;

const read = (name: string): unknown => {
  const file = new URL(`../../deploy/observability/${name}`, import.meta.url);
  return parse(readFileSync(fileURLToPath(file), 'utf8'));
};
interface Group {
  readonly interval: string;
  readonly rules: readonly {
    readonly alert: string;
    readonly expr: string;
    readonly for: string;
  }[];
}
const { groups } = read('alerts.yml') as { groups: Group[] };
const { global } = read('prometheus.yml') as { global: { scrape_interval: string } };
const group = groups.find(({ rules }) => rules.some(({ alert }) => alert === 'AldisRedisDown'));
const rule = group?.rules.find(({ alert }) => alert === 'AldisRedisDown');
const expr = readPromql(rule?.expr ?? '');
const millisecondsOf = (seconds: string | undefined) => Number.parseInt(seconds ?? '', 10) * 1000;

let redis: RedisServer;
let cluster: LaunchedCluster;
let firstPort: number;
const scrapes: Scrape[] = [];

beforeAll(async () => {
  redis = await startRedis();
  firstPort = await freePorts(workers);
  const env = { REDIS_URL: `unix://${redis.address}`, ALDIS_METRICS_PORT: String(firstPort) };
  cluster = await launchCluster({ workers, env });
});

afterAll(async () => {
  await cluster?.stop();
  await redis?.stop();
});

async function holdsNow(): Promise<boolean> {
  scrapes.push(...(await scrapeAll(firstPort, workers)));
  return evaluate(expr, scrapes, Date.now()).length > 0;
}

/** Scrapes until the alert's expression is so; returns how long that took. */
async function untilIt(holds: boolean): Promise<number> {
  const began = performance.now();
  while ((await holdsNow()) !== holds) {
    if (performance.now() - began > promisedMs) throw new Error(`not ${holds} in time`);
    await sleep(scrapeEveryMs);
  }
  return performance.now() - began;
}

it('raises the alert of a dead Redis within 30 s and ends it when Redis is back', async () => {
  await untilIt(false);
  const writes = () => sumOf('aldis_redis_round_trip_seconds_count');
  expect(writes()).toBeGreaterThan(0);

  await redis.kill9();
  const tookMs = await untilIt(true);
  // Prometheus looks less often than this test, and the rule waits before it tells anybody.
  const waits = [global.scrape_interval, group?.interval, rule?.for].map(millisecondsOf);
  expect(waits.reduce((sum, one) => sum + one, tookMs)).toBeLessThan(promisedMs);

  const headers = { authorization: `Bearer ${operatorTokenOf(cluster)}` };
  const shared = await fetch(`${cluster.url}/metrics`, { headers });
  expect(shared.status).toBe(200);
  expect(await shared.text()).toContain('aldis_redis_up{role="command"} 0');

  await redis.restart();
  await untilIt(false);
});

/** Of the last scrape of each worker. */
function sumOf(name: string): number {
  const last = scrapes.slice(-workers).flatMap(({ samples }) => samples);
  return last.filter((one) => one.name === name).reduce((sum, { value }) => sum + value, 0);
}
