// What the book of an account takes for a broken promise whose second device comes and goes.

import { beforeEach, describe, expect, it } from 'vitest';
import { HomeBook } from '../../../../bench/chaos/homeBook.ts';

describe('the book of a home', () => {
  let book: HomeBook;
  beforeEach(() => {
    book = new HomeBook();
  });

  /** A letter that was begun and accepted then. */
  const letter = (at: number, guest?: number): number => {
    const number = book.begins(at);
    book.accepted(number, at, guest);
    return number;
  };

  it('finds nothing where all have what is theirs', () => {
    const guest = book.comes();
    const both = letter(1, guest);
    book.shown(both);
    book.shownByGuest(guest, both);
    book.removing(guest, 2);
    // On its way when the removal was asked for: it may be shown or not.
    const late = letter(2, guest);
    book.shown(late);
    book.removed(guest, 3);
    book.shown(letter(4));
    expect(book.breaches()).toEqual([]);
    expect(book.removals).toBe(1);
  });

  it('sees what is accepted and never shown, by whichever of the two', () => {
    const guest = book.comes();
    const one = letter(1, guest);
    expect(book.owed(guest)).toBe(1);
    book.shown(one);
    expect(book.due).toBe(1);
    book.shownByGuest(guest, one);
    letter(2);
    expect(book.breaches()).toEqual(['letter 1 was accepted and never shown']);
  });

  it('sees what comes twice or in another order', () => {
    const [first, second] = [letter(1), letter(2)];
    for (const one of [second, first, second]) book.shown(one);
    expect(book.breaches()).toEqual([
      'letter 0 was shown out of order',
      'letter 1 was shown twice',
    ]);
  });

  it('sees a removed guest for whom something is taken, or that is shown it or let in', () => {
    const guest = book.comes();
    book.removing(guest, 1);
    book.removed(guest, 2);
    const one = letter(3, guest);
    book.shown(one);
    book.shownByGuest(guest, one);
    book.letIn(guest);
    expect(book.breaches()).toHaveLength(3);
  });
});
