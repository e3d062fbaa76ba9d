// Where the rows of a locked profile stand in its file: some of them together on a page, which is
// sealed as a whole. A row stays where it is as long as it fits there.
//
// A page for a few rows, and not for many: whatever changes in it, all of it is sealed and written
// anew. A page for one would cost a cipher, a mark and an entry in the file for each row.

import { wipe } from '../bytes.ts';
import type { StoredRow } from './tables.ts';

/** Fills one page of SQLite's, and no second one, with what sealing adds. Unit: bytes. */
export const pageBytesMax = 4_000;

/** The length of a row's name, and of the row. Unit: bytes. */
const lengthBytes = 4;
const headBytes = 2 * lengthBytes;

/** How many of the pages written last are kept as they are, and need not be opened again. */
const recentMax = 16;

/** Rows by their names. */
type Rows = Map<string, Buffer>;

export class Pages {
  readonly #pageOf = new Map<string, number>();
  readonly #bytes = new Map<number, number>();
  /** Pages that are half empty. */
  readonly #roomy = new Set<number>();
  /** What was written last, oldest first. */
  readonly #recent = new Map<number, Rows>();
  /** Where new rows go. */
  #tail = 0;
  #next = 1;

  /** Takes note of a page that was read, and gives its rows: they lie in these very bytes. */
  *read(page: number, plain: Buffer): Generator<StoredRow> {
    for (const stored of rowsOn(plain)) {
      this.#pageOf.set(stored.name, page);
      yield stored;
    }
    this.#next = Math.max(this.#next, page + 1);
    this.#fill(page, plain.length);
  }

  /**
   * Puts the rows as they are now in their places, and says what becomes of the pages that this
   * touches: nothing is left of one without rows. `open` reads a page as it stands. Keeps the
   * bytes of rows for a while, and overwrites them then.
   */
  put(rows: Iterable<StoredRow>, open: (page: number) => Buffer): Map<number, Buffer | undefined> {
    const touched = new Map<number, Rows>();
    const on = (page: number): Rows => {
      const known = touched.get(page) ?? this.#recent.get(page) ?? this.#rowsOf(page, open);
      touched.set(page, known);
      return known;
    };
    for (const { name, row } of rows) {
      const page = this.#pageOf.get(name);
      if (page !== undefined && this.#replace(page, on(page), name, row)) continue;
      if (row) this.#add(name, row, on);
    }
    const written = new Map<number, Buffer | undefined>();
    for (const [page, left] of touched) {
      this.#recent.delete(page);
      if (left.size > 0) this.#recent.set(page, left);
      else this.#forget(page);
      written.set(page, left.size > 0 ? joined(left) : undefined);
    }
    this.#keep(recentMax);
    return written;
  }

  /** Overwrites what it has of rows. */
  close(): void {
    this.#keep(0);
  }

  #keep(most: number): void {
    for (const [page, rows] of this.#recent) {
      if (this.#recent.size <= most) return;
      this.#recent.delete(page);
      wipe(...rows.values());
    }
  }

  #rowsOf(page: number, open: (page: number) => Buffer): Rows {
    const rows: Rows = new Map();
    if (!this.#bytes.has(page)) return rows;
    for (const { name, row } of rowsOn(open(page))) if (row) rows.set(name, row);
    return rows;
  }

  /** False where the row is still to be put somewhere: it has grown too long for its page. */
  #replace(page: number, here: Rows, name: string, row: Buffer | undefined): boolean {
    const formerRow = here.get(name);
    const former = formerRow?.length ?? 0;
    if (formerRow) wipe(formerRow);
    const bytes = this.#bytes.get(page) ?? 0;
    const next = bytes - former + (row?.length ?? 0);
    if (row && (next <= pageBytesMax || here.size === 1)) {
      here.set(name, row);
      this.#fill(page, next);
      return true;
    }
    here.delete(name);
    this.#pageOf.delete(name);
    this.#fill(page, bytes - former - headBytes);
    return row === undefined;
  }

  #add(name: string, row: Buffer, on: (page: number) => Rows): void {
    const length = row.length + headBytes;
    const page = this.#pageFor(length);
    on(page).set(name, row);
    this.#pageOf.set(name, page);
    this.#fill(page, (this.#bytes.get(page) ?? 0) + length);
  }

  #pageFor(length: number): number {
    if ((this.#bytes.get(this.#tail) ?? pageBytesMax) + length <= pageBytesMax) return this.#tail;
    const isLong = length > pageBytesMax / 2;
    const [roomy] = this.#roomy;
    const page = isLong || roomy === undefined ? this.#next++ : roomy;
    // Behind a long one what is short would have to begin yet another.
    if (!isLong) this.#tail = page;
    return page;
  }

  #fill(page: number, bytes: number): void {
    this.#bytes.set(page, bytes);
    if (bytes <= pageBytesMax / 2) this.#roomy.add(page);
    else this.#roomy.delete(page);
  }

  #forget(page: number): void {
    this.#bytes.delete(page);
    this.#roomy.delete(page);
  }
}

/** Shape: for each row u32be length of its name, with which it begins ‖ u32be length ‖ the row. */
function joined(rows: Rows): Buffer {
  let length = 0;
  for (const row of rows.values()) length += headBytes + row.length;
  const plain = Buffer.alloc(length);
  let at = 0;
  for (const [name, row] of rows) {
    plain.writeUInt32BE(name.length, at);
    plain.writeUInt32BE(row.length, at + lengthBytes);
    plain.set(row, at + headBytes);
    at += headBytes + row.length;
  }
  return plain;
}

function* rowsOn(plain: Buffer): Generator<StoredRow> {
  for (let at = 0; at < plain.length; ) {
    const start = at + headBytes;
    const [nameEnd, end] = [
      start + plain.readUInt32BE(at),
      start + plain.readUInt32BE(at + lengthBytes),
    ];
    if (nameEnd > end || end > plain.length) throw new Error('A page ends too soon.');
    yield { name: plain.toString('latin1', start, nameEnd), row: plain.subarray(start, end) };
    at = end;
  }
}
