// Histograms that are cheap to count into show Prometheus what prom-client's own would.

import { Durations, durationBuckets, mailboxPeak, Peak, peakWindow, quantileMs } from '#runtime';
import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';

const make = () => {
  const registry = new Registry();
  return { registry, durations: new Durations({ name: 'x_seconds', help: 'X.', registry }) };
};

describe('durations', () => {
  it('are shown as the histogram of prom-client shows them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20_000 })), async (list) => {
        const { registry, durations } = make();
        const other = new Registry();
        const buckets = [...durationBuckets];
        const name = 'x_seconds';
        const known = new Histogram({ name, help: 'X.', buckets, registers: [other] });
        for (const ms of list) {
          durations.record(ms);
          known.observe(ms / 1000);
        }
        expect(await registry.metrics()).toBe(await other.metrics());
        expect(await registry.metrics()).toBe(await registry.metrics());
      }),
      { seed: 20261121, numRuns: 50 },
    );
  });

  it('take what two clocks turn round for nothing', () => {
    const { durations } = make();
    durations.record(-5);
    expect(durations.reading().counts[0]).toBe(1);
  });
});

describe('a quantile', () => {
  it('is null of nothing', () => {
    const { durations } = make();
    expect(quantileMs(0.99, durations.reading())).toBeNull();
    durations.record(5);
    const before = durations.reading();
    expect(quantileMs(0.99, durations.reading(), before)).toBeNull();
  });

  it('lies in the bucket of its rank, counting only what is new', () => {
    const { durations } = make();
    for (let i = 0; i < 1000; i++) durations.record(9000);
    const before = durations.reading();
    for (let i = 0; i < 98; i++) durations.record(1.5);
    for (let i = 0; i < 2; i++) durations.record(150);
    const now = durations.reading();
    expect(quantileMs(0.5, now, before)).toBeGreaterThan(1);
    expect(quantileMs(0.5, now, before)).toBeLessThanOrEqual(2);
    expect(quantileMs(0.99, now, before)).toBeGreaterThan(100);
    expect(quantileMs(0.99, now, before)).toBeLessThanOrEqual(200);
  });

  it('ends at the last bound', () => {
    const { durations } = make();
    durations.record(1e6);
    expect(quantileMs(0.5, durations.reading())).toBe(10_000);
  });
});

describe('a peak', () => {
  it('stays visible for its window, then gives way', () => {
    const peak = new Peak();
    peak.see(3);
    peak.see(7);
    peak.see(2);
    for (let second = 0; second < peakWindow; second++) expect(peak.turn()).toBe(7);
    peak.see(1);
    expect(peak.turn()).toBe(1);
  });

  it('of mailboxes is one for the process', () => {
    mailboxPeak.see(5);
    expect(mailboxPeak.turn()).toBeGreaterThanOrEqual(5);
  });
});
