// The accountant of the pre-key race: what it must call twice, lost and in flight.

import { expect, test } from 'vitest';
import { judge } from '#lab/preKeyRace/race.ts';

const log = (handedOut: number[], begun: number, ended: number) => ({
  handedOut,
  begun,
  ended,
  failed: 0,
});

test('a key in two logs, or in a log and the store, is twice', () => {
  expect(judge([log([1, 2], 2, 2), log([2, 3], 2, 2)], [], 3).twice).toBe(1);
  expect(judge([log([1, 2], 2, 2)], [2, 3], 3).twice).toBe(1);
});

test('a key that nothing accounts for is lost', () => {
  const result = judge([log([1], 1, 1)], [2], 3);
  expect(result).toMatchObject({ lost: 1, inFlight: 0 });
});

test('as many keys may be in flight as takes were begun and not ended', () => {
  const result = judge([log([1], 3, 1), log([2], 1, 1)], [], 5);
  expect(result).toMatchObject({ lost: 1, inFlight: 2, handedOut: 2 });
});
