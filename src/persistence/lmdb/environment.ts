// The embedded store: one LMDB file that all worker processes of a machine share.
//
// Durability: `overlappingSync: false`, so that a write's promise resolves after the commit, which
// is after fdatasync of the data and the synchronous write of the meta page. With lmdb-js's default
// the promise resolves when the commit is visible, before it is on disk: kill -9 forgives that, a
// power loss does not.
//
// Writes are asynchronous transactions: those of one turn of the event loop share one commit, and
// waiting for another process's commit does not block ours. A callback that throws does not undo
// what it had written (lmdb-js commits the rest of the batch), so every callback decides first and
// writes last.
//
// A writer killed with -9 leaves its lock to the next (robust mutex) and nothing half written; its
// reader slot is freed by `readerCheck` at the next open.

import { closeSync, existsSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, Key, RootDatabase } from 'lmdb';
import { open } from 'lmdb';
import { Unreachable } from '#ports';
import { makeFolder } from '#runtime';
import { formerLayout, StoreError } from '../storeError.ts';
import { VeiledTables } from '../tables/veiledTables.ts';
import type { CheckedRows, CheckParts } from '../storeCheck.ts';
import { checkTables } from '../storeCheck.ts';
import type { NamedTables, Table, TableKey, TableRange } from '../tables/table.ts';

/** Address space kept for the file; the file itself grows as needed. A full map refuses writes. */
const mapBytesMax = 64 * 1024 ** 3;
const pageBytes = 4096;
/** LMDB's magic number, in each of the two meta pages that open the file. */
const magic = 0xbeefc0de;
const magicOffset = 24;
/** Pages at the end that a transaction may have reserved and then not written. */
const unwrittenTailPagesMax = 64;
const tablesMax = 128;
const readersMax = 512;

/** The file and its transactions. */
class LmdbTables implements NamedTables {
  readonly #root: RootDatabase<Uint8Array, Key>;

  constructor(root: RootDatabase<Uint8Array, Key>) {
    this.#root = root;
  }

  table(name: string): Table {
    return new LmdbTable(this.#root.openDB({ name, encoding: 'binary' }));
  }

  tableIfThere(name: string): Table | undefined {
    const options = { name, encoding: 'binary', create: false } as const;
    const found = this.#root.openDB<Uint8Array, Key>(options) as
      | Database<Uint8Array, Key>
      | undefined;
    return found && new LmdbTable(found);
  }

  async write<T>(decideThenWrite: () => T): Promise<T> {
    let defect: { thrown: unknown } | undefined;
    try {
      return await this.#root.transaction(() => {
        try {
          return decideThenWrite();
        } catch (thrown) {
          defect = { thrown };
          throw thrown;
        }
      });
    } catch (cause) {
      if (defect) throw defect.thrown;
      throw new Unreachable('the embedded store cannot write just now', { cause });
    }
  }

  read<T>(read: () => T): T {
    // Without this a read may see the snapshot of an earlier read in the same turn of the event
    // loop.
    this.#root.resetReadTxn();
    return read();
  }

  /** Of all tables there are, those of former layouts among them. */
  names(): string[] {
    return Array.from(this.#root.getKeys(), String);
  }

  copy(path: string): Promise<void> {
    // A compacted copy takes no writes: lmdb-js 3.5.6 ends the process in mdb_page_alloc.
    return this.#root.backup(path, false);
  }

  close(): Promise<void> {
    return this.#root.close();
  }
}

class LmdbTable implements Table {
  readonly #rows: Database<Uint8Array, Key>;

  constructor(rows: Database<Uint8Array, Key>) {
    this.#rows = rows;
  }

  get(key: TableKey) {
    return this.#rows.get(keyOf(key));
  }

  doesExist(key: TableKey) {
    return this.#rows.doesExist(keyOf(key));
  }

  getKeys(range: TableRange) {
    return this.#rows.getKeys(rangeOf(range)) as Iterable<TableKey>;
  }

  getRange(range: TableRange) {
    return this.#rows.getRange(rangeOf(range)) as Iterable<{ key: TableKey; value: Uint8Array }>;
  }

  getKeysCount(range: Omit<TableRange, 'limit'>) {
    return this.#rows.getKeysCount(rangeOf(range));
  }

  count() {
    return (this.#rows.getStats() as { entryCount: number }).entryCount;
  }

  put(key: TableKey, value: Uint8Array) {
    this.#rows.putSync(keyOf(key), value);
  }

  remove(key: TableKey) {
    this.#rows.removeSync(keyOf(key));
  }
}

/** lmdb-js asks for lists that it could change, and changes none. */
const keyOf = (key: TableKey): Key => key as Key;
const rangeOf = ({ start, end, ...limit }: TableRange) => ({
  start: keyOf(start),
  end: keyOf(end),
  ...limit,
});

/** Opens or makes the file under the folder. Throws FolderError or StoreError. */
export function openLmdb(dataDir: string): NamedTables {
  return openFile(dataDir);
}

/** Where the store of a data folder is, and what says that it was made. */
export function lmdbFiles(dataDir: string): { folder: string; file: string; marker: string } {
  const folder = join(dataDir, 'store');
  return { folder, file: join(folder, 'durable.lmdb'), marker: join(folder, 'durable.made') };
}

/**
 * Copies the store as it is at one moment while others go on to write.
 * Throws FolderError or StoreError.
 */
export async function copyLmdb(dataDir: string, path: string): Promise<void> {
  const tables = openFile(dataDir);
  try {
    await tables.copy(path);
  } catch (cause) {
    throw new StoreError(describe(cause, path), { cause });
  } finally {
    await tables.close();
  }
}

/** Checks every row; `begun` hears of each table before. Throws StoreError where nothing opens. */
export async function* checkLmdb(
  dataDir: string,
  parts: Pick<CheckParts, 'sealer' | 'envelopes'>,
  begun: (name: string) => void,
): AsyncGenerator<CheckedRows> {
  const tables = new VeiledTables(openFile(dataDir), parts.sealer);
  try {
    if (tables.hasFormer()) throw new StoreError(formerLayout);
    for (const name of tables.names()) {
      begun(name);
      yield* checkTables({ ...parts, tables, names: [name] });
    }
  } finally {
    await tables.close();
  }
}

function openFile(dataDir: string): LmdbTables {
  const { folder, file, marker } = lmdbFiles(dataDir);
  makeFolder(folder);
  refuseEmptied(file, marker);
  try {
    refuseForeign(file);
    const root = open<Uint8Array, Key>({
      path: file,
      noSubdir: true,
      encoding: 'binary',
      overlappingSync: false,
      mapSize: mapBytesMax,
      pageSize: pageBytes,
      maxDbs: tablesMax,
      maxReaders: readersMax,
    });
    refuseShortened(root, file);
    root.readerCheck();
    if (!existsSync(marker)) writeFileSync(marker, 'durable.lmdb was made\n', { flush: true });
    return new LmdbTables(root);
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(describe(cause, file), { cause });
  }
}

/**
 * LMDB takes an empty file for a new one: without the marker a lost store would pass for a fresh
 * start.
 */
function refuseEmptied(file: string, marker: string): void {
  if (!existsSync(marker)) return;
  if (existsSync(file) && statSync(file).size > 0) return;
  throw new StoreError(
    `The store file ${file} is gone; restore your backup, or delete ${marker} to start empty.`,
  );
}

/**
 * lmdb-js ends the process on a file that is not LMDB's, so its first bytes are read before it is
 * asked.
 */
function refuseForeign(file: string): void {
  if (!existsSync(file)) return;
  const head = Buffer.alloc(pageBytes + magicOffset + 4);
  const descriptor = openSync(file, 'r');
  const length = readSync(descriptor, head, 0, head.length, 0);
  closeSync(descriptor);
  // Another process may be making the file just now: its pages are not there yet.
  if (length === 0) return;
  const marked = [0, pageBytes].filter((page) => head.readUInt32LE(page + magicOffset) === magic);
  if (length === head.length && marked.length === 2) return;
  throw new StoreError(`The store file ${file} is damaged; restore it from your backup.`);
}

/**
 * A map of pages beyond the file's end kills the process with SIGBUS, so a short file is never
 * read.
 */
function refuseShortened(root: RootDatabase<Uint8Array, Key>, file: string): void {
  const stats = root.getStats() as { pageSize: number; lastPageNumber: number };
  const pages = stats.lastPageNumber + 1 - unwrittenTailPagesMax;
  if (statSync(file).size >= pages * stats.pageSize) return;
  throw new StoreError(`The store file ${file} is cut short; restore it from your backup.`);
}

function describe(cause: unknown, file: string): string {
  const text = String(cause);
  if (/permission|EACCES|EROFS|read-only/i.test(text)) {
    return `The store file ${file} cannot be written; give this user the right to.`;
  }
  if (/ENOSPC|no space/i.test(text)) return `There is no space left for the store file ${file}.`;
  return `The store file ${file} is damaged; restore it from your backup.`;
}
