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

it('a token says to the second when, and is the same within it', () => {
  const all = [0, 999, 1000, 500, 2000].map((ms) => tokens.issue(spammer, reporter, now + ms));
  const others = all.map(() => tokens.issue(reporter, spammer, now));
  const seconds = all.map((token) => Buffer.from(token).readUInt32BE() - now / 1000);
  expect(seconds).toEqual([0, 0, 1, 0, 2]);
  expect(all[1]).toEqual(all[0]);
  expect(all.every((token) => tokens.isGood(token, spammer, reporter, now))).toBe(true);
  expect(others.every((token) => tokens.isGood(token, reporter, spammer, now))).toBe(true);
});

it('a token is for its pair, however many others were made in the same second', () => {
  const pairs = Array.from({ length: 5000 }, () => [newAccountId(), newAccountId()] as const);
  for (const [from, to] of [...pairs, ...pairs]) {
    expect(tokens.isGood(tokens.issue(from, to, now), from, to, now)).toBe(true);
  }
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
