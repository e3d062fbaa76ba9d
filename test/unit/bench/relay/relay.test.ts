// Arithmetic of the comparison with a bare relay, and its options.

import { describe, expect, it } from 'vitest';
import { UsageError } from '#lab/options.ts';
import { barsOf, busy, sparse } from '../../../../bench/relay/loads.ts';
import { readRelayOptions } from '../../../../bench/relay/options.ts';
import { ratiosOf, spreadOf } from '../../../../bench/relay/report.ts';

describe('ratios of turns', () => {
  const run = (rate: number, faults: string[] = []) => ({ rate, void: faults });

  it('are of runs that followed each other, and of such that count', () => {
    const ours = [run(50), run(60), run(70, ['lost'])];
    const theirs = [run(100), run(80), run(70)];
    expect(ratiosOf(ours, theirs, ({ rate }) => rate)).toEqual([0.5, 0.75]);
  });

  it('have a median, a least and a most', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
    expect(spreadOf([4, 1, 2, 3]).median).toBe(2.5);
    expect(spreadOf([]).median).toBeNaN();
  });
});

describe('options', () => {
  it('have defaults', () => {
    expect(readRelayOptions([])).toMatchObject({
      loads: [
        { name: 'busy', pairs: 100, window: 8 },
        { name: 'sparse', pairs: 2, window: 1 },
      ],
      bytes: 300,
      runs: 5,
      only: undefined,
    });
  });

  it('describe one load, which has its bars when it is a known one', () => {
    const one = (...args: string[]) => readRelayOptions(args).loads;
    expect(one('--pairs', '2', '--window', '1')).toEqual([sparse]);
    expect(one('--window', '8')).toEqual([busy]);
    expect(one('--pairs', '7')).toEqual([{ name: 'own', pairs: 7, window: 8 }]);
    expect(barsOf({ name: 'own', pairs: 7, window: 8 }, 'sdk')).toEqual({});
    expect(barsOf(busy, 'default')).toEqual({ rateRatioLeast: 0.7 });
  });

  it('say in a sentence what they do not take', () => {
    expect(() => readRelayOptions(['--only', 'nobody'])).toThrow(UsageError);
    expect(() => readRelayOptions(['--pairs', '0'])).toThrow(/1 to 2000/);
  });
});
