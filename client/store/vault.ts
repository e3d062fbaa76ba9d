// The file of a locked profile: one sealed value a row of any table, under a name that tells
// nothing, and the data key wrapped under a passphrase. What the file shows is how many rows there
// are, how long each is, and which are written together.
//
// A keyed sum over all rows is sealed with them: a row that is missing, or as it was at another
// time, is noticed when the profile is opened. The whole file as it once was is not.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { wipe } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import { atomically } from './atomically.ts';
import type { WrappedKey } from './passphrase.ts';
import { RowSealer, markBytes } from './rowSealer.ts';
import type { Shape, StoredRow } from './tables.ts';

/** The `user_version` of a locked file; older programs take it for one of a newer Aldis. */
export const lockedVersion = 1_000_001;

const tables = `
-- The data key, wrapped under Argon2id of the passphrase at this cost.
CREATE TABLE lock (
  one INTEGER PRIMARY KEY CHECK (one = 1), memory_kib INTEGER NOT NULL, passes INTEGER NOT NULL,
  lanes INTEGER NOT NULL, salt BLOB NOT NULL, key BLOB NOT NULL
);
CREATE TABLE sealed (id BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
`;

/** A row of the vault's own; those of tables have longer names. */
const ownId = (name: 'shape' | 'sum') => new Uint8Array(Buffer.from(name));

/** Unit: bytes. */
const countBytes = 6;

export class Vault {
  readonly #sealer: RowSealer;
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #file: DatabaseSync;
  readonly #shapeId = ownId('shape');
  readonly #sumId = ownId('sum');
  /** Over the rows of tables and the shape. */
  #count = 0;
  #sum = Buffer.alloc(markBytes);

  /** Takes the data key. */
  constructor(file: DatabaseSync, dataKey: Uint8Array) {
    this.#file = file;
    this.#sealer = new RowSealer(dataKey);
    this.#find = file.prepare('SELECT value FROM sealed WHERE id = ?');
    this.#put = file.prepare('INSERT OR REPLACE INTO sealed (id, value) VALUES (?, ?)');
    this.#remove = file.prepare('DELETE FROM sealed WHERE id = ?');
  }

  /** Makes the tables of a locked file, empty, in the place of those that were there. */
  static make(file: DatabaseSync, wrapped: WrappedKey): void {
    Vault.drop(file);
    file.exec(tables);
    const { memoryKib, passes, lanes, salt, key } = wrapped;
    const sql =
      'INSERT INTO lock (one, memory_kib, passes, lanes, salt, key) VALUES (1, ?, ?, ?, ?, ?)';
    file.prepare(sql).run(memoryKib, passes, lanes, salt, key);
    file.exec(`PRAGMA user_version = ${lockedVersion}`);
  }

  static drop(file: DatabaseSync): void {
    file.exec('DROP TABLE IF EXISTS sealed; DROP TABLE IF EXISTS lock');
  }

  static wrapped(file: DatabaseSync): WrappedKey {
    const row = file.prepare('SELECT * FROM lock').get();
    if (!(row?.salt instanceof Uint8Array && row.key instanceof Uint8Array)) throw damaged();
    const [memoryKib, passes, lanes] = [row.memory_kib, row.passes, row.lanes].map(Number);
    return { memoryKib, passes, lanes, salt: row.salt, key: row.key } as WrappedKey;
  }

  shape(): Shape {
    return JSON.parse(
      this.#open(this.#shapeId, this.#find.get(this.#shapeId)?.value).toString(),
    ) as Shape;
  }

  /** Every row of a table; it throws at the end where one is missing or too many. */
  *rows(): Generator<StoredRow> {
    this.#readSum();
    let [count, sum] = [0, Buffer.alloc(markBytes)];
    for (const { id, value } of this.#file.prepare('SELECT id, value FROM sealed').iterate()) {
      if (!(id instanceof Uint8Array && value instanceof Uint8Array)) throw damaged();
      if (isSame(id, this.#sumId)) continue;
      count += 1;
      sum = xor(sum, this.#sealer.markOf(id, value));
      if (isSame(id, this.#shapeId)) continue;
      const row = this.#open(id, value);
      yield { name: id, row };
      wipe(row);
    }
    if (count !== this.#count || !isSame(sum, this.#sum)) throw damaged();
  }

  /** The file holds these rows and no others, or what it held; on disk when it returns. */
  beginAnew(shape: Shape, rows: Iterable<StoredRow>): void {
    atomically(this.#file, () => this.begin(shape, rows));
  }

  /** The same in the caller's transaction. */
  begin(shape: Shape, rows: Iterable<StoredRow>): void {
    this.#file.exec('DELETE FROM sealed');
    this.#count = 0;
    this.#sum = Buffer.alloc(markBytes);
    this.#replace(this.#shapeId, Buffer.from(JSON.stringify(shape)));
    this.#apply(rows);
  }

  /** All of it or nothing; on disk when it returns. */
  write(rows: Iterable<StoredRow>): void {
    const [count, sum] = [this.#count, this.#sum];
    try {
      atomically(this.#file, () => this.#apply(rows));
    } catch (error) {
      this.#count = count;
      this.#sum = sum;
      throw error;
    }
  }

  /** Overwrites the keys. */
  close(): void {
    this.#sealer.close();
  }

  #apply(rows: Iterable<StoredRow>): void {
    for (const { name, row } of rows) {
      this.#replace(this.#sealer.idOf(name), row);
      if (row) wipe(row);
    }
    const count = Buffer.alloc(countBytes);
    count.writeUIntBE(this.#count, 0, countBytes);
    this.#put.run(this.#sumId, this.#sealer.seal(Buffer.concat([count, this.#sum]), this.#sumId));
  }

  #replace(id: Uint8Array, row: Uint8Array | undefined): void {
    const former = this.#find.get(id)?.value;
    if (former instanceof Uint8Array) this.#weigh(-1, id, former);
    if (row) {
      const sealed = this.#sealer.seal(row, id);
      this.#put.run(id, sealed);
      this.#weigh(1, id, sealed);
    } else this.#remove.run(id);
  }

  #weigh(by: 1 | -1, id: Uint8Array, sealed: Uint8Array): void {
    this.#count += by;
    this.#sum = xor(this.#sum, this.#sealer.markOf(id, sealed));
  }

  #readSum(): void {
    const plain = this.#open(this.#sumId, this.#find.get(this.#sumId)?.value);
    this.#count = plain.readUIntBE(0, countBytes);
    this.#sum = Buffer.from(plain.subarray(countBytes));
  }

  #open(id: Uint8Array, sealed: unknown): Buffer {
    if (!(sealed instanceof Uint8Array)) throw damaged();
    try {
      return this.#sealer.open(sealed, id);
    } catch (cause) {
      throw damaged(cause);
    }
  }
}

const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

function xor(one: Uint8Array, other: Uint8Array): Buffer<ArrayBuffer> {
  const sum = Buffer.alloc(markBytes);
  for (let at = 0; at < markBytes; at += 1) sum[at] = (one[at] ?? 0) ^ (other[at] ?? 0);
  return sum;
}

const damaged = (cause?: unknown) =>
  new ClientError(
    'profile.unreadable',
    'The locked profile was changed or is damaged; restore it from a copy or register anew.',
    { cause },
  );
