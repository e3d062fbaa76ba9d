// Whatever tables a database has, row by row, so that they can be kept elsewhere in another form.

import { eachRow } from './eachRow.ts';
import type { SqlRow, SqlStatement, SqlValue, Sqlite } from './clientStore.ts';
import { decodeRow, encodeRow } from './rowBytes.ts';

/** Where SQLite counts the ids that were given. */
export const counters = 'sqlite_sequence';

export interface Table {
  readonly name: string;
  /** The columns that name a row. */
  readonly key: readonly string[];
  /** The columns of the key, then the others. */
  readonly columns: readonly string[];
  /** SQLite counts its ids. */
  readonly isCounted: boolean;
}

/** What the tables are, as the statements that make them. */
export interface Shape {
  readonly version: number;
  readonly statements: readonly string[];
  /** Rows stand on pages, each with its key first; they were single, in the order of columns. */
  readonly isPaged?: boolean;
}

export interface StoredRow {
  /** Its table and its key, as the bytes with which the row begins. */
  readonly name: string;
  /** Its table and its values, those of its key first; absent where it is gone. */
  readonly row: Buffer | undefined;
}

/** The counters first: what changes with nearly every commit stands close together. */
export function tablesOf(sqlite: Sqlite): Table[] {
  const sql = `SELECT name, sql FROM sqlite_schema WHERE type = 'table'
               ORDER BY name <> ?, rowid`;
  return sqlite
    .prepare(sql)
    .all(counters)
    .map((row) => ({ name: String(row.name), sql: String(row.sql) }))
    .map(({ name, sql }) => ({
      name,
      ...columnsOf(sqlite, name),
      isCounted: /\bAUTOINCREMENT\b/i.test(sql),
    }));
}

function columnsOf(sqlite: Sqlite, table: string): Pick<Table, 'key' | 'columns'> {
  const sql = 'SELECT name, pk FROM pragma_table_info(?) ORDER BY pk = 0, pk, cid';
  const all = sqlite.prepare(sql).all(table);
  const columns = all.map((row) => String(row.name));
  const keyLength = table === counters ? 1 : all.filter((row) => Number(row.pk) > 0).length;
  if (keyLength === 0) throw new Error(`The rows of ${table} have no names.`);
  return { key: columns.slice(0, keyLength), columns };
}

export function shapeOf(sqlite: Sqlite, version: number): Shape {
  const sql = `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%'
               ESCAPE '\\' ORDER BY type <> 'table', rowid`;
  const rows = sqlite.prepare(sql).all();
  return { version, statements: rows.map((row) => String(row.sql)), isPaged: true };
}

/** Every row that is there. */
export function* rowsOf(sqlite: Sqlite, tables: readonly Table[]): Generator<StoredRow> {
  for (const table of tables) {
    for (const row of eachRow(sqlite.prepare(`SELECT * FROM ${quoted(table.name)}`))) {
      const key = table.key.map((column) => row[column] ?? null);
      yield { name: nameOf(table.name, key), row: encodedRow(table, row) };
    }
  }
}

/** Makes the tables, with these rows in them. */
export function fill(sqlite: Sqlite, shape: Shape, rows: Iterable<StoredRow>): void {
  const isTable = (statement: string) => /^CREATE TABLE\b/i.test(statement);
  for (const statement of shape.statements.filter(isTable)) sqlite.exec(statement);
  const insert = insertersOf(sqlite, shape);
  const counted: SqlValue[][] = [];
  for (const { row } of rows) {
    if (!row) continue;
    const [table, ...values] = decodeRow(row);
    // The rows of the others count on.
    if (table === counters) counted.push(values);
    else insert(String(table), values);
  }
  // An index of all rows at once takes less than one that grows with each.
  for (const statement of shape.statements.filter((one) => !isTable(one))) sqlite.exec(statement);
  if (counted.length === 0) return;
  sqlite.exec(`DELETE FROM ${counters}`);
  for (const values of counted) insert(counters, values);
}

/** The name of a row by its key. */
export const nameOf = (table: string, key: readonly SqlValue[]): string =>
  encodeRow([table, ...key]).toString('latin1');

export const encodedRow = (table: Table, row: SqlRow): Buffer =>
  encodeRow([table.name, ...table.columns.map((column) => row[column] ?? null)]);

function insertersOf(sqlite: Sqlite, { isPaged = false }: Shape) {
  const statements = new Map<string, SqlStatement>();
  const prepare = ({ name, columns }: Table) => {
    const named = isPaged ? `(${columns.map(quoted).join(', ')})` : '';
    const marks = columns.map(() => '?').join(', ');
    return sqlite.prepare(`INSERT INTO ${quoted(name)} ${named} VALUES (${marks})`);
  };
  for (const table of tablesOf(sqlite)) statements.set(table.name, prepare(table));
  return (table: string, values: readonly SqlValue[]) => {
    const statement = statements.get(table);
    if (!statement) throw new Error(`There is no table ${table}.`);
    statement.run(...values);
  };
}

/** Takes them away; of those that SQLite keeps for itself, their rows. */
export function dropTables(sqlite: Sqlite, tables: readonly Table[]): void {
  for (const table of tables) {
    if (!isOwn(table)) sqlite.exec(`DROP TABLE ${quoted(table.name)}`);
  }
  for (const { name } of tables.filter(isOwn)) sqlite.exec(`DELETE FROM ${quoted(name)}`);
}

/** SQLite keeps it for itself. */
export const isOwn = ({ name }: Table): boolean => name.startsWith('sqlite_');

/** A name in a statement. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
