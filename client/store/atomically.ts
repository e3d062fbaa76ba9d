// All or nothing, on one connection to SQLite.

import type { Sqlite } from './clientStore.ts';

/** Runs the work in a transaction, which is on disk when this returns, or leaves no trace. */
export function atomically<T>(sqlite: Sqlite, work: () => T): T {
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    sqlite.exec('COMMIT');
    return value;
  } catch (error) {
    rollBack(sqlite);
    throw error;
  }
}

/** Nothing where SQLite did it by itself, or no transaction was begun; Node 22.13 can't ask. */
export function rollBack(sqlite: Sqlite): void {
  try {
    sqlite.exec('ROLLBACK');
  } catch {}
}
