// The statements of a profile's tables, on the one SQLite file that holds it. Where the profile is
// locked they run on a copy in memory, and the file holds every row of it sealed.

import { randomBytes } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { AccountId } from '#protocol';
import { parseAccountId } from '#protocol';
import { ClientError, closed } from '../clientError.ts';
import type { Argon2Cost } from './argon2.ts';
import { atomically } from './atomically.ts';
import { Mirror } from './mirror.ts';
import { dataKeyBytes, unwrap, wrap } from './passphrase.ts';
import type { Passphrase } from './passphrase.ts';
import { holdFile, migrate, scrub, translate, versionOf } from './profileFile.ts';
import type { Opening } from './profileFile.ts';
import { schemaVersion } from './schema.ts';
import { dropTables, fill, rowsOf, shapeOf, tablesOf } from './tables.ts';
import { Vault, isLockedVersion, lockedVersion } from './vault.ts';

export type Row = Record<string, SQLOutputValue>;

/** What there is of a locked profile beside its file, while it is open. */
interface Lock {
  readonly vault: Vault;
  readonly mirror: Mirror;
}

/** All others may write. */
const reading = /^\s*SELECT\b/i;

export class Database {
  readonly #file: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #lock: Lock | undefined;
  #depth = 0;
  #isOpen = true;

  private constructor(file: DatabaseSync) {
    this.#file = file;
  }

  /**
   * Opens the file and holds it until `close`.
   * Refuses: profile.missing, profile.exists, profile.in_use, profile.unreadable, profile.locked.
   */
  static open(path: string, how: Opening): Database {
    const file = holdFile(path, how);
    if (!isLockedVersion(versionOf(file))) return new Database(file);
    file.close();
    throw new ClientError('profile.locked', `${path} is locked; its passphrase is needed.`);
  }

  /**
   * The same with a passphrase: a locked profile is open until `close`, a new one is locked from
   * the start.
   * Refuses: as `open`, and profile.passphrase, profile.not_locked, passphrase.length,
   * argon2.missing.
   */
  static async openLocked(
    path: string,
    how: Opening,
    passphrase: Passphrase,
    cost?: Argon2Cost,
  ): Promise<Database> {
    const file = holdFile(path, how);
    const database = new Database(file);
    try {
      if (isLockedVersion(versionOf(file))) await database.#unseal(passphrase);
      else if (how !== 'existing') await database.lock(passphrase, cost);
      else throw new ClientError('profile.not_locked', `${path} is not locked.`);
      return database;
    } catch (error) {
      database.close();
      throw translate(error, path);
    }
  }

  /** Refuses: client.closed. */
  get isLocked(): boolean {
    if (!this.#isOpen) throw closed();
    return this.#lock !== undefined;
  }

  /**
   * Seals everything under a new key, and that under the passphrase, whether there was another or
   * none. Killed in between, the file is as it was or as it is to be. What it held is overwritten.
   * Refuses: passphrase.length, argon2.missing, client.closed.
   */
  async lock(passphrase: Passphrase, cost?: Argon2Cost): Promise<void> {
    const dataKey = new Uint8Array(randomBytes(dataKeyBytes));
    const wrapped = await wrap(dataKey, passphrase, cost);
    if (!this.#isOpen) throw closed();
    const [file, former] = [this.#file, this.#lock];
    const source = this.#sqlite;
    const [tables, shape] = [tablesOf(source), shapeOf(source, schemaVersion)];
    this.#lock = atomically(file, () => {
      Vault.make(file, wrapped);
      const vault = new Vault(file, dataKey);
      vault.begin(shape, rowsOf(source, tables));
      const mirror = former?.mirror ?? opened(vault);
      if (!former) dropTables(file, tables);
      return { vault, mirror };
    });
    this.#statements.clear();
    former?.vault.close();
    scrub(file);
  }

  /**
   * Takes the lock away: the file holds everything as it is. Killed in between: as `lock`.
   * Refuses: client.closed.
   */
  unlock(): void {
    if (!this.#isOpen) throw closed();
    const [file, lock] = [this.#file, this.#lock];
    if (!lock) return;
    const { sqlite } = lock.mirror;
    atomically(file, () => {
      Vault.drop(file);
      fill(file, shapeOf(sqlite, schemaVersion), rowsOf(sqlite, tablesOf(sqlite)));
      file.exec(`PRAGMA user_version = ${schemaVersion}`);
    });
    this.#forget();
    scrub(file);
  }

  /** All or nothing, and on disk when it returns. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    if (!this.#sqlite.isOpen) throw closed();
    this.#depth += 1;
    const lock = this.#lock;
    try {
      return atomically(this.#sqlite, () => {
        const value = work();
        // First in the file: what is in memory alone was never done.
        if (lock?.mirror.hasChanged) lock.vault.write(lock.mirror.changes());
        return value;
      });
    } finally {
      lock?.mirror.forget();
      this.#depth -= 1;
    }
  }

  /** Returns how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#execute(sql, (statement) => Number(statement.run(...values).changes));
  }

  /** Runs an insert and returns the id of its row. */
  insert(sql: string, ...values: SQLInputValue[]): number {
    return this.#execute(sql, (statement) => Number(statement.run(...values).lastInsertRowid));
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#execute(sql, (statement) => statement.get(...values));
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#execute(sql, (statement) => statement.all(...values));
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#forget();
    this.#file.close();
  }

  get #sqlite(): DatabaseSync {
    return this.#lock?.mirror.sqlite ?? this.#file;
  }

  /** What a single statement changes reaches the file as well. */
  #execute<T>(sql: string, work: (statement: StatementSync) => T): T {
    const statement = this.#prepare(sql);
    if (!this.#lock || reading.test(sql)) return work(statement);
    return this.transaction(() => work(statement));
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (!this.#sqlite.isOpen) throw closed();
    const statement = this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  async #unseal(passphrase: Passphrase): Promise<void> {
    const dataKey = await unwrap(Vault.wrapped(this.#file), passphrase);
    // Killed while it was locked, the write-ahead file may have held it in clear.
    this.#file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const vault = new Vault(this.#file, dataKey);
    const version = versionOf(this.#file);
    try {
      this.#lock = { vault, mirror: opened(vault) };
      if (version !== lockedVersion) scrub(this.#file);
    } catch (error) {
      vault.close();
      throw error;
    }
  }

  #forget(): void {
    this.#statements.clear();
    this.#lock?.mirror.close();
    this.#lock?.vault.close();
    this.#lock = undefined;
  }
}

/** What the file holds, in memory and in the present schema; from now on changes are noted. */
function opened(vault: Vault): Mirror {
  const shape = vault.shape();
  const mirror = new Mirror(shape, vault.rows());
  try {
    if (shape.version !== schemaVersion || !shape.isPaged) {
      const { sqlite } = mirror;
      if (shape.version !== schemaVersion) {
        atomically(sqlite, () => migrate(sqlite, shape.version));
      }
      vault.beginAnew(shapeOf(sqlite, schemaVersion), rowsOf(sqlite, tablesOf(sqlite)));
    }
    mirror.watch();
    return mirror;
  } catch (error) {
    mirror.close();
    throw error;
  }
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
