// One SQLite file, one process: opened exclusively, written ahead and synced at every commit.

import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { AccountId } from '#protocol';
import { encodeContent, parseAccountId } from '#protocol';
import { ClientError } from '../clientError.ts';
import { makeFolder } from './folder.ts';
import { itemFunctions } from './recordSchema.ts';
import { migrations, schema, schemaVersion } from './schema.ts';

export type Row = Record<string, SQLOutputValue>;

const sqliteBusy = 5;
const sqliteLocked = 6;

export class Database {
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  private constructor(sqlite: DatabaseSync) {
    this.#sqlite = sqlite;
  }

  /**
   * Opens the file and holds it until `close`.
   * Refuses: profile.missing, profile.exists, profile.in_use, profile.unreadable.
   */
  static open(path: string, how: 'create' | 'existing' | 'either'): Database {
    const inMemory = path === ':memory:';
    if (!inMemory) prepareFile(path, how);
    let sqlite: DatabaseSync | undefined;
    try {
      sqlite = new DatabaseSync(path, { timeout: 0 });
      sqlite.exec(
        `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;`,
      );
      sqlite.function('text_content', { deterministic: true }, (body, timestamp) =>
        encodeContent({ type: 'text', body: String(body), timestamp: Number(timestamp) }),
      );
      for (const [name, make] of Object.entries(itemFunctions)) {
        sqlite.function(name, { deterministic: true, varargs: true }, make);
      }
      const database = new Database(sqlite);
      database.#migrate(path);
      return database;
    } catch (error) {
      if (sqlite?.isOpen) sqlite.close();
      throw translate(error, path);
    }
  }

  #migrate(path: string): void {
    // The first write takes the exclusive lock, which is then held until the end.
    this.#sqlite.exec('BEGIN EXCLUSIVE');
    const version = Number(this.get('PRAGMA user_version')?.user_version ?? 0);
    if (version > schemaVersion) {
      throw new ClientError(
        'profile.unreadable',
        `${path} was written by a newer Aldis (schema ${version}); update this one.`,
      );
    }
    if (version === 0) this.#sqlite.exec(schema);
    else for (let from = version; from < schemaVersion; from += 1) this.#step(from);
    this.#sqlite.exec(`PRAGMA user_version = ${schemaVersion}`);
    this.#sqlite.exec('COMMIT');
  }

  #step(from: number): void {
    const statements = migrations[from];
    if (statements === undefined) throw new Error(`Nothing leads on from schema ${from}.`);
    this.#sqlite.exec(statements);
  }

  /** All or nothing, and on disk when it returns. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#sqlite.exec('BEGIN IMMEDIATE');
    this.#depth += 1;
    try {
      const value = work();
      this.#sqlite.exec('COMMIT');
      return value;
    } catch (error) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Returns how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Runs an insert and returns the id of its row. */
  insert(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).lastInsertRowid);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values);
  }

  close(): void {
    this.#statements.clear();
    if (this.#sqlite.isOpen) this.#sqlite.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function prepareFile(path: string, how: 'create' | 'existing' | 'either'): void {
  const exists = existsSync(path);
  if (exists && how === 'create') {
    throw new ClientError(
      'profile.exists',
      `${path} holds a profile already; choose another name.`,
    );
  }
  if (!exists && how === 'existing') {
    throw new ClientError('profile.missing', `There is no profile at ${path}; register one first.`);
  }
  if (exists) return;
  makeFolder(dirname(path));
  // Created before SQLite opens it, so that it never has a wider mode; its journal takes the same.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function translate(error: unknown, path: string): unknown {
  if (error instanceof ClientError) return error;
  const code =
    error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
  if (code === sqliteBusy || code === sqliteLocked) {
    return new ClientError(
      'profile.in_use',
      `Another process has ${path} open; close it first, or use another profile.`,
      { cause: error },
    );
  }
  return new ClientError(
    'profile.unreadable',
    `${path} cannot be opened as a profile; restore it from a copy or register anew.`,
    { cause: error },
  );
}

/** A column that holds bytes, as an owned copy. */
export function bytesOf(value: SQLOutputValue | undefined): Uint8Array<ArrayBuffer> {
  if (!(value instanceof Uint8Array)) throw new Error('A column of bytes holds none.');
  return new Uint8Array(value);
}

/** The number in a column that may hold none. */
export function numberOf(value: SQLOutputValue | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** The account that a column names. */
export function accountOf(value: SQLOutputValue | undefined): AccountId {
  const account = parseAccountId(String(value));
  if (account === undefined) throw new Error('A column of accounts holds none.');
  return account;
}

/** One of the words that a column may hold. */
export function wordOf<Word extends string>(
  words: readonly Word[],
  value: SQLOutputValue | undefined,
): Word {
  const word = words.find((one) => one === value);
  if (word === undefined) throw new Error('A column of words holds none that is known.');
  return word;
}
