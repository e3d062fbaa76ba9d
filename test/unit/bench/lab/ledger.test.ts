// The ledger against a plain one, over any pattern of loss, repetition and disorder.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SentBook, SequenceSet, settle, ShownBook } from '#lab/ledger.ts';

const stream = '0>1';

/** A book of this many messages, of which these were acknowledged. */
function sentBook(count: number, acknowledged: readonly number[]): SentBook {
  const book = new SentBook();
  for (let number = 0; number < count; number += 1) book.next(stream);
  for (const number of acknowledged) book.acknowledge(stream, number);
  return book;
}

function shownBook(numbers: readonly number[]): ShownBook {
  const book = new ShownBook();
  for (const number of numbers) book.show(stream, number);
  return book;
}

/** How many different numbers of the first are not among the second. */
const missing = (first: readonly number[], second: readonly number[]): number =>
  [...new Set(first)].filter((number) => !second.includes(number)).length;

const numbers = fc.array(fc.nat({ max: 200 }), { maxLength: 300 });

describe('a set of sequence numbers', () => {
  it('is a set, and survives the way between processes', () => {
    fc.assert(
      fc.property(numbers, numbers, (mine, others) => {
        const set = new SequenceSet();
        const fresh = mine.map((number) => set.add(number));
        expect(fresh.filter(Boolean)).toHaveLength(new Set(mine).size);
        const other = new SequenceSet();
        for (const number of others) other.add(number);
        const copy = new SequenceSet(set.bytes);
        expect(copy.size).toBe(new Set(mine).size);
        expect(mine.every((number) => copy.has(number))).toBe(true);
        expect(copy.without(other)).toBe(missing(mine, others));
      }),
      { seed: 11 },
    );
  });
});

describe('the ledger', () => {
  it('is even when everything arrived once and in order', () => {
    const sent = sentBook(3, [0, 1, 2]);
    const shown = shownBook([0, 1, 2]);
    expect(settle(sent.pages(), shown.pages())).toEqual({
      sent: 3,
      acknowledged: 3,
      delivered: 3,
      duplicated: 0,
      lost: 0,
      outOfOrder: 0,
      refused: 0,
      unanswered: 0,
      invented: 0,
    });
  });

  it('counts loss, repetition, disorder and invention as a plain one does', () => {
    fc.assert(
      fc.property(fc.nat({ max: 150 }), numbers, numbers, (count, acked, shown) => {
        const acknowledged = acked.filter((number) => number < count);
        const ledger = settle(sentBook(count, acknowledged).pages(), shownBook(shown).pages());
        const different = new Set(shown);
        const late = shown.filter(
          (number, at) =>
            shown.indexOf(number) === at && shown.slice(0, at).some((earlier) => earlier > number),
        );
        expect(ledger).toMatchObject({
          sent: count,
          acknowledged: new Set(acknowledged).size,
          delivered: different.size,
          duplicated: shown.length - different.size,
          lost: missing(acknowledged, shown),
          outOfOrder: late.length,
          unanswered: count - new Set(acknowledged).size,
          invented: [...different].filter((number) => number >= count).length,
        });
      }),
      { seed: 12 },
    );
  });

  it('knows a refused message from a lost one', () => {
    const sent = sentBook(2, [0]);
    sent.refuse(stream);
    const ledger = settle(sent.pages(), shownBook([0]).pages());
    expect(ledger).toMatchObject({ lost: 0, refused: 1, unanswered: 0 });
  });

  it('loses a stream that no process has seen, and invents one that nobody sent', () => {
    expect(settle(sentBook(2, [0, 1]).pages(), [])).toMatchObject({ lost: 2, delivered: 0 });
    expect(settle([], shownBook([0]).pages())).toMatchObject({ invented: 1 });
  });
});
