// A worker's own readings: rates over ten seconds, latencies of what is new, who is up, and what
// happens while nobody answers.

import type { SurveyFigures, WorkerFigures } from '#runtime';
import {
  figuresEveryMs,
  mailboxPeak,
  ManualClock,
  metrics,
  Readings,
  registry,
  silentLog,
} from '#runtime';
import { afterEach, describe, expect, it } from 'vitest';

const jobs = [{ name: 'persist', waiting: 1, active: 0, delayed: 2, failed: 3 }];

/** Readings over a store of figures that may be away. */
function rig() {
  const clock = new ManualClock();
  const world = { redis: true, queue: true, store: true, draining: false, hangs: false };
  const written: WorkerFigures[] = [];
  const last: WorkerFigures[] = [];
  let survey: SurveyFigures | undefined;
  const answer = async (up: boolean): Promise<void> => {
    if (world.hangs) await new Promise(() => undefined);
    if (!up) throw new Error('away');
  };
  const readings = new Readings({
    facts: {
      ...{ member: 'w0-a', index: 0, sockets: () => 3, shards: () => [9, 1] },
      isDraining: () => world.draining,
      push: () => ({ fcm: 'ready' as const }),
    },
    surroundings: {
      queue: () => answer(world.queue),
      store: () => answer(world.store),
      jobs: async () => jobs,
    },
    figures: {
      async write(figures) {
        await answer(world.redis);
        written.push(figures);
        return survey;
      },
      async writeLast(figures) {
        last.push(figures);
      },
    },
    clock,
    log: silentLog,
  });
  const second = async () => {
    clock.advance(figuresEveryMs);
    // The readings' own promises settle within one turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const surveyed = (found: SurveyFigures) => {
    survey = found;
  };
  return { readings, world, written, last, second, surveyed };
}

const readingOf = async (name: string, labels: Record<string, string> = {}) => {
  const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] };
  return values.find((one) => Object.entries(labels).every(([k, v]) => one.labels[k] === v))?.value;
};

let current: ReturnType<typeof rig> | undefined;
afterEach(() => current?.readings.stop());
const begin = async () => {
  current = rig();
  current.readings.start();
  await current.second();
  return current;
};

describe('readings', () => {
  it('give rates and latencies of the last ten seconds, and forget what is older', async () => {
    const { written, second } = await begin();
    for (let i = 0; i < 100; i++) metrics.sendAcknowledge.record(15);
    metrics.sends.inc({ urgency: 'urgent' }, 60);
    metrics.sends.inc({ urgency: 'quiet' }, 30);
    metrics.envelopesDelivered.inc(50);
    metrics.refusals.inc({ code: 'server.busy' }, 20);
    for (let i = 0; i < 9; i++) await second();
    const busy = written.at(-1);
    expect(busy?.sendsPerSecond).toBeCloseTo(100 / 10, 0);
    expect(busy?.urgentSendsPerSecond).toBeCloseTo(60 / 10, 0);
    expect(busy?.quietSendsPerSecond).toBeCloseTo(30 / 10, 0);
    expect(busy?.push).toEqual({ fcm: 'ready' });
    expect(busy?.deliveriesPerSecond).toBeCloseTo(50 / 10, 0);
    expect(busy?.refusalsPerSecond).toBeCloseTo(20 / 10, 0);
    expect(busy?.ackP99Ms).toBeGreaterThan(10);
    expect(busy?.ackP99Ms).toBeLessThanOrEqual(20);
    expect(busy?.deliverP99Ms).toBeNull();
    for (let i = 0; i < 12; i++) await second();
    expect(written.at(-1)).toMatchObject({ sendsPerSecond: 0, ackP99Ms: null });
  });

  it('show shards in order, the fullest mailbox, and whether the worker leaves', async () => {
    const { written, second, world } = await begin();
    mailboxPeak.see(17);
    world.draining = true;
    await second();
    expect(written.at(-1)).toMatchObject({
      ...{ member: 'w0-a', sockets: 3, shards: [1, 9], mailboxDepthMax: 17, draining: true },
    });
    expect(await readingOf('aldis_draining')).toBe(1);
  });

  it('show who is away, and who is back', async () => {
    const { second, world, written } = await begin();
    await second();
    expect(await readingOf('aldis_redis_up', { role: 'command' })).toBe(1);
    world.redis = false;
    await second();
    expect(await readingOf('aldis_redis_up', { role: 'command' })).toBe(0);
    expect(await readingOf('aldis_redis_up', { role: 'queue' })).toBe(1);
    world.store = false;
    for (let i = 0; i < 5; i++) await second();
    expect(await readingOf('aldis_store_up')).toBe(0);
    expect(await readingOf('aldis_jobs', { kind: 'persist', state: 'failed' })).toBe(3);
    world.redis = true;
    await second();
    await second();
    expect(await readingOf('aldis_redis_up', { role: 'command' })).toBe(1);
    expect(written.at(-1)?.redisRoundTripMs).toBe(0);
  });

  it('ask no one again who has not answered, and go on reading', async () => {
    const { second, world, written } = await begin();
    const before = written.length;
    world.hangs = true;
    mailboxPeak.see(400);
    for (let i = 0; i < 3; i++) await second();
    expect(written.length).toBe(before);
    expect(await readingOf('aldis_mailbox_depth')).toBe(400);
  });

  it('pass the survey of all queues on', async () => {
    const { second, surveyed, written } = await begin();
    expect(written.at(-1)).not.toHaveProperty('queueWaiting');
    surveyed({ inRedis: 4, archived: 6, oldestMs: 2500, atMs: 1_700_000_000_000 });
    await second();
    await second();
    expect(written.at(-1)).toMatchObject({ queueWaiting: 10, queueOldestMs: 2500 });
    expect(await readingOf('aldis_queue_waiting', { store: 'archive' })).toBe(6);
    expect(await readingOf('aldis_queue_oldest_seconds')).toBe(2.5);
    surveyed({ inRedis: 0, archived: 6, oldestMs: 0, atMs: 1_700_000_000_000 });
    await second();
    await second();
    expect(written.at(-1)).not.toHaveProperty('queueOldestMs');
  });

  it('tell with what the worker ends, and nothing after that', async () => {
    const { readings, last, second, written, world } = await begin();
    world.draining = true;
    await readings.stop();
    expect(last).toMatchObject([{ member: 'w0-a', draining: true, sockets: 3 }]);
    const before = written.length;
    await second();
    expect(written.length).toBe(before);
  });
});
