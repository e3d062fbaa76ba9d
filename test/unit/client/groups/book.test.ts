// Groups that somebody names cost a bounded memory, whether there are such groups or not.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { GroupBook } from '../../../../client/groups/book.ts';

test('the secrets of so many groups are held, and made anew where they are not', () => {
  const book = new GroupBook({} as never, {} as never, {} as never, () => {});
  const first = randomBytes(32);
  const held = book.secretsOf(first);
  expect(book.secretsOf(first)).toBe(held);
  for (let named = 0; named < 1000; named += 1) book.secretsOf(randomBytes(32));
  const again = book.secretsOf(first);
  expect(again).not.toBe(held);
  expect(again.id).toBe(held.id);
});
