// Challenges on a real Redis with the real BullMQ: each goes to its token once, lies sealed, and is
// over in time.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Jobs } from '#jobs';
import { JobWakes, startJobs } from '#jobs';
import { createMemoryBlobs } from '#persistence';
import type { PushedChallenge, PushGateway, PushOutcome } from '#ports';
import type { RedisClient } from '#runtime';
import { metrics, silentLog, systemClock } from '#runtime';
import { Queue } from 'bullmq';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { counted } from '../support/counted.ts';
import { testMac, testSeals } from '../support/frames.ts';
import type { RedisServer } from '../support/servers.ts';
import { openServer, redisTwin } from './queueTwins.ts';

let server: RedisServer;
let redis: RedisClient;
let wakes: JobWakes;
let jobs: Jobs | undefined;
const slow = { timeout: 180_000 };

beforeEach(async () => {
  ({ server, redis } = await openServer());
  wakes = new JobWakes({
    ...{ redis, mac: testMac, seals: testSeals },
    ...{ clock: systemClock, log: silentLog },
  });
});
afterEach(async () => {
  await jobs?.stop();
  await wakes.stop();
  redis.disconnect();
  await server.stop();
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not happen in time');
    await sleep(20);
  }
}

/** What waits in Redis. */
async function waiting<T>(look: (queue: Queue) => Promise<T>): Promise<T> {
  const queue = new Queue('push', { connection: redis, prefix: '{aldis-jobs}' });
  try {
    return await look(queue);
  } finally {
    await queue.close();
  }
}
const countWaiting = () =>
  waiting((queue) => queue.getJobCountByTypes('waiting', 'delayed', 'prioritized', 'active'));

describe('a challenge', () => {
  const challenge = (more: Partial<PushedChallenge> = {}): PushedChallenge => ({
    ...{ kind: 'fcm', token: 'a-token-of-nobody-here', name: 'challenge', text: 'a-challenge' },
    untilMs: Date.now() + 600_000,
    ...more,
  });
  /** A service that says what the test wants of challenges; those that it took. */
  async function startOver(say: () => PushOutcome): Promise<PushedChallenge[]> {
    const took: PushedChallenge[] = [];
    const fcm: PushGateway = {
      send: async () => ({ outcome: 'refused' }),
      async challenge(one) {
        const said = say();
        if (said.outcome === 'accepted') took.push(one);
        return said;
      },
      close: async () => {},
    };
    const { upkeep } = redisTwin(redis);
    jobs = await startJobs({
      ...{ redisAddress: server.address, mac: testMac, upkeep, correspondenceDays: 60 },
      relations: { expire: async () => ({ done: 0, finished: true }) },
      today: async () => 20_000,
      ...{ clock: systemClock, log: silentLog, dwellMs: 600_000, everyMs: 600_000 },
      idle: { accounts: { idle: async () => [] }, endIdle: async () => {} },
      blobs: createMemoryBlobs(systemClock),
      push: {
        ...{ gateways: new Map([['fcm', fcm]]), seals: testSeals, collapseIdOf: () => '' },
        rouse: async () => ({ unneeded: 'gone' }),
        drop: async () => true,
        takeUnhurried: async () => undefined,
      },
    });
    return took;
  }

  it('goes to the very token, once, and again while the service is down', slow, async () => {
    let tries = 0;
    const took = await startOver(() =>
      ++tries < 3
        ? { outcome: 'later', reason: 'unavailable', retryAfterMs: 50 }
        : { outcome: 'accepted' },
    );
    const one = challenge();
    wakes.challenge(one);
    await until(() => took.length > 0);
    await until(async () => (await countWaiting()) === 0);
    expect(took).toEqual([expect.objectContaining(one)]);
  });

  it('is dropped when it is over, or where no service takes it', slow, async () => {
    const reads = ['late', 'off'].map((reason) => counted(metrics.pushUnneeded, { reason }));
    const [late, off] = await Promise.all(reads);
    const took = await startOver(() => ({ outcome: 'accepted' }));
    wakes.challenge(challenge({ untilMs: Date.now() - 1 }));
    wakes.challenge(challenge({ kind: 'apns' }));
    await until(async () => (await late?.()) === 1 && (await off?.()) === 1);
    // It is counted before its job has ended.
    await until(async () => (await countWaiting()) === 0);
    expect(took).toEqual([]);
  });

  it('lies sealed in Redis, and a copy of it does nothing', slow, async () => {
    const one = challenge();
    wakes.challenge(one);
    await until(async () => (await countWaiting()) === 1);
    const [job] = await waiting((queue) => queue.getJobs(['waiting']));
    const stored = JSON.stringify(job?.asJSON());
    expect(stored).not.toContain(one.token);
    expect(stored).not.toContain(one.text);
    const forged = await counted(metrics.deadLetters, { reason: 'job_forged' });
    await waiting(async (queue) => {
      await queue.add('challenge', job?.data, { jobId: 'copy', priority: 1 });
      await queue.add('challenge', { sealed: 'made up' }, { priority: 1 });
      await queue.add('challenge', null, { priority: 1 });
    });
    const took = await startOver(() => ({ outcome: 'accepted' }));
    await until(async () => (await forged()) === 3);
    await until(async () => (await countWaiting()) === 0);
    expect(took).toHaveLength(1);
    expect(await redis.keys('{aldis-jobs}:push:*-*-*')).toEqual([]);
  });
});
