// Promises of what the console tells: the figures of one moment, and what speaks against the
// cluster's health.

import type { MemberId } from '#protocol';
import { ManualClock } from '#runtime';
import { describe, expect, it } from 'vitest';
import {
  askTimeoutMs,
  createSnapshots,
  snapshotLifetimeMs,
} from '../../../src/console/snapshot.ts';
import type { Surroundings } from './scene.ts';
import { partsOf, surroundingsOf, worker } from './scene.ts';

const oldestExpectedMs = 600_000;
const member = 'w0-0000000000' as MemberId;

function look(now: Surroundings, clock = new ManualClock()) {
  return createSnapshots({ parts: { ...partsOf(now), member, clock }, oldestExpectedMs });
}

async function complaints(change: (now: Surroundings) => void) {
  const now = surroundingsOf();
  change(now);
  const { verdict } = await look(now)();
  return [verdict.level, ...verdict.complaints.map(({ text }) => text)];
}

describe('a snapshot', () => {
  it('has every worker, every shard’s owner, the jobs and the servers', async () => {
    const snapshot = await look(surroundingsOf())();
    expect(snapshot.servedBy).toBe(member);
    expect(snapshot.workers?.map(({ index, shards, status }) => [index, shards, status])).toEqual([
      [0, 128, 'serving'],
      [1, 128, 'serving'],
    ]);
    expect(snapshot.owners).toHaveLength(256);
    expect(snapshot.jobs?.map(({ name }) => name)).toEqual(['persist', 'purge', 'idle', 'blobs']);
    expect(snapshot.redis).toMatchObject({ kind: 'Redis', up: true });
    expect(snapshot.store).toMatchObject({ kind: 'MongoDB', up: true });
    expect(snapshot.queue).toBeNull();
    expect(snapshot.verdict).toEqual({ level: 'ok', complaints: [] });
  });

  it('is shared by those who ask at the same time', async () => {
    const clock = new ManualClock();
    const take = look(surroundingsOf(), clock);
    const first = take();
    expect(take()).toBe(first);
    clock.advance(snapshotLifetimeMs);
    expect(take()).not.toBe(first);
  });

  it('is there when everything is away, after a short while', async () => {
    const now = surroundingsOf();
    for (const part of ['figures', 'redis', 'store'] as const) now.silent.add(part);
    now.down.add('jobs');
    const clock = new ManualClock();
    const taken = look(now, clock)();
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(askTimeoutMs);
    const snapshot = await taken;
    expect(snapshot).toMatchObject({ workers: null, jobs: null, queue: null });
    expect(snapshot.redis).toEqual({ kind: 'Redis', up: false, roundTripMs: null });
    expect(snapshot.store.up).toBe(false);
    expect(snapshot.owners[0]).toBe('w0-0000000000');
    expect(snapshot.verdict.level).toBe('bad');
  });

  it('complains of backups once two were missed, and of none where none is wanted', async () => {
    const hourMs = 3_600_000;
    const wanted = { everyMs: 24 * hourMs, restoredAtMs: null };
    const since = (madeAtMs: number | null) => (now: Surroundings) => {
      now.workers = now.workers.map((one) => ({ ...one, uptimeMs: 2 * hourMs }));
      now.backups = { ...wanted, madeAtMs };
    };
    const nowMs = new ManualClock().now();
    expect(await complaints(since(nowMs - 47 * hourMs))).toEqual(['ok']);
    expect(await complaints(since(nowMs - 50 * hourMs))).toEqual([
      'warn',
      'The last backup is 50 h old: the job backup, or its disk, does not work.',
    ]);
    expect(await complaints(since(null))).toEqual([
      'warn',
      'No backup was ever made: the job backup, or its disk, does not work.',
    ]);
    const none = { everyMs: null, madeAtMs: null, restoredAtMs: null };
    expect(await complaints((now) => Object.assign(now, { backups: none }))).toEqual(['ok']);
  });

  it('tells a killed worker, whose figures linger, from the younger one in its place', async () => {
    const now = surroundingsOf();
    now.workers.push(worker({ index: 1, member: 'w1-1111111111', uptimeMs: 500 }));
    now.workers.push(worker({ index: 1, member: 'w1-2222222222', host: 'two', uptimeMs: 100 }));
    const { workers } = await look(now)();
    expect(workers?.map(({ status }) => status)).toEqual(['serving', 'gone', 'serving', 'serving']);
  });

  it('tells a worker as gone once others have the shards that it says it has', async () => {
    const now = surroundingsOf();
    const shards = [1, 3, 5];
    now.workers[1] = worker({ index: 1, shards });
    const statuses = async () => (await look(now)()).workers?.map(({ status }) => status);
    expect(await statuses()).toEqual(['serving', 'serving']);
    now.owners = now.owners.map(() => member);
    expect(await statuses()).toEqual(['serving', 'gone']);
    now.workers[1] = worker({ index: 1, shards: [] });
    expect(await statuses()).toEqual(['serving', 'serving']);
    now.workers[1] = worker({ index: 1, shards, draining: true });
    expect(await statuses()).toEqual(['serving', 'draining']);
  });

  it('takes of two surveys the one that found more', async () => {
    const now = surroundingsOf();
    now.workers = [
      worker({ index: 0, queueWaiting: 4 }),
      worker({ index: 1, queueWaiting: 9, queueOldestMs: 70 }),
    ];
    expect((await look(now)()).queue).toEqual({ waiting: 9, oldestMs: 70 });
  });
});

describe('the verdict', () => {
  it('is bad when people are refused or wait', async () => {
    expect(await complaints((now) => now.down.add('redis').add('figures'))).toEqual([
      'bad',
      expect.stringMatching(/^Redis does not answer/),
    ]);
    expect(await complaints((now) => now.down.add('store'))).toEqual([
      'bad',
      expect.stringMatching(/^MongoDB does not answer/),
    ]);
    expect(
      await complaints((now) => {
        now.owners[3] = undefined;
        now.owners[200] = undefined;
      }),
    ).toEqual(['bad', '2 shards have no owner: sends to accounts there wait.']);
    expect((await complaints((now) => now.workers.splice(0)))[0]).toBe('bad');
  });

  it('warns of what somebody should look at', async () => {
    const withWorker = (more: Parameters<typeof worker>[0]) =>
      complaints((now) => {
        now.workers[1] = worker({ index: 1, ...more });
      });
    expect(await withWorker({ draining: true })).toEqual([
      'warn',
      'Worker 1 is leaving: its shards and sockets move to the others.',
    ]);
    expect(await withWorker({ eventLoopLagP99Ms: 300.4 })).toEqual([
      'warn',
      'Worker 1 is held up for 300 ms.',
    ]);
    expect(await withWorker({ ackP99Ms: 1500, host: 'two' })).toEqual([
      'warn',
      'Worker 1 on two acknowledges slowly: 1500 ms.',
    ]);
    expect(await withWorker({ queueWaiting: 1, queueOldestMs: oldestExpectedMs + 1 })).toEqual([
      'warn',
      'An envelope has been in Redis for 10 min: the job persist lags behind.',
    ]);
    expect(
      await complaints((now) => {
        now.jobs = now.jobs.map((job) => ({ ...job, failed: job.name === 'purge' ? 1 : 0 }));
      }),
    ).toEqual(['warn', 'One run of the job purge failed for good; the board says why.']);
  });

  it('counts what many workers have in common', async () => {
    const said = await complaints((now) => {
      now.workers = Array.from({ length: 40 }, (_, index) => worker({ index, ackP99Ms: 2000 }));
    });
    expect(said).toHaveLength(2);
    expect(said[1]).toMatch(/^Worker 0 .* Worker 2 .* So it is with 40\.$/);
  });
});
