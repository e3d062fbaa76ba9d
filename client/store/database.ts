// The statements of a profile's tables, on the one database that holds it. Where the profile is
// locked they run on a copy in memory, and the file holds every row of it sealed.

import { randomBytes } from 'node:crypto';
import { ClientError, closed } from '../clientError.ts';
import type { Argon2Cost } from './argon2.ts';
import { atomically } from './atomically.ts';
import type { ClientStore, SqlRow, SqlStatement, SqlValue, Sqlite } from './clientStore.ts';
import { Mirror } from './mirror.ts';
import { dataKeyBytes, unwrap, wrap } from './passphrase.ts';
import type { Passphrase } from './passphrase.ts';
import { holdProfile, migrate, scrub, unreadable, versionOf } from './profileFile.ts';
import type { Opening } from './profileFile.ts';
import { schemaVersion } from './schema.ts';
import { dropTables, fill, rowsOf, shapeOf, tablesOf } from './tables.ts';
import { Vault, isLockedVersion, lockedVersion } from './vault.ts';

/** What there is of a locked profile beside its file, while it is open. */
interface Lock {
  readonly vault: Vault;
  readonly mirror: Mirror;
}

/** `order`: the values by their numbers, where the statement has numbers. */
interface Prepared {
  readonly statement: SqlStatement;
  readonly order?: readonly number[];
}

/** A value by its number. Node 22.13 binds values in their order alone. */
const numbered = /\?(\d+)/g;
/** All others may write. */
const reading = /^\s*SELECT\b/i;

export class Database {
  readonly #where: ClientStore;
  readonly #file: Sqlite;
  readonly #statements = new Map<string, Prepared>();
  #lock: Lock | undefined;
  #depth = 0;
  #isOpen = true;

  private constructor(where: ClientStore, file: Sqlite) {
    this.#where = where;
    this.#file = file;
  }

  /**
   * Opens the profile and holds it until `close`.
   * Refuses: profile.missing, profile.exists, profile.in_use, profile.unreadable, profile.locked.
   */
  static open(where: ClientStore, how: Opening): Database {
    const file = holdProfile(where, how);
    if (!isLockedVersion(versionOf(file))) return new Database(where, file);
    file.close();
    throw new ClientError('profile.locked', `${where.name} is locked; its passphrase is needed.`);
  }

  /**
   * The same with a passphrase: a locked profile is open until `close`, a new one is locked from
   * the start.
   * Refuses: as `open`, and profile.passphrase, profile.not_locked, passphrase.length,
   * argon2.missing.
   */
  static async openLocked(
    where: ClientStore,
    how: Opening,
    passphrase: Passphrase,
    cost?: Argon2Cost,
  ): Promise<Database> {
    const file = holdProfile(where, how);
    const database = new Database(where, file);
    try {
      if (isLockedVersion(versionOf(file))) await database.#unseal(passphrase);
      else if (how !== 'existing') await database.lock(passphrase, cost);
      else throw new ClientError('profile.not_locked', `${where.name} is not locked.`);
      return database;
    } catch (error) {
      database.close();
      throw unreadable(error, where.name);
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
      const mirror = former?.mirror ?? opened(vault, this.#where.scratch());
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
    if (!this.#isOpen) throw closed();
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
  run(sql: string, ...values: SqlValue[]): number {
    return this.#execute(sql, values, (statement, bound) =>
      Number(statement.run(...bound).changes),
    );
  }

  /** Runs an insert and returns the id of its row. */
  insert(sql: string, ...values: SqlValue[]): number {
    return this.#execute(sql, values, (statement, bound) =>
      Number(statement.run(...bound).lastInsertRowid),
    );
  }

  get(sql: string, ...values: SqlValue[]): SqlRow | undefined {
    return this.#execute(sql, values, (statement, bound) => statement.get(...bound));
  }

  all(sql: string, ...values: SqlValue[]): SqlRow[] {
    return this.#execute(sql, values, (statement, bound) => statement.all(...bound));
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#forget();
    this.#file.close();
  }

  get #sqlite(): Sqlite {
    return this.#lock?.mirror.sqlite ?? this.#file;
  }

  /** What a single statement changes reaches the file as well. */
  #execute<T>(
    sql: string,
    values: readonly SqlValue[],
    work: (statement: SqlStatement, bound: readonly SqlValue[]) => T,
  ): T {
    const { statement, order } = this.#prepare(sql);
    const bound = order ? order.map((number) => values[number - 1] ?? null) : values;
    if (!this.#lock || reading.test(sql)) return work(statement, bound);
    return this.transaction(() => work(statement, bound));
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (!this.#isOpen) throw closed();
    const order = [...sql.matchAll(numbered)].map(([, number]) => Number(number));
    const statement = this.#sqlite.prepare(sql.replace(numbered, '?'));
    const prepared = { statement, ...(order.length > 0 && { order }) };
    this.#statements.set(sql, prepared);
    return prepared;
  }

  async #unseal(passphrase: Passphrase): Promise<void> {
    const dataKey = await unwrap(Vault.wrapped(this.#file), passphrase);
    // Killed while it was locked, the write-ahead file may have held it in clear.
    this.#file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const vault = new Vault(this.#file, dataKey);
    const version = versionOf(this.#file);
    try {
      this.#lock = { vault, mirror: opened(vault, this.#where.scratch()) };
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
function opened(vault: Vault, sqlite: Sqlite): Mirror {
  const shape = vault.shape();
  const mirror = new Mirror(sqlite, shape, vault.rows());
  try {
    if (shape.version !== schemaVersion || !shape.isPaged) {
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
