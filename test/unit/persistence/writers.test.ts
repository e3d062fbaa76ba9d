// Who has written, as documents of either form say it.

import { expect, it } from 'vitest';
import type { AccountId } from '#protocol';
import { formerWritersDay, writersOf } from '../../../src/persistence/writers.ts';

it('an account without a day has written on the day from which on days were noted', () => {
  const [a, b] = ['a', 'b'] as unknown as [AccountId, AccountId];
  const day = formerWritersDay + 9;
  expect(writersOf([{ account: b, day }, a])).toEqual([
    { account: a, day: formerWritersDay },
    { account: b, day },
  ]);
  expect(new Date(formerWritersDay * 86_400_000).toISOString()).toContain('2026-11-27');
});
