// What a chaos run finds wrong with uploads to a group.

import { beforeEach, expect, it } from 'vitest';
import { CrowdBook } from '../../../../bench/chaos/crowdBook.ts';

let book: CrowdBook;

beforeEach(() => {
  book = new CrowdBook();
});

it('finds nothing where each has shown what was for it, once and in order', () => {
  const [first, second] = [book.begins(['ben', 'cid']), book.begins(['ben'])];
  book.acknowledged(first);
  book.shown('ben', first);
  expect(book.due).toBe(1);
  book.shown('cid', first);
  // Nobody has acknowledged it, so that it may come or not.
  expect([book.due, book.breaches()]).toEqual([0, []]);
  book.acknowledged(second);
  expect(book.breaches()).toEqual(['upload 1 was never shown to ben']);
  book.shown('ben', second);
  expect([book.breaches(), book.accepted]).toEqual([[], 2]);
});

it('finds what is shown to others, twice, and late', () => {
  const [first, second] = [book.begins(['ben', 'cid']), book.begins(['ben'])];
  book.shown('cid', second);
  book.shown('ben', second);
  book.shown('ben', first);
  book.shown('ben', second);
  expect(book.breaches()).toEqual([
    'upload 1 was shown to cid, for whom it was not',
    'upload 0 was shown to ben out of order',
    'upload 1 was shown to ben twice',
  ]);
});
