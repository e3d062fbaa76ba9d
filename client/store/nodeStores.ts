// The stores that Node has: a file of SQLite's, made for its owner alone, and its twin in memory.

import { randomUUID } from 'node:crypto';
import { chmodSync, closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ClientError } from '../clientError.ts';
import { atomically, rollBack } from './atomically.ts';
import type { ClientStore, Sqlite } from './clientStore.ts';
import { makeFolder } from './folder.ts';
import { unreadable } from './profileFile.ts';

/** The path that stands for memory. */
const memoryName = ':memory:';
const sqliteBusy = 5;
const sqliteLocked = 6;

const scratch = (): Sqlite => new DatabaseSync(memoryName);

/** A profile in this file; made with mode 0600, in folders of mode 0700. */
export function fileStore(path: string): ClientStore {
  return {
    name: path,
    blobsFolder: `${path}.blobs`,
    isThere: () => existsSync(path),
    hold: () => holdFile(path),
    scratch,
    remove: () => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    },
  };
}

/**
 * A profile in this process's memory, which can be opened again while the store is referred to. Its
 * blobs under way are files in the system's folder for such.
 */
export function memoryStore(): ClientStore {
  let kept: DatabaseSync | undefined;
  let isHeld = false;
  return {
    name: memoryName,
    blobsFolder: join(tmpdir(), `aldis-${randomUUID()}`),
    isThere: () => kept !== undefined,
    hold: () => {
      if (isHeld) throw inUse(memoryName, 'Something else');
      kept ??= new DatabaseSync(memoryName);
      isHeld = true;
      return lent(kept, () => {
        isHeld = false;
      });
    },
    scratch,
    remove: () => {
      kept?.close();
      kept = undefined;
    },
  };
}

/** A path means a file, or `:memory:` new memory. */
export function storeOf(profile: string | ClientStore): ClientStore {
  if (typeof profile !== 'string') return profile;
  return profile === memoryName ? memoryStore() : fileStore(profile);
}

function holdFile(path: string): Sqlite {
  if (!existsSync(path)) {
    makeFolder(dirname(path));
    // Made before SQLite opens it, so that it never has a wider mode; its journal takes the same.
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  }
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(path, { timeout: 0 });
    file.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL',
    );
    // What is begun first takes the exclusive lock, which is then held until the end.
    atomically(file, () => undefined);
    return file;
  } catch (error) {
    file?.close();
    throw isBusy(error) ? inUse(path, 'Another process', error) : unreadable(error, path);
  }
}

/** A database that stays when it is closed; like a file it does nothing more for who closed it. */
function lent(sqlite: DatabaseSync, giveBack: () => void): Sqlite {
  let isOpen = true;
  const open = () => {
    if (!isOpen) throw new Error('database is not open');
    return sqlite;
  };
  return {
    exec: (sql) => open().exec(sql),
    prepare: (sql) => open().prepare(sql),
    function: (name, how, work) => open().function(name, how, work),
    close: () => {
      rollBack(open());
      isOpen = false;
      giveBack();
    },
  };
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return code === sqliteBusy || code === sqliteLocked;
}

const inUse = (name: string, who: string, cause?: unknown) =>
  new ClientError(
    'profile.in_use',
    `${who} has ${name} open; close it first, or use another profile.`,
    { cause },
  );
