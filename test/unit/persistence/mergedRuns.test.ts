// Runs of scripts that share a call: each is in one call once, and nothing of one device is turned
// round.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Invocation } from '../../../src/persistence/redis/mergedRuns.ts';
import {
  callArguments,
  mergeRuns,
  runsPerCallMax,
} from '../../../src/persistence/redis/mergedRuns.ts';

const seed = 20_261_121;
const script = (hash: string, takesRuns: boolean) => ({ text: hash, hash, takesRuns });
const scripts = [script('insert', true), script('remove', true), script('forget', false)];

const anyRun: fc.Arbitrary<Invocation> = fc.record({
  script: fc.constantFrom(...scripts),
  names: fc.integer({ min: 0, max: 5 }).map((device) => [`q:{${device}}:order`, `q:{${device}}:x`]),
  shared: fc.constant([7]),
  own: fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 3 }),
});
const anyBatch = fc.array(anyRun, { maxLength: 250 });
const range = (length: number) => Array.from({ length }, (_, i) => i);

it('puts every run into one call, with runs of the same script only', () => {
  const property = fc.property(anyBatch, (batch) => {
    const calls = mergeRuns(batch);
    expect(calls.flat().sort((a, b) => a - b)).toEqual(range(batch.length));
    for (const runs of calls) {
      expect(new Set(runs.map((run) => batch[run]?.script)).size).toBe(1);
      expect(runs.length).toBeLessThanOrEqual(runsPerCallMax);
      if (!batch[runs[0] ?? 0]?.script.takesRuns) expect(runs).toHaveLength(1);
    }
  });
  fc.assert(property, { seed });
});

it('keeps the runs of one hash tag in the order they were asked for', () => {
  const property = fc.property(anyBatch, (batch) => {
    const carriedOut = mergeRuns(batch).flat();
    for (const device of range(6)) {
      const own = carriedOut.filter((run) => batch[run]?.names[0] === `q:{${device}}:order`);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  });
  fc.assert(property, { seed });
});

it('makes one call of what interleaves between devices', () => {
  const of = (hash: number, device: number): Invocation => ({
    script: scripts[hash] ?? script('', false),
    names: [`{${device}}`],
    shared: [],
    own: [],
  });
  const batch = [of(0, 1), of(1, 2), of(0, 3), of(1, 4), of(0, 5)];
  expect(mergeRuns(batch)).toEqual([
    [0, 2, 4],
    [1, 3],
  ]);
});

it('writes shared arguments once, names and own ones run by run', () => {
  const [first = script('', true)] = scripts;
  const batch = ['a', 'b'].map((name) => ({
    script: first,
    names: [`${name}1`, `${name}2`],
    shared: [7],
    own: [`${name}!`],
  }));
  const expected = ['insert', 4, 'a1', 'a2', 'b1', 'b2', 7, 'a!', 'b!'];
  expect(callArguments(batch, [0, 1])).toEqual(expected);
});
