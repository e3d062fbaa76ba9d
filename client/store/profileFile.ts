// The file of a profile: made for its owner alone, held by one process, brought to the present
// schema.

import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { encodeContent } from '#protocol';
import { ClientError } from '../clientError.ts';
import { atomically } from './atomically.ts';
import { makeFolder } from './folder.ts';
import { itemFunctions } from './recordSchema.ts';
import { migrations, schema, schemaVersion } from './schema.ts';
import { isLockedVersion } from './vault.ts';

/** Whether the file has to be there. */
export type Opening = 'create' | 'existing' | 'either';

const sqliteBusy = 5;
const sqliteLocked = 6;

/**
 * Opens the file and holds it until it is closed; one that is not locked has the present schema.
 * Refuses: profile.missing, profile.exists, profile.in_use, profile.unreadable.
 */
export function holdFile(path: string, how: Opening): DatabaseSync {
  if (path !== ':memory:') prepareFile(path, how);
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(path, { timeout: 0 });
    const held = file;
    held.exec(
      `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
       PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;`,
    );
    // What is read first takes the exclusive lock, which is then held until the end.
    atomically(held, () => {
      const version = versionOf(held);
      if (isLockedVersion(version) || version === schemaVersion) return;
      migrate(held, version);
      held.exec(`PRAGMA user_version = ${schemaVersion}`);
    });
    return held;
  } catch (error) {
    file?.close();
    throw translate(error, path);
  }
}

export const versionOf = (file: DatabaseSync): number =>
  Number(file.prepare('PRAGMA user_version').get()?.user_version ?? 0);

/** Leads on from a schema, 0 where there is none yet. Refuses: profile.unreadable. */
export function migrate(sqlite: DatabaseSync, version: number): void {
  if (version > schemaVersion) {
    const by = `a newer Aldis (schema ${version})`;
    const message = `The profile was written by ${by}; update this one.`;
    throw new ClientError('profile.unreadable', message);
  }
  sqlite.function('text_content', { deterministic: true }, (body, timestamp) =>
    encodeContent({ type: 'text', body: String(body), timestamp: Number(timestamp) }),
  );
  for (const [name, make] of Object.entries(itemFunctions)) {
    sqlite.function(name, { deterministic: true, varargs: true }, make);
  }
  if (version === 0) sqlite.exec(schema);
  else for (let from = version; from < schemaVersion; from += 1) migrateFrom(sqlite, from);
}

function migrateFrom(sqlite: DatabaseSync, from: number): void {
  const statements = migrations[from];
  if (statements === undefined) throw new Error(`Nothing leads on from schema ${from}.`);
  sqlite.exec(statements);
}

/** Leaves nothing in the file, nor in the write-ahead file, of what is there no more. */
export function scrub(file: DatabaseSync): void {
  file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  // Of deleted rows nothing is left but pages of zeroes: this makes the file shorter.
  file.exec('VACUUM');
  file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

function prepareFile(path: string, how: Opening): void {
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

/** What SQLite says, in the client's words. */
export function translate(error: unknown, path: string): unknown {
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
