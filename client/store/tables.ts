// Whatever tables a database has, row by row, so that they can be kept elsewhere in another form.

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { decodeRow, encodeRow } from './rowBytes.ts';

/** Where SQLite counts the ids that were given. */
export const counters = 'sqlite_sequence';

export interface Table {
  readonly name: string;
  /** The columns that name a row. */
  readonly key: readonly string[];
  /** SQLite counts its ids. */
  readonly isCounted: boolean;
}

/** What the tables are, as the statements that make them. */
export interface Shape {
  readonly version: number;
  readonly statements: readonly string[];
}

export interface StoredRow {
  /** Its table and its key. */
  readonly name: Uint8Array;
  /** Its table and its values; absent where it is gone. */
  readonly row: Buffer | undefined;
}

export function tablesOf(sqlite: DatabaseSync): Table[] {
  const sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY rowid";
  return sqlite
    .prepare(sql)
    .all()
    .map((row) => ({ name: String(row.name), sql: String(row.sql) }))
    .map(({ name, sql }) => ({
      name,
      key: name === counters ? ['name'] : keyOf(sqlite, name),
      isCounted: /\bAUTOINCREMENT\b/i.test(sql),
    }));
}

function keyOf(sqlite: DatabaseSync, table: string): string[] {
  const sql = 'SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk';
  const key = sqlite.prepare(sql).all(table);
  if (key.length === 0) throw new Error(`The rows of ${table} have no names.`);
  return key.map((row) => String(row.name));
}

export function shapeOf(sqlite: DatabaseSync, version: number): Shape {
  const sql = `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%'
               ESCAPE '\\' ORDER BY type <> 'table', rowid`;
  const rows = sqlite.prepare(sql).all();
  return { version, statements: rows.map((row) => String(row.sql)) };
}

/** Every row that is there. */
export function* rowsOf(sqlite: DatabaseSync, tables: readonly Table[]): Generator<StoredRow> {
  for (const table of tables) {
    for (const row of sqlite.prepare(`SELECT * FROM ${quoted(table.name)}`).iterate()) {
      const key = table.key.map((column) => row[column] ?? null);
      yield { name: encodeRow([table.name, ...key]), row: encodedRow(table.name, row) };
    }
  }
}

/** Makes the tables, with these rows in them. */
export function fill(sqlite: DatabaseSync, { statements }: Shape, rows: Iterable<StoredRow>): void {
  for (const statement of statements) sqlite.exec(statement);
  const insert = new Map<string, (values: SQLInputValue[]) => void>();
  const counted: SQLInputValue[][] = [];
  for (const { row } of rows) {
    if (!row) continue;
    const [table, ...values] = decodeRow(row);
    // The rows of the others count on.
    if (table === counters) counted.push(values);
    else kept(insert, String(table), () => inserter(sqlite, String(table), values.length))(values);
  }
  if (counted.length === 0) return;
  sqlite.exec(`DELETE FROM ${counters}`);
  for (const values of counted) inserter(sqlite, counters, values.length)(values);
}

/** Its values in the order of its columns. */
export const encodedRow = (table: string, row: Record<string, SQLOutputValue>): Buffer =>
  encodeRow([table, ...Object.values(row)]);

function inserter(sqlite: DatabaseSync, table: string, length: number) {
  const places = Array.from({ length }, () => '?').join(', ');
  const statement = sqlite.prepare(`INSERT INTO ${quoted(table)} VALUES (${places})`);
  return (values: SQLInputValue[]) => {
    statement.run(...values);
  };
}

function kept<T>(map: Map<string, T>, name: string, make: () => T): T {
  const value = map.get(name) ?? make();
  map.set(name, value);
  return value;
}

/** Takes them away; of those that SQLite keeps for itself, their rows. */
export function dropTables(sqlite: DatabaseSync, tables: readonly Table[]): void {
  for (const table of tables) {
    if (!isOwn(table)) sqlite.exec(`DROP TABLE ${quoted(table.name)}`);
  }
  for (const { name } of tables.filter(isOwn)) sqlite.exec(`DELETE FROM ${quoted(name)}`);
}

/** SQLite keeps it for itself. */
export const isOwn = ({ name }: Table): boolean => name.startsWith('sqlite_');

/** A name in a statement. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
