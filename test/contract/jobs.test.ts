// The jobs on a real Redis with the real BullMQ: what waits moves, what is too old goes, once per
// interval, and all of it goes on when Redis comes back.

import { setTimeout as sleep } from 'node:timers/promises';
import type { JobParts, Jobs } from '#jobs';
import { openJobBoard, startJobs } from '#jobs';
import { createMemoryBlobs, noteJobRun, readJobRuns } from '#persistence';
import type { QueueUpkeep } from '#ports';
import type { AccountId } from '#protocol';
import { limits } from '#protocol';
import type { Clock, RedisClient } from '#runtime';
import { metrics, redisNodes, silentLog, systemClock } from '#runtime';
import { Queue } from 'bullmq';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestCluster, openTestRedis, startRedisCluster } from '../support/servers.ts';
import { testMac, testSeals } from '../support/frames.ts';
import type { RedisServer } from '../support/servers.ts';
import { bytesAt, guidAt, newDevice, openServer, redisTwin } from './queueTwins.ts';

let server: RedisServer;
let redis: RedisClient;
let started: Jobs[] = [];

beforeEach(async () => {
  ({ server, redis } = await openServer());
});
afterEach(async () => {
  await Promise.all(started.map((jobs) => jobs.stop()));
  started = [];
  redis.disconnect();
  await server.stop();
});

interface More {
  readonly redisAddress?: string;
  readonly clock?: Clock;
  readonly dwellMs?: number;
  readonly everyMs?: number;
  readonly purgeEveryMs?: number;
  readonly idleEveryMs?: number;
  readonly blobsEveryMs?: number;
  readonly blobs?: JobParts['blobs'];
  readonly idle?: JobParts['idle'];
  readonly relations?: JobParts['relations'];
  readonly noteRun?: JobParts['noteRun'];
}

const nobodyIdle = {
  accounts: { idle: async () => [] },
  endIdle: async () => {},
};

const nobodyWoken: JobParts['push'] = {
  gateways: new Map(),
  seals: testSeals,
  collapseIdOf: () => '',
  rouse: async () => ({ unneeded: 'off' }),
  drop: async () => true,
  takeUnhurried: async () => undefined,
};

async function start(upkeep: QueueUpkeep, more: More = {}): Promise<void> {
  started.push(
    await startJobs({
      redisAddress: server.address,
      mac: testMac,
      upkeep,
      relations: { expire: async () => ({ done: 0, finished: true }) },
      correspondenceDays: 60,
      today: async () => 20_000,
      clock: systemClock,
      log: silentLog,
      dwellMs: 600,
      everyMs: 200,
      idle: nobodyIdle,
      push: nobodyWoken,
      blobs: createMemoryBlobs(systemClock),
      ...more,
    }),
  );
}

async function until(condition: () => boolean, timeoutMs = 20_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error('it did not happen in time');
    await sleep(20);
  }
}

/** Counts the runs and does nothing else. */
function counting(): QueueUpkeep & { archived: number; purged: number } {
  return {
    archived: 0,
    purged: 0,
    async archive() {
      this.archived += 1;
      return { done: 0, finished: true };
    },
    async purge() {
      this.purged += 1;
      return { done: 0, finished: true };
    },
    survey: () => Promise.reject(new Error('nobody asks')),
  };
}

it('moves an envelope older than the dwell time, which is paged in its place', async () => {
  const twin = redisTwin(redis);
  const device = newDevice();
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  await start(twin.upkeep);
  expect(twin.archive.size(device)).toBe(0);
  await until(() => twin.archive.size(device) === 1);
  await twin.queue.insert(device, guidAt(2), bytesAt(2));
  const page = await twin.queue.page(device, 0, 10);
  expect(page.map((one) => one.guid)).toEqual([guidAt(1), guidAt(2)]);
  expect(page.map((one) => Buffer.from(one.bytes).toString())).toEqual([
    'envelope 1',
    'envelope 2',
  ]);
});

it('moves what waits on every node of a Redis Cluster', async () => {
  const nodes = await startRedisCluster({ persistent: false });
  const cluster = await openTestCluster(nodes);
  try {
    const twin = redisTwin(cluster);
    const devices = Array.from({ length: 30 }, newDevice);
    for (const device of devices) await twin.queue.insert(device, guidAt(1), bytesAt(1));
    await start(twin.upkeep, { redisAddress: nodes.address });
    await until(() => devices.every((device) => twin.archive.size(device) === 1));
    expect(await Promise.all(redisNodes(cluster).map((node) => node.dbsize()))).not.toContain(0);
    const board = await openJobBoard(cluster, '/board', silentLog);
    expect(await board.counts()).toMatchObject([
      { name: 'persist' },
      { name: 'purge' },
      { name: 'idle' },
      { name: 'blobs' },
      { name: 'forget' },
      { name: 'backup' },
      { name: 'push' },
    ]);
    await board.stop();
  } finally {
    await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
    cluster.disconnect();
    await nodes.stop();
  }
});

it('purges after the lifetime of an envelope, by the store’s clock', async () => {
  const twin = redisTwin(redis);
  const device = newDevice();
  await twin.queue.insert(device, guidAt(1), bytesAt(1));
  const ages: number[] = [];
  const upkeep: QueueUpkeep = {
    archive: (ageMs) => twin.upkeep.archive(ageMs),
    purge(ageMs) {
      ages.push(ageMs);
      // The second run finds it past its lifetime.
      return twin.upkeep.purge(ages.length < 2 ? ageMs : -60_000);
    },
    survey: () => twin.upkeep.survey(),
  };
  await start(upkeep, { purgeEveryMs: 200 });
  await until(() => ages.length >= 1);
  expect(ages[0]).toBe(limits.envelopeLifetimeMs);
  await until(() => ages.length >= 3);
  expect(await twin.queue.page(device, 0, 10)).toEqual([]);
  expect(twin.archive.size(device)).toBe(0);
});

it('runs once per interval however many workers take part', async () => {
  const upkeep = counting();
  const everyMs = 500;
  for (let i = 0; i < 4; i++) await start(upkeep, { everyMs });
  await until(() => upkeep.archived >= 1);
  const before = upkeep.archived;
  const intervals = 6;
  await sleep(everyMs * intervals);
  const runs = upkeep.archived - before;
  expect(runs).toBeGreaterThanOrEqual(intervals - 2);
  expect(runs).toBeLessThanOrEqual(intervals + 1);
});

it('goes on after redis was killed and came back', async () => {
  const upkeep = counting();
  await start(upkeep);
  await until(() => upkeep.archived >= 2);
  await server.kill9();
  await sleep(300);
  const before = upkeep.archived;
  await server.restart();
  await until(() => upkeep.archived >= before + 2, 40_000);
});

it('tries a failed run again, and keeps neither payload nor what its error said', async () => {
  const upkeep = counting();
  let failures = 2;
  const { archive } = upkeep;
  upkeep.archive = async function fail(storedBeforeMs) {
    if (failures-- > 0) throw new TypeError('no entry +15550100 of ann');
    return archive.call(upkeep, storedBeforeMs);
  };
  await start(upkeep, { everyMs: 60_000 });
  await until(() => upkeep.archived >= 1);
  const look = await openTestRedis(server);
  const names = await look.keys('{aldis-jobs}:persist:*');
  const data: string[] = [];
  const traces: string[] = [];
  for (const name of names) {
    if ((await look.type(name)) !== 'hash') continue;
    const { data: value, stacktrace } = await look.hgetall(name);
    if (value !== undefined) data.push(value);
    if (stacktrace !== undefined) traces.push(stacktrace);
  }
  look.disconnect();
  expect(traces.join()).toContain('RunFailure: TypeError');
  expect(traces.join()).toContain('jobs.test.ts');
  expect(traces.join()).not.toContain('+15550100');
  expect(data.length).toBeGreaterThan(0);
  expect(data.map((one) => JSON.parse(one) as unknown)).toEqual(
    data.map(() => ({ data: {}, tag: expect.stringMatching(/^[0-9a-f]{32}$/) })),
  );
});

it('does nothing for a job that somebody else has put into the queue, nor for a copy', async () => {
  const upkeep = counting();
  await start(upkeep, { everyMs: 60_000 });
  await until(() => upkeep.archived >= 1 && upkeep.purged >= 1);
  const options = { connection: redis, prefix: '{aldis-jobs}', skipMetasUpdate: true };
  const queue = new Queue('persist', options);
  const [real] = await queue.getJobs(['completed']);
  const forged = [
    {},
    { data: {}, tag: '00'.repeat(16) },
    { data: { all: true }, tag: real?.data.tag },
    { data: {}, tag: Buffer.from(testMac.tag('purge', Buffer.from('{}'))).toString('hex') },
    ...Array.from({ length: 20 }, () => real?.data),
  ];
  await queue.addBulk(forged.map((data) => ({ name: 'persist', data })));
  for (const end = Date.now() + 5000; Date.now() < end; await sleep(20)) {
    if ((await queue.getJobCounts('completed'))['completed'] === 1 + forged.length) break;
  }
  expect((await queue.getJobCounts('completed'))['completed']).toBe(1 + forged.length);
  expect(upkeep.archived).toBe(1);
  await queue.close();
});

it('has every account with an idle device asked, page by page, by the store’s day', async () => {
  const all = Array.from({ length: 250 }, (_, n) => ({ id: `${n}` as AccountId, sinceDay: n }));
  const asked: string[] = [];
  await start(counting(), {
    idleEveryMs: 60_000,
    idle: {
      accounts: {
        async idle(upToDay, behind, limit) {
          expect(upToDay).toBe(20_000 - limits.idleWarnedDays);
          const from = behind ? all.findIndex(({ id }) => id === behind.id) + 1 : 0;
          return all.slice(from, from + limit);
        },
      },
      async endIdle(id, day) {
        expect(day).toBe(20_000);
        asked.push(id);
      },
    },
  });
  await until(() => asked.length >= all.length);
  expect(asked).toEqual(all.map(({ id }) => id));
});

it('removes blobs whose time is over, and counts what is kept', async () => {
  let runs = 0;
  const survey = { blobs: 3, bytes: 700, uploads: 1, removed: 2 };
  const blobs: JobParts['blobs'] = { expire: async () => ({ ...survey, removed: ++runs }) };
  await start(counting(), { blobsEveryMs: 60_000, blobs });
  await until(() => runs === 1);
  await sleep(20);
  const kept = async (metric: { get(): Promise<{ values: { value: number }[] }> }) =>
    (await metric.get()).values[0]?.value;
  expect(await kept(metrics.blobsKept)).toBe(3);
  expect(await kept(metrics.blobsKeptBytes)).toBe(700);
  expect(await kept(metrics.blobsRemoved)).toBe(1);
});

it('forgets who has written too long ago, slice by slice, by the store’s day', async () => {
  const days: number[] = [];
  const relations: JobParts['relations'] = {
    expire: async (beforeDay) => ({ done: 1, finished: days.push(beforeDay) === 3 }),
  };
  await start(counting(), { purgeEveryMs: 60_000, relations });
  await until(() => days.length >= 3);
  expect(days).toEqual(Array.from({ length: 3 }, () => 20_000 - 60));
});

it('tells how many runs are where, and when the next one is due', async () => {
  const upkeep = counting();
  await start(upkeep, { everyMs: 60_000 });
  await until(() => upkeep.archived >= 1 && upkeep.purged >= 1);
  const board = await openJobBoard(redis, '/board', silentLog);
  const doneOnce = async () => (await board.counts()).every(({ completed }) => completed === 1);
  for (const end = Date.now() + 5000; !(await doneOnce()) && Date.now() < end; ) await sleep(20);
  const next = expect.any(Number);
  const idle = { waiting: 0, active: 0, delayed: 1, completed: 1, failed: 0, nextRunAtMs: next };
  const none = { waiting: 0, active: 0, delayed: 0, completed: 0, failed: 0 };
  expect(await board.counts()).toEqual([
    { name: 'persist', ...idle },
    { name: 'purge', ...idle },
    { name: 'idle', ...idle },
    { name: 'blobs', ...idle },
    { name: 'forget', ...none },
    { name: 'backup', ...none },
    { name: 'push', ...none },
  ]);
  await board.stop();
  expect(await redis.ping()).toBe('PONG');
});

it('keeps of each job when it ran last, how long that took and how many it was about', async () => {
  expect((await readJobRuns(redis)).size).toBe(0);
  const upkeep = counting();
  upkeep.purge = async () => ({ done: 7, finished: true });
  const noteRun: JobParts['noteRun'] = (job, run) => noteJobRun(redis, job, run);
  await start(upkeep, { purgeEveryMs: 200, noteRun });
  let runs = await readJobRuns(redis);
  for (const end = Date.now() + 20_000; !runs.has('purge') && Date.now() < end; ) {
    await sleep(20);
    runs = await readJobRuns(redis);
  }
  const run = runs.get('purge');
  expect(run?.done).toBe(7);
  expect(Math.abs((run?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(run?.tookMs).toBeGreaterThanOrEqual(0);
});
