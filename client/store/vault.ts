// The file of a locked profile: pages of rows, each sealed as a whole under a number, and the data
// key wrapped under a passphrase. What the file shows is how many pages there are, how long each
// is, and which are written together.
//
// A keyed sum over all pages is sealed with them: a page that is missing, or as it was at another
// time, is noticed when the profile is opened. The whole file as it once was is not.

import { same, wipe } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import { atomically } from './atomically.ts';
import type { SqlStatement, Sqlite } from './clientStore.ts';
import { eachRow } from './eachRow.ts';
import { KeyedSum } from './keyedSum.ts';
import { Pages } from './pages.ts';
import type { WrappedKey } from './passphrase.ts';
import { RowSealer } from './rowSealer.ts';
import type { Shape, StoredRow } from './tables.ts';

/** The `user_version` of a locked file; older programs take it for one of a newer Aldis. */
export const lockedVersion = 1_000_002;
/**
 * The version of a file that holds a value a row, as files did at first; it is moved when opened.
 */
const rowByRowVersion = 1_000_001;

export const isLockedVersion = (version: number): boolean =>
  version === lockedVersion || version === rowByRowVersion;

const lock = `
-- The data key, wrapped under Argon2id of the passphrase at this cost.
CREATE TABLE lock (
  one INTEGER PRIMARY KEY CHECK (one = 1), memory_kib INTEGER NOT NULL, passes INTEGER NOT NULL,
  lanes INTEGER NOT NULL, salt BLOB NOT NULL, key BLOB NOT NULL
);`;

const sealed = 'CREATE TABLE sealed (id BLOB PRIMARY KEY, value BLOB NOT NULL)';

/** What is not a page has a name for its id. */
const ownId = (name: 'shape' | 'sum') => new Uint8Array(Buffer.from(name));
const shapeId = ownId('shape');
const sumId = ownId('sum');

/** The shape's number in the sum; pages count from 1. */
const shapeNumber = 0;
/** Unit: bytes. */
const pageIdBytes = 4;

/** How many rows of a profile that is sealed as a whole are in hand at once. */
const rowsAtOnce = 1_000;

/** What the file holds, as it is to be when it is next written. */
interface State {
  readonly sum: KeyedSum;
  readonly pages: Pages;
}

export class Vault {
  readonly #sealer: RowSealer;
  readonly #find: SqlStatement;
  readonly #put: SqlStatement;
  readonly #remove: SqlStatement;
  readonly #file: Sqlite;
  /** Absent before the file was read, and after it did not take what was to be written. */
  #state: State | undefined;

  /** Takes the data key. */
  constructor(file: Sqlite, dataKey: Uint8Array) {
    this.#file = file;
    this.#sealer = new RowSealer(dataKey);
    this.#find = file.prepare('SELECT value FROM sealed WHERE id = ?');
    // Written in its place, where it was sealed before.
    this.#put = file.prepare(`INSERT INTO sealed (id, value) VALUES (?, ?)
      ON CONFLICT (id) DO UPDATE SET value = excluded.value`);
    this.#remove = file.prepare('DELETE FROM sealed WHERE id = ?');
  }

  /** Makes the tables of a locked file, empty, in the place of those that were there. */
  static make(file: Sqlite, wrapped: WrappedKey): void {
    Vault.drop(file);
    file.exec(`${lock}; ${sealed}`);
    const { memoryKib, passes, parallelism, salt, key } = wrapped;
    const sql =
      'INSERT INTO lock (one, memory_kib, passes, lanes, salt, key) VALUES (1, ?, ?, ?, ?, ?)';
    file.prepare(sql).run(memoryKib, passes, parallelism, salt, key);
  }

  static drop(file: Sqlite): void {
    file.exec('DROP TABLE IF EXISTS sealed; DROP TABLE IF EXISTS lock');
  }

  static wrapped(file: Sqlite): WrappedKey {
    const row = file.prepare('SELECT *, lanes AS parallelism FROM lock').get();
    if (!(row?.salt instanceof Uint8Array && row.key instanceof Uint8Array)) throw damaged();
    const cost = [row.memory_kib, row.passes, row.parallelism];
    const [memoryKib, passes, parallelism] = cost.map(Number);
    return { memoryKib, passes, parallelism, salt: row.salt, key: row.key } as WrappedKey;
  }

  shape(): Shape {
    return JSON.parse(this.#read(shapeId).toString()) as Shape;
  }

  /** Every row of a table; it throws at the end where a page is missing or too many. */
  *rows(): Generator<StoredRow> {
    const { isPaged = false } = this.shape();
    const [sum, pages] = [new KeyedSum(), new Pages()];
    let single = 0;
    for (const { id, value } of eachRow(this.#file.prepare('SELECT id, value FROM sealed'))) {
      if (!(id instanceof Uint8Array && value instanceof Uint8Array)) throw damaged();
      if (same(id, sumId)) continue;
      const isShape = same(id, shapeId);
      // Single rows are not written again: any other number does.
      const number = isShape ? shapeNumber : isPaged ? pageOf(id) : --single;
      sum.set(number, this.#sealer.markOf(id, value));
      if (isShape) continue;
      const plain = this.#open(id, value);
      if (isPaged) yield* pages.read(number, plain);
      else yield { name: '', row: plain };
      wipe(plain);
    }
    if (!same(sum.encode(), this.#read(sumId))) throw damaged();
    this.#state = { sum, pages };
  }

  /** The file holds these rows and no others, or what it held; on disk when it returns. */
  beginAnew(shape: Shape, rows: Iterable<StoredRow>): void {
    atomically(this.#file, () => this.begin(shape, rows));
  }

  /** The same in the caller's transaction. */
  begin(shape: Shape, rows: Iterable<StoredRow>): void {
    this.#file.exec(`DROP TABLE sealed; ${sealed}; PRAGMA user_version = ${lockedVersion}`);
    const state = { sum: new KeyedSum(), pages: new Pages() };
    this.#write(state.sum, shapeNumber, shapeId, Buffer.from(JSON.stringify(shape)));
    for (const some of inParts(rows, rowsAtOnce)) this.#apply(state, some);
    this.#state = state;
  }

  /** All of it or nothing; on disk when it returns. */
  write(rows: Iterable<StoredRow>): void {
    const state = this.#state ?? this.#reread();
    // Where the file does not take it, it is read again.
    this.#state = undefined;
    try {
      atomically(this.#file, () => this.#apply(state, rows));
      this.#state = state;
    } finally {
      if (!this.#state) state.pages.close();
    }
  }

  /** Overwrites the keys, and what it has of rows. */
  close(): void {
    this.#state?.pages.close();
    this.#sealer.close();
  }

  #reread(): State {
    for (const _row of this.rows());
    if (!this.#state) throw damaged();
    return this.#state;
  }

  #apply(state: State, rows: Iterable<StoredRow>): void {
    for (const [page, plain] of state.pages.put(rows, (one) => this.#read(idOf(one)))) {
      if (plain) this.#write(state.sum, page, idOf(page), plain);
      else {
        this.#remove.run(idOf(page));
        state.sum.set(page, undefined);
      }
    }
    this.#put.run(sumId, this.#sealer.seal(state.sum.encode(), sumId));
  }

  /** Overwrites the plain bytes. */
  #write(sum: KeyedSum, number: number, id: Uint8Array, plain: Buffer): void {
    const value = this.#sealer.seal(plain, id);
    wipe(plain);
    this.#put.run(id, value);
    sum.set(number, this.#sealer.markOf(id, value));
  }

  #read(id: Uint8Array): Buffer {
    return this.#open(id, this.#find.get(id)?.value);
  }

  #open(id: Uint8Array, value: unknown): Buffer {
    if (!(value instanceof Uint8Array)) throw damaged();
    try {
      return this.#sealer.open(value, id);
    } catch (cause) {
      throw damaged(cause);
    }
  }
}

function idOf(page: number): Uint8Array {
  const id = Buffer.alloc(pageIdBytes);
  id.writeUInt32BE(page);
  return id;
}

function pageOf(id: Uint8Array): number {
  if (id.length !== pageIdBytes) throw damaged();
  return Buffer.from(id).readUInt32BE();
}

function* inParts<T>(all: Iterable<T>, most: number): Generator<T[]> {
  let part: T[] = [];
  for (const one of all) {
    part.push(one);
    if (part.length < most) continue;
    yield part;
    part = [];
  }
  yield part;
}

const damaged = (cause?: unknown) =>
  new ClientError(
    'profile.unreadable',
    'The locked profile was changed or is damaged; restore it from a copy or register anew.',
    { cause },
  );
