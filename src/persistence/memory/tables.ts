// The tables of the embedded stores in memory: sorted lists, each looked into by halves. For tests
// and simulations, whose tables are small; a row in the middle moves all that follow it.

import type { Table, TableKey, TableRange, Tables } from '../tables/table.ts';

interface Row {
  readonly key: TableKey;
  readonly value: Uint8Array;
}

export class MemoryTables implements Tables {
  readonly #tables = new Map<string, MemoryTable>();

  table(name: string): Table {
    let table = this.#tables.get(name);
    if (!table) this.#tables.set(name, (table = new MemoryTable()));
    return table;
  }

  tableIfThere(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** Later than the call, as on disk. */
  async write<T>(decideThenWrite: () => T): Promise<T> {
    await undefined;
    return decideThenWrite();
  }

  read<T>(read: () => T): T {
    return read();
  }

  async close(): Promise<void> {}
}

class MemoryTable implements Table {
  readonly #rows: Row[] = [];

  get(key: TableKey) {
    const row = this.#rows[this.#indexOf(key)];
    return row && order(row.key, key) === 0 ? row.value : undefined;
  }

  doesExist(key: TableKey) {
    return this.get(key) !== undefined;
  }

  getKeys(range: TableRange) {
    return this.#within(range).map((row) => row.key);
  }

  getRange(range: TableRange) {
    return this.#within(range);
  }

  getKeysCount(range: Omit<TableRange, 'limit'>) {
    return this.#within(range).length;
  }

  count() {
    return this.#rows.length;
  }

  put(key: TableKey, value: Uint8Array) {
    this.#rows.splice(this.#indexOf(key), this.doesExist(key) ? 1 : 0, { key, value });
  }

  remove(key: TableKey) {
    if (this.doesExist(key)) this.#rows.splice(this.#indexOf(key), 1);
  }

  #within({ start, end, limit = Number.POSITIVE_INFINITY }: TableRange): Row[] {
    const first = this.#indexOf(start);
    return this.#rows.slice(first, Math.min(this.#indexOf(end), first + limit));
  }

  /** The index of the row with this key, or of the first row after it. */
  #indexOf(key: TableKey): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = this.#rows[middle];
      if (row && order(row.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Negative when `a` comes first, 0 when they are the same key. */
function order(a: TableKey, b: TableKey): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [one, other] = [left[i] ?? 0, right[i] ?? 0];
    if (one === other) continue;
    if (typeof one !== typeof other) return typeof one === 'number' ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}

function partsOf(key: TableKey): readonly (string | number)[] {
  return typeof key === 'object' ? key : [key];
}
