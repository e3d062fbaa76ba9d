// The port beneath a profile: what keeps one SQLite database. The tables, their schema and
// the lock stand above it and are the same everywhere; what keeps the bytes is below it.

/** What a column holds; numbers that need it are bigint on the way in. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** A row by its columns. */
export type SqlRow = Record<string, SqlValue>;

/** One statement of SQLite, prepared. Every call is done when it returns. */
export interface SqlStatement {
  /** Runs it: how many rows changed, and the id of the one inserted last. */
  run(...values: SqlValue[]): {
    readonly changes: number | bigint;
    readonly lastInsertRowid: number | bigint;
  };
  /** The first row. */
  get(...values: SqlValue[]): SqlRow | undefined;
  /** Every row, in the statement's order. */
  all(...values: SqlValue[]): SqlRow[];
  /** Every row, one at a time. */
  iterate(...values: SqlValue[]): Iterable<SqlRow>;
}

/**
 * One connection to SQLite (3.38 or newer). Everything is synchronous: a profile decides inside of
 * a transaction by what it has just read, and nothing else may come between.
 */
export interface Sqlite {
  /**
   * Runs statements of any kind. From `BEGIN IMMEDIATE` on everything holds together: when `COMMIT`
   * returns all of it survives the end of the process and of the machine's power, and when it
   * throws, or `ROLLBACK` ran, nothing of it is there. A message is shown once and a ratchet turns
   * once by this alone. `PRAGMA wal_checkpoint` may do nothing; `secure_delete` must overwrite.
   */
  exec(sql: string): void;
  /** Refuses, by throwing, what is no statement of the schema that is there. */
  prepare(sql: string): SqlStatement;
  /** Lets statements of this connection call a function by this name. */
  function(
    name: string,
    how: { readonly deterministic?: boolean; readonly varargs?: boolean },
    work: (...values: SqlValue[]) => SqlValue,
  ): void;
  /** Gives the database back: it can be held again at once. What was not committed is gone. */
  close(): void;
}

/**
 * What keeps one profile. `fileStore` and `memoryStore` are those of Node; another runtime brings
 * its own and gives it where a path of a profile is taken.
 */
export interface ClientStore {
  /** What messages to a person call it. */
  readonly name: string;
  /** A folder for blobs that are under way, the same one each time; it need not be there. */
  readonly blobsFolder: string;
  /** It was held before and not removed since: by this process or, where it lasts, by another. */
  isThere(): boolean;
  /**
   * Opens the database, an empty one where none is there, and holds it against everybody else, in
   * this process and in others, until it is closed. It holds what was last committed.
   * Refuses: profile.in_use, profile.unreadable. Throws what the system says where nothing
   * can be made.
   */
  hold(): Sqlite;
  /** A database of its own in memory, which is gone when closed: a locked profile opens there. */
  scratch(): Sqlite;
  /** Takes the database away, where it is there. Only while nobody holds it. */
  remove(): void;
}
