// Tokens of reports: made here, for one pair, and for a month.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createReportTokens } from '#crypto';
import { limits } from '#protocol';
import { newAccountId } from '../../support/storeSubjects.ts';

const tokens = createReportTokens({ indexKey: Buffer.alloc(32).toString('base64') });
const [spammer, reporter, other] = [newAccountId(), newAccountId(), newAccountId()];
const now = 1_800_000_000_000;

it('a token holds for who wrote to whom, in this cluster', () => {
  const token = tokens.issue(spammer, reporter, now);
  expect(token).toHaveLength(20);
  expect(tokens.isGood(token, spammer, reporter, now)).toBe(true);
  expect(tokens.isGood(token, spammer, other, now)).toBe(false);
  expect(tokens.isGood(token, other, reporter, now)).toBe(false);
  expect(tokens.isGood(token, reporter, spammer, now)).toBe(false);
  const elsewhere = createReportTokens({ indexKey: Buffer.alloc(32, 1).toString('base64') });
  expect(elsewhere.isGood(token, spammer, reporter, now)).toBe(false);
});

it('a token ends after thirty days', () => {
  const token = tokens.issue(spammer, reporter, now);
  expect(tokens.isGood(token, spammer, reporter, now + limits.reportTokenMs)).toBe(true);
  expect(tokens.isGood(token, spammer, reporter, now + limits.reportTokenMs + 1000)).toBe(false);
});

it('no other bytes are one', () => {
  const token = tokens.issue(spammer, reporter, now);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.tuple(fc.nat(19), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
      const bent = token.slice();
      bent[at] = (bent[at] ?? 0) ^ by;
      return bent;
    }),
  );
  fc.assert(
    fc.property(bytes, (made) => !tokens.isGood(made, spammer, reporter, now)),
    { seed: 20261128 },
  );
});
