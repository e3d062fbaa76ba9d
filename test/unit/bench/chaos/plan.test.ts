// A seed makes the same plan every time, and its faults are dealt evenly.

import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../../bench/chaos/options.ts';
import { calmMsLeast, drawPlan, faultKinds } from '../../../../bench/chaos/plan.ts';

const kindsOf = (seed: number, rounds = 100) =>
  drawPlan(seed, faultKinds, rounds).flatMap(({ faults }) => faults.map(({ kind }) => kind));

describe('the plan of a chaos run', () => {
  it('is the same for the same seed', () => {
    expect(drawPlan(7, faultKinds, 50)).toEqual(drawPlan(7, faultKinds, 50));
    expect(kindsOf(7)).not.toEqual(kindsOf(8));
  });

  it('begins the same however many rounds are drawn', () => {
    expect(drawPlan(7, faultKinds, 50).slice(0, 5)).toEqual(drawPlan(7, faultKinds, 5));
  });

  it('deals every fault once before any comes again', () => {
    const kinds = kindsOf(3);
    expect(new Set(kinds.slice(0, faultKinds.length)).size).toBe(faultKinds.length);
  });

  it('leaves the promised time for recovery after each round', () => {
    expect(drawPlan(3, faultKinds, 100).every(({ calmMs }) => calmMs >= calmMsLeast)).toBe(true);
  });
});

describe('the command line of a chaos run', () => {
  it('mixes all faults over a Redis of its own by default', () => {
    const options = readOptions([]);
    expect(options.redis).toBe('own');
    expect(options.faults).toContain('disk-full');
    expect(options.faults).not.toContain('kill-store');
  });

  it('leaves the cluster its own Redis where no fault needs another', () => {
    expect(readOptions(['--faults', 'kill-worker,kill-redis']).redis).toBe('private');
  });

  it('has every fault alone', () => {
    for (const kind of faultKinds.filter((one) => !one.endsWith('-store'))) {
      expect(readOptions(['--faults', kind]).faults).toEqual([kind]);
    }
    expect(readOptions(['--faults', 'evict-lossy']).redis).toBe('own');
  });

  it('refuses what it does not know', () => {
    expect(() => readOptions(['--faults', 'earthquake'])).toThrow('usage');
    expect(() => readOptions(['--for', 'ever'])).toThrow('usage');
    expect(() => readOptions(['--redis', 'none'])).toThrow('usage');
    expect(() => readOptions(['--faults', 'kill-store'])).toThrow('usage');
  });
});
