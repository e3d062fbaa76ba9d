// Wakes on a real Redis with the real BullMQ: each is carried out once, none is lost while a push
// service is down, nobody else's is believed, and what can wait is held back.

import { setTimeout as sleep } from 'node:timers/promises';
import type { JobParts, Jobs } from '#jobs';
import { JobWakes, startJobs } from '#jobs';
import { newQueueGeneration } from '#crypto';
import { namePrefix } from '../../src/jobs/names.ts';
import { pushJob } from '../../src/jobs/push/wake.ts';
import { createMemoryBlobs } from '#persistence';
import type { PushCall, PushOutcome, Wake } from '#ports';
import type { AccountId, DeviceId } from '#protocol';
import type { RedisClient } from '#runtime';
import { metrics, silentLog, systemClock } from '#runtime';
import { Queue } from 'bullmq';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newAccountId } from '../support/accounts.ts';
import { counted } from '../support/counted.ts';
import { testMac, testSeals } from '../support/frames.ts';
import type { RedisServer } from '../support/servers.ts';
import { openServer, redisTwin } from './queueTwins.ts';

let server: RedisServer;
let redis: RedisClient;
let wakes: JobWakes;
let jobs: Jobs | undefined;
const slow = { timeout: 60_000 };

const push = { kind: 'unifiedpush', endpoint: 'https://push.example.org', setAtMs: 1 } as const;

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

/** Starts a worker over a service that says what the test wants. */
async function start(
  say: (call: PushCall) => PushOutcome,
  more: Partial<JobParts['push']> = {},
): Promise<string[]> {
  const calls: string[] = [];
  const { upkeep } = redisTwin(redis);
  jobs = await startJobs({
    redisAddress: server.address,
    mac: testMac,
    upkeep,
    relations: { expire: async () => ({ done: 0, finished: true }) },
    correspondenceDays: 60,
    today: async () => 20_000,
    clock: systemClock,
    log: silentLog,
    dwellMs: 600_000,
    everyMs: 600_000,
    idle: { accounts: { idle: async () => [] }, endIdle: async () => {} },
    blobs: createMemoryBlobs(systemClock),
    push: {
      gateways: new Map([
        [
          'unifiedpush',
          {
            async send(call) {
              const said = say(call);
              if (said.outcome === 'accepted') calls.push(call.collapseId);
              return said;
            },
            challenge: async () => ({ outcome: 'refused' }),
            close: async () => {},
          },
        ],
      ]),
      seals: testSeals,
      collapseIdOf: ({ account }) => account,
      rouse: async () => ({ push }),
      drop: async () => true,
      takeUnhurried: async () => undefined,
      ...more,
    },
  });
  return calls;
}

const wake = (more: Partial<Wake> = {}, account = newAccountId()): AccountId => {
  const generation = newQueueGeneration();
  wakes.wake({
    life: { account, device: 1 as DeviceId, generation },
    isUrgent: true,
    atMs: Date.now(),
    afterMs: 0,
    despiteSocket: false,
    ...more,
  });
  return account;
};

async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not happen in time');
    await sleep(20);
  }
}

it('carries each out once, and counts it', slow, async () => {
  const [wanted, called] = [
    await counted(metrics.wakes, { priority: 'urgent' }),
    await counted(metrics.pushCalls, { gateway: 'unifiedpush', outcome: 'accepted' }),
  ];
  const calls = await start(() => ({ outcome: 'accepted' }));
  const all = Array.from({ length: 300 }, () => wake());
  await until(() => calls.length >= all.length);
  await sleep(300);
  expect(calls.toSorted()).toEqual(all.toSorted());
  expect([await wanted(), await called()]).toEqual([all.length, all.length]);
});

it('says that a wake is kept once it is in Redis, and later where that is away', slow, async () => {
  const generation = newQueueGeneration();
  const wakeKept = () =>
    new Promise<void>((kept) => {
      const life = { account: newAccountId(), device: 1 as DeviceId, generation };
      const more = { isUrgent: true, atMs: Date.now(), afterMs: 0, despiteSocket: false };
      wakes.wake({ life, ...more }, kept);
    });
  const queue = new Queue(pushJob, { connection: redis, prefix: namePrefix });
  for (let n = 1; n <= 20; n++) {
    await wakeKept();
    expect(await queue.count()).toBe(n);
  }
  await queue.close();
  await server.stop();
  await wakeKept();
});

it('loses none while the service is down, and asks again where it says when', slow, async () => {
  let isDown = true;
  let asked = 0;
  const calls = await start(() => {
    asked += 1;
    return isDown
      ? { outcome: 'later', reason: 'unavailable', retryAfterMs: 100 }
      : { outcome: 'accepted' };
  });
  const all = Array.from({ length: 100 }, () => wake());
  await until(() => asked >= 200);
  isDown = false;
  await until(() => calls.length >= all.length);
  expect(calls.toSorted()).toEqual(all.toSorted());
});

/** What waits in Redis of wakes. */
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

it('gathers what is to wake one device while its service is down: 10,000 wakes of 20, each once', {
  timeout: 180_000,
}, async () => {
  let isDown = true;
  let asked = 0;
  const calls = await start(() => {
    asked += 1;
    // Five minutes of backing off in as many tenths of a second.
    return isDown
      ? { outcome: 'later', reason: 'unavailable', retryAfterMs: 100 }
      : { outcome: 'accepted' };
  });
  const lives = Array.from({ length: 20 }, () => ({
    ...{ account: newAccountId(), device: 1 as DeviceId, generation: newQueueGeneration() },
  }));
  let most = 0;
  for (let round = 0; round < 50; round++) {
    for (const life of lives) {
      for (let n = 0; n < 10; n++) wake({ life, isUrgent: n % 2 === 0 });
    }
    if (round % 10 === 0) {
      await until(() => asked > round);
      most = Math.max(most, await countWaiting());
    }
    await sleep(5);
  }
  // Of each kind one that waits, and one that came while it was run.
  expect(most).toBeLessThanOrEqual(lives.length * 3);
  expect(most).toBeGreaterThanOrEqual(lives.length);
  const heard = asked;
  await until(() => asked >= heard + 3 * lives.length);
  expect(await countWaiting()).toBeLessThanOrEqual(lives.length * 2);
  // All of them are in Redis.
  await wakes.stop();
  isDown = false;
  await until(() => calls.length >= lives.length);
  await sleep(2500);
  expect(calls.toSorted()).toEqual(lives.map(({ account }) => account).toSorted());
  expect(await countWaiting()).toBe(0);
});

it('a wake that comes while another of its device is carried out is not lost', slow, async () => {
  const life = { account: newAccountId(), device: 1 as DeviceId, generation: newQueueGeneration() };
  let looked = 0;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const calls = await start(() => ({ outcome: 'accepted' }), {
    async rouse() {
      if (++looked === 1) await held;
      return { push };
    },
  });
  wake({ life });
  await until(() => looked === 1);
  for (let n = 0; n < 50; n++) wake({ life });
  await sleep(300);
  letGo();
  await until(() => calls.length === 2);
  await sleep(300);
  expect([calls.length, looked]).toEqual([2, 2]);
});

it('what is urgent covers what can wait, and neither covers for a dead socket', slow, async () => {
  const life = { account: newAccountId(), device: 1 as DeviceId, generation: newQueueGeneration() };
  const asked: boolean[] = [];
  const urgency: boolean[] = [];
  // In Redis before anybody runs it.
  wake({ life, isUrgent: false });
  wake({ life, isUrgent: false, afterMs: 60_000 });
  wake({ life });
  wake({ life, despiteSocket: true });
  for (const end = Date.now() + 10_000; (await countWaiting()) < 4 && Date.now() < end; ) {
    await sleep(20);
  }
  await start(
    (call) => {
      // What can wait comes back later, so that no run of it begins in the same moment.
      const retryAfterMs = call.isUrgent ? 200 : 20_000;
      if (asked.length <= 3) return { outcome: 'later', reason: 'throttled', retryAfterMs };
      urgency.push(call.isUrgent);
      return { outcome: 'accepted' };
    },
    {
      async rouse({ despiteSocket }) {
        asked.push(despiteSocket);
        return { push };
      },
    },
  );
  await until(() => urgency.length > 0);
  await sleep(2500);
  expect(asked).toContain(true);
  expect(urgency.every((isUrgent) => isUrgent)).toBe(true);
  expect(urgency.length).toBeLessThanOrEqual(2);
  expect(await countWaiting()).toBe(0);
});

it('says to the account what is gone, with the time the service has known it', slow, async () => {
  const dropped: unknown[] = [];
  await start(() => ({ outcome: 'gone', goneAtMs: 7 }), {
    async drop(life, gone, goneAtMs) {
      dropped.push([life.account, gone, goneAtMs]);
      return true;
    },
  });
  const account = wake();
  await until(() => dropped.length > 0);
  expect(dropped).toEqual([[account, push, 7]]);
});

it(
  'calls nobody who is connected, has nothing waiting, or is another life by now',
  slow,
  async () => {
    const reasons = ['connected', 'empty', 'gone', 'off'];
    const unneeded = await Promise.all(
      reasons.map((reason) => counted(metrics.pushUnneeded, { reason })),
    );
    const calls = await start(() => ({ outcome: 'accepted' }), {
      rouse: async () => {
        const reason = reasons.pop();
        return reason === undefined ? { push } : { unneeded: reason };
      },
    });
    for (let i = 0; i < 5; i++) wake();
    await until(() => calls.length === 1);
    await sleep(300);
    expect([calls.length, reasons.length]).toEqual([1, 0]);
    expect(await Promise.all(unneeded.map((read) => read()))).toEqual([1, 1, 1, 1]);
  },
);

it(
  'holds back what can wait, and asks for one permit however often it is tried',
  slow,
  async () => {
    let permits = 0;
    let tries = 0;
    const calls = await start(
      () =>
        ++tries < 2
          ? { outcome: 'later', reason: 'throttled', retryAfterMs: 50 }
          : { outcome: 'accepted' },
      { takeUnhurried: async () => (++permits < 2 ? 50 : undefined) },
    );
    wake({ isUrgent: false });
    await until(() => calls.length === 1);
    expect([permits, tries]).toEqual([2, 2]);
  },
);

it('waits with a wake as long as it was told to', slow, async () => {
  const calls = await start(() => ({ outcome: 'accepted' }));
  const beganAt = performance.now();
  wake({ afterMs: 1000 });
  await until(() => calls.length === 1);
  expect(performance.now() - beganAt).toBeGreaterThan(900);
});

it('leaves nothing in Redis that names whom it woke', slow, async () => {
  const account = newAccountId();
  const life = { account, device: 1 as DeviceId, generation: newQueueGeneration() };
  for (let n = 0; n < 3; n++) wake({ life });
  await until(async () => (await countWaiting()) > 0);
  let asked = 0;
  await start(() => {
    asked += 1;
    return { outcome: 'refused' };
  });
  await until(() => asked > 0);
  await until(async () => (await countWaiting()) === 0);
  const names = await redis.keys('{aldis-jobs}*');
  const told = names.map(async (name) => {
    const type = await redis.type(name);
    if (type === 'stream') return redis.xrange(name, '-', '+');
    return type === 'hash' ? redis.hgetall(name) : type === 'string' ? redis.get(name) : type;
  });
  const all = JSON.stringify([names, await Promise.all(told)]);
  expect(all).toContain(testMac.veil(account));
  expect(all).not.toContain(account);
});

it(
  'puts neither token nor content into Redis, and believes nothing it has not signed',
  slow,
  async () => {
    const account = wake();
    const queue = new Queue('push', { connection: redis, prefix: '{aldis-jobs}' });
    try {
      let stored = await queue.getJobs(['waiting']);
      for (const end = Date.now() + 10_000; stored.length === 0 && Date.now() < end; ) {
        await sleep(20);
        stored = await queue.getJobs(['waiting']);
      }
      const data = stored[0]?.data as { data: Record<string, unknown>; tag: string };
      expect(Object.keys(data.data).sort()).toEqual([
        'atMs',
        'despiteSocket',
        'device',
        'generation',
        'id',
        'isPermitted',
        'isUrgent',
        'whose',
      ]);
      // Whose it is says a name that only this cluster can turn back.
      expect(JSON.stringify(data)).not.toContain(testMac.unveil(String(data.data['whose'])));
      // A copy under another id, one that was changed, and one that was made up.
      await queue.add('push', data, { jobId: 'copy' });
      const other = { ...data.data, whose: newAccountId() };
      await queue.add('push', { ...data, data: other }, { jobId: String(data.data['id']) });
      await queue.add('push', { data: other, tag: '00' });
      const calls = await start(() => ({ outcome: 'accepted' }));
      await until(() => calls.length > 0);
      await sleep(500);
      expect(calls).toEqual([account]);
    } finally {
      await queue.close();
    }
  },
);
