// Rows one after the other, of a statement that nobody else holds.

import type { SqlRow, SqlStatement } from './clientStore.ts';

/** The rows as they are asked for. */
export function* eachRow(statement: SqlStatement): Generator<SqlRow> {
  try {
    yield* statement.iterate();
  } finally {
    // In Node 22.13 rows do not keep their statement, which may be collected while they are read.
    void statement.iterate;
  }
}
