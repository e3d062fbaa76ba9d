// Pages of a locked profile: every row stands on one page, whatever comes, grows, shrinks and goes;
// a change touches the pages of its rows alone.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Pages, pageBytesMax } from '../../../../client/store/pages.ts';
import type { StoredRow } from '../../../../client/store/tables.ts';

const row = (name: string, length: number): StoredRow => ({
  name,
  row: Buffer.concat([Buffer.from(name, 'latin1'), Buffer.alloc(length, length)]),
});
const gone = (name: string): StoredRow => ({ name, row: undefined });

/** Pages as a file would have them. */
class File {
  readonly pages = new Map<number, Buffer>();
  book = new Pages();

  put(rows: readonly StoredRow[]): number {
    const written = this.book.put(rows, (page) => Buffer.from(this.pages.get(page) ?? []));
    for (const [page, plain] of written) {
      if (plain) this.pages.set(page, plain);
      else this.pages.delete(page);
    }
    return written.size;
  }

  /** Reads everything anew. */
  read(): StoredRow[] {
    this.book = new Pages();
    return [...this.pages].flatMap(([page, plain]) => [
      ...this.book.read(page, Buffer.from(plain)),
    ]);
  }
}

const change = fc.record({
  name: fc.integer({ min: 0, max: 40 }).map((n) => `row ${n}\u00ff`),
  length: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 9_000 })),
  isGone: fc.boolean(),
});

it('holds every row once, as it was put last, and is read again as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 30 })), fc.boolean(), (turns, anew) => {
      const [file, model] = [new File(), new Map<string, StoredRow['row']>()];
      for (const turn of turns) {
        const rows = turn.map(({ name, length, isGone }) =>
          isGone ? gone(name) : row(name, length),
        );
        for (const one of rows) {
          if (one.row) model.set(one.name, one.row);
          else model.delete(one.name);
        }
        file.put(rows);
        if (anew) file.read();
      }
      for (const plain of file.pages.values()) {
        expect(plain.length <= pageBytesMax || [...new Pages().read(1, plain)].length === 1).toBe(
          true,
        );
      }
      const read = file.read();
      expect(read).toHaveLength(model.size);
      expect(new Map(read.map(({ name, row: one }) => [name, one?.toString('latin1')]))).toEqual(
        new Map([...model].map(([name, one]) => [name, one?.toString('latin1')])),
      );
    }),
  );
});

/** Made for each test: their bytes are overwritten. */
const some = () => Array.from({ length: 2_000 }, (_one, at) => row(`row ${at}`, 200));

it('puts many rows on a page, and changes no other', () => {
  const [file, many] = [new File(), some()];
  file.put(many);
  expect(file.pages.size).toBeLessThan(many.length / 15);
  expect(file.put([row('row 7', 100)])).toBe(1);
  expect(file.put([row('row 7', 3_000)])).toBe(2);
  expect(file.put([gone('row 7'), row('new', 10)])).toBeLessThanOrEqual(2);
});

it('fills the pages from which much has gone', () => {
  const [file, many] = [new File(), some()];
  file.put(many);
  const before = file.pages.size;
  file.put(many.filter((_one, at) => at % 4 > 0).map(({ name }) => gone(name)));
  file.read();
  for (const at of Array.from({ length: 1_000 }).keys()) file.put([row(`new ${at}`, 200)]);
  expect(file.pages.size).toBeLessThan(before * 1.1);
  file.put(file.read().map(({ name }) => gone(name)));
  expect(file.pages.size).toBe(0);
});

it('refuses a page that ends too soon', () => {
  const file = new File();
  file.put([row('one', 5)]);
  const [plain = Buffer.alloc(0)] = file.pages.values();
  for (let end = 1; end < plain.length; end += 1) {
    expect(() => [...new Pages().read(1, plain.subarray(0, end))]).toThrow();
  }
});
