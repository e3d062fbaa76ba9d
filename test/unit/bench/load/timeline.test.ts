// Latencies, second by second and merged.

import { describe, expect, it } from 'vitest';
import { makeSchedule } from '../../../../bench/load/schedule.ts';
import { Latencies, latencyStepsMs, Timeline } from '../../../../bench/load/timeline.ts';

const startMicros = 5_000_000;
const none = new Float64Array(0);

/** Pairs of due time and latency, both in milliseconds of the run. */
const pairs = (...times: readonly [number, number][]): Float64Array =>
  Float64Array.from(times.flatMap(([due, after]) => [startMicros + due * 1000, after * 1000]));

describe('a latency histogram', () => {
  it('knows its quantiles within three digits', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1000; ms += 1) latencies.record(ms * 1000);
    expect(latencies.percentileMs(50) / 500).toBeCloseTo(1, 2);
    expect(latencies.percentileMs(99) / 990).toBeCloseTo(1, 2);
    expect(latencies.maxMs / 1000).toBeCloseTo(1, 2);
    expect(latencies.count).toBe(1000);
  });

  it('counts each latency in the step that ends at or after it', () => {
    const latencies = new Latencies();
    for (const ms of [0.2, 1, 1.5, 60_000, 60_001]) latencies.record(ms * 1000);
    expect(latencies.steps[0]).toBe(2);
    expect(latencies.steps[1]).toBe(1);
    expect(latencies.steps[latencyStepsMs.length - 1]).toBe(1);
    expect(latencies.steps[latencyStepsMs.length]).toBe(1);
  });

  it('has no quantile of nothing', () => {
    expect(new Latencies().percentileMs(50)).toBeNaN();
  });
});

describe('a timeline', () => {
  it('merges the samples of all processes', () => {
    const timeline = new Timeline(makeSchedule('pairs', 2, 1, 10_000), startMicros);
    timeline.add({ acknowledged: pairs([0, 5]), delivered: pairs([0, 10]) });
    timeline.add({ acknowledged: none, delivered: pairs([100, 30], [200, 20]) });
    expect(timeline.delivery.count).toBe(3);
    expect(timeline.delivery.maxMs).toBeCloseTo(30, 0);
    expect(timeline.acknowledgement.count).toBe(1);
    expect(timeline.takeFresh()).toMatchObject({ count: 3 });
    expect(timeline.takeFresh()).toMatchObject({ count: 0 });
  });

  it('notes a latency when the message was due and a delivery when it came', () => {
    const timeline = new Timeline(makeSchedule('pairs', 2, 1, 10_000), startMicros);
    timeline.add({ acknowledged: none, delivered: pairs([900, 2000]) });
    const seconds = timeline.seconds();
    expect(seconds.map(({ delivered }) => delivered)).toEqual([0, 0, 1]);
    expect(seconds[0]?.maxMs).toBe(2000);
    expect(seconds[2]?.maxMs).toBeNaN();
    expect(timeline.lastAfterMs).toBe(2900);
  });

  it('keeps what waited for an absent recipient out of the speed', () => {
    const timeline = new Timeline(makeSchedule('offline', 2, 1, 10_000), startMicros);
    timeline.add({ acknowledged: none, delivered: pairs([0, 10], [4000, 2500], [9000, 10]) });
    expect(timeline.delivery.count).toBe(2);
    expect(timeline.waited.count).toBe(1);
  });

  it('notes the cores in use, and leaves out what came before the start', () => {
    const timeline = new Timeline(makeSchedule('pairs', 2, 1, 10_000), startMicros);
    timeline.cpu(startMicros - 1, 9, 9);
    timeline.cpu(startMicros + 1_200_000, 0.5, 0.25);
    expect(timeline.seconds()[1]).toMatchObject({ serverCores: 0.5, clientCores: 0.25 });
    expect(timeline.seconds()[0]?.serverCores).toBeNaN();
  });
});
