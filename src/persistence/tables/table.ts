// What the embedded stores stand on: ordered tables of bytes, and transactions over all of them. On
// disk they are LMDB's (lmdb/environment.ts), in memory sorted lists (memory/tables.ts).

/** Order: numbers before strings, lists by their parts, the shorter first. */
export type TableKey = string | number | readonly (string | number)[];

/** The rows from `start` up to, and without, `end`. */
export interface TableRange {
  readonly start: TableKey;
  readonly end: TableKey;
  readonly limit?: number;
}

/** One named table. Keys come in order; its writes belong into a transaction. */
export interface Table {
  get(key: TableKey): Uint8Array | undefined;
  doesExist(key: TableKey): boolean;
  getKeys(range: TableRange): Iterable<TableKey>;
  getRange(range: TableRange): Iterable<{ readonly key: TableKey; readonly value: Uint8Array }>;
  getKeysCount(range: Omit<TableRange, 'limit'>): number;
  count(): number;
  put(key: TableKey, value: Uint8Array): void;
  remove(key: TableKey): void;
}

/** Tables that can say which there are. */
export interface NamedTables extends Tables {
  names(): string[];
}

/** The tables of one place, and their transactions. */
export interface Tables {
  table(name: string): Table;
  /** A table of a former layout: it is not made. */
  tableIfThere(name: string): Table | undefined;
  /**
   * Runs the callback alone among all processes and resolves with its result when that is on disk.
   * The callback is synchronous and writes only after it has decided: what it throws undoes
   * nothing. Throws Unreachable when the disk refuses.
   */
  write<T>(decideThenWrite: () => T): Promise<T>;
  /** Reads what was last committed by any process. */
  read<T>(read: () => T): T;
  close(): Promise<void>;
}
