// What a fault finds broken by itself breaks the run.

import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../../bench/chaos/history.ts';
import { readOptions } from '../../../../bench/chaos/options.ts';
import { judge } from '../../../../bench/chaos/verdict.ts';

const brokenBy = (more: readonly HistoryEvent[]) =>
  judge({
    options: readOptions([]),
    history: [{ what: 'fault', kind: 'evict-lossy', note: '', at: 1 }, ...more],
    rounds: [],
    from: 0,
    to: 9,
    errorsLogged: 0,
    residentBytes: 0,
    beside: { removals: 1, groupRaces: 1, groupRemovals: 1, groupUploads: 1 },
  })
    .promises.filter(({ kept }) => !kept)
    .map(({ sentence }) => sentence)
    .filter((sentence) => sentence !== 'the load went through');

describe('the verdict of a chaos run', () => {
  it('is broken by a send of who was evicted, and by a Redis that stays full', () => {
    const breach = (kind: string): HistoryEvent => ({ what: 'breach', kind, note: 'so', at: 2 });
    expect(brokenBy([])).toEqual([]);
    expect(brokenBy([breach('evict-lossy')])).toEqual([
      'I5 nothing was accepted of who was evicted; but: so',
    ]);
    expect(brokenBy([breach('redis-left-full')])).toEqual([
      'I13 draining heals a full Redis; but: so',
    ]);
    expect(brokenBy([breach('uploads')])).toEqual([
      'I16 an acknowledged upload to a group is shown by all it was for, once, and by no others' +
        '; but: so',
    ]);
    expect(brokenBy([breach('take-over')])).toEqual([
      'I17 a number that was taken over begins anew, and whoever stays loses nothing; but: so',
    ]);
  });
});
