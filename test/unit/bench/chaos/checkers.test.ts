// The chaos checkers find what they are for: a checker that cannot fail would prove nothing.

import { describe, expect, it } from 'vitest';
import { check, recoveryMs } from '../../../../bench/chaos/checkers.ts';
import type { HistoryEvent } from '../../../../bench/chaos/history.ts';

const stream = 'a>b';
const invoke = (seq: number, at: number): HistoryEvent => ({ what: 'invoke', stream, seq, at });
const ok = (seq: number, at: number): HistoryEvent => ({ what: 'ok', stream, seq, at });
const shown = (seq: number, at: number): HistoryEvent => ({ what: 'shown', stream, seq, at });

describe('the chaos checkers', () => {
  it('find nothing wrong with a clean history', () => {
    const history = [invoke(0, 0), ok(0, 1), shown(0, 2), invoke(1, 10), ok(1, 11), shown(1, 13)];
    const found = check(history, 0, 20);
    expect(found).toMatchObject({ lost: [], duplicated: [], outOfOrder: [], invented: [] });
    expect(found.latenciesMs).toEqual([2, 3]);
    expect(found.longestGapMs).toBe(11);
  });

  it('find what was acknowledged and never shown', () => {
    expect(check([invoke(0, 0), ok(0, 1)], 0, 9).lost).toEqual(['a>b/0']);
  });

  it('do not count a message lost that was never acknowledged', () => {
    expect(check([invoke(0, 0)], 0, 9).lost).toEqual([]);
  });

  it('find what was shown twice', () => {
    const history = [invoke(0, 0), ok(0, 1), shown(0, 2), shown(0, 3)];
    expect(check(history, 0, 9).duplicated).toEqual(['a>b/0']);
  });

  it('find what overtook', () => {
    const history = [invoke(0, 0), invoke(1, 1), shown(1, 2), shown(0, 3)];
    expect(check(history, 0, 9).outOfOrder).toEqual(['a>b/0']);
  });

  it('find what nobody sent', () => {
    expect(check([shown(7, 2)], 0, 9).invented).toEqual(['a>b/7']);
  });

  it('count silence up to the end of the load', () => {
    expect(check([invoke(0, 0), shown(0, 100)], 0, 7000).longestGapMs).toBe(6900);
  });

  it('measure recovery by the slower of acknowledging and showing again', () => {
    const history = [invoke(0, 0), ok(0, 10), shown(0, 20), invoke(1, 30), ok(1, 60), shown(1, 90)];
    expect(recoveryMs(history, 50)).toBe(40);
    expect(recoveryMs(history, 55)).toBe(35);
    expect(recoveryMs(history, 80)).toBe(Number.POSITIVE_INFINITY);
  });
});
