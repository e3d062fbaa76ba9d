// The long run's verdict: what grows is told from what jumps.

import { describe, expect, it, vi } from 'vitest';
import type { SoakOutcome } from '../../../../bench/soak/judge.ts';
import { judgeSoak } from '../../../../bench/soak/judge.ts';
import { readSoakOptions, windowsOf } from '../../../../bench/soak/options.ts';
import type { Sample } from '../../../../bench/soak/samples.ts';
import { slopePerMinute } from '#lab/slope.ts';
import { UsageError } from '#lab/options.ts';

const MiB = 1024 * 1024;
const minuteMs = 60_000;
const minutes = 30;

vi.spyOn(console, 'log').mockImplementation(() => undefined);

describe('a slope', () => {
  const line = (value: (minute: number) => number) =>
    Array.from({ length: minutes }, (_, minute) => ({
      atMs: minute * minuteMs,
      value: value(minute),
    }));

  it('is what something gains in a minute', () => {
    expect(slopePerMinute(line((minute) => 5 + 3 * minute))).toBeCloseTo(3);
  });

  it('is not tilted by garbage that comes and goes, nor by one large reading', () => {
    expect(slopePerMinute(line((minute) => (minute % 2 === 0 ? 100 : 140)))).toBeCloseTo(0);
    expect(slopePerMinute(line((minute) => (minute === 29 ? 900 : 100)))).toBe(0);
  });

  it('of a single point is unknown', () => {
    expect(slopePerMinute([{ atMs: 0, value: 1 }])).toBeNaN();
  });
});

describe('the windows', () => {
  it('are ten minutes and five of half an hour, and less of less', () => {
    expect(windowsOf(30 * minuteMs)).toEqual({
      settledAfterMs: 10 * minuteMs,
      partMs: 5 * minuteMs,
      sampleEveryMs: 6000,
      livingAtMs: [10 * minuteMs, 24 * minuteMs],
    });
    expect(windowsOf(10 * minuteMs)).toMatchObject({ settledAfterMs: 200_000, partMs: 100_000 });
  });

  it('have a least', () => {
    expect(() => readSoakOptions(['--for', '10s'])).toThrow(UsageError);
    expect(readSoakOptions([])).toMatchObject({ forMs: 1_800_000, rate: 500, connections: 2000 });
  });
});

describe('the verdict', () => {
  const sample = (minute: number, more: Partial<Sample> = {}): Sample => ({
    atMs: minute * minuteMs,
    resident: { worker0: 200 * MiB, redis: 20 * MiB },
    own: { worker0: 180 * MiB, redis: 18 * MiB },
    redisUsed: 10 * MiB,
    redisNames: 10,
    aof: MiB,
    store: 20 * MiB,
    ...more,
  });
  const ledger = { sent: 9000, acknowledged: 9000, delivered: 9000, lost: 0, duplicated: 0 };
  const rest = { outOfOrder: 0, refused: 0, unanswered: 0, invented: 0 };
  const run = {
    ledger: { ...ledger, ...rest },
    redelivered: 0,
    rate: 5,
    serverMicros: {},
    void: [],
  };
  const latency = (p99Ms: number) => ({ p50Ms: 1, p99Ms, p999Ms: p99Ms, maxMs: p99Ms });
  const livingOf = (endMiB: number) => [
    { atMs: 10 * minuteMs, value: 150 * MiB },
    { atMs: 24 * minuteMs, value: endMiB * MiB },
  ];
  const outcome = (more: Partial<Record<keyof SoakOutcome, unknown>> = {}) =>
    ({
      steady: run,
      restless: run,
      first: latency(40),
      last: latency(45),
      samples: Array.from({ length: minutes }, (_, minute) => sample(minute)),
      living: livingOf(150),
      before: sample(0),
      after: sample(minutes),
      replaced: false,
      newcomers: { registered: 4, left: 4, sent: 20, failures: {} },
      back: 100,
      crowd: 100,
      ...more,
    }) as unknown as SoakOutcome;
  const broken = (more: Parameters<typeof outcome>[0]) =>
    judgeSoak(outcome(more), windowsOf(minutes * minuteMs))
      .promises.filter(({ kept }) => !kept)
      .map(({ sentence }) => sentence);
  const growing = (more: (minute: number) => Partial<Sample>) =>
    Array.from({ length: minutes }, (_, minute) => sample(minute, more(minute)));

  it('is clean when everything stays as it is', () => {
    expect(broken({})).toEqual([]);
  });

  it('finds a worker that leaks a mebibyte a minute', () => {
    const samples = growing((minute) => ({
      resident: { worker0: (200 + minute) * MiB, redis: 20 * MiB },
    }));
    expect(broken({ samples })).toEqual(['worker0 does not grow']);
  });

  it('finds live objects that grow while what is resident swings', () => {
    expect(broken({ living: livingOf(157) })).toEqual([]);
    expect(broken({ living: livingOf(160) })).toEqual(['living does not grow']);
    expect(() => broken({ living: livingOf(150).slice(1, 1) })).toThrow('living');
  });

  it('forgives what grows before it has settled', () => {
    const samples = growing((minute) => ({
      resident: { worker0: (200 + Math.min(10, minute) * 20) * MiB, redis: 20 * MiB },
    }));
    expect(broken({ samples })).toEqual([]);
  });

  it('finds a Redis and a store that keep what nobody waits for', () => {
    const samples = growing((minute) => ({
      redisUsed: (10 + minute) * MiB,
      store: (20 + minute) * MiB,
    }));
    expect(broken({ samples, after: sample(minutes, { redisUsed: 40 * MiB }) })).toEqual([
      'redis_used does not grow',
      'store does not grow',
      'Redis ends as large as what waits and what is remembered',
    ]);
  });

  it('finds an end that is slower than the beginning', () => {
    expect(broken({ last: latency(80) })).toHaveLength(1);
  });

  it('finds losses, ended processes, and those who did not come back or leave', () => {
    const lossy = { ...run, ledger: { ...run.ledger, lost: 1 } };
    expect(broken({ restless: lossy })).toHaveLength(1);
    expect(broken({ replaced: true })).toEqual(['no process ended']);
    expect(broken({ back: 99 })).toEqual(['all who went came back']);
    const newcomers = { registered: 4, left: 3, sent: 20, failures: { 'refused: x': 1 } };
    expect(broken({ newcomers })).toHaveLength(1);
  });
});
