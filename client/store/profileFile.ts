// The database of a profile: there or not as was asked, held, brought to the present schema.

import { encodeContent } from '#protocol';
import { ClientError } from '../clientError.ts';
import { atomically } from './atomically.ts';
import type { ClientStore, Sqlite } from './clientStore.ts';
import { itemFunctions } from './recordSchema.ts';
import { migrations, schema, schemaVersion } from './schema.ts';
import { isLockedVersion } from './vault.ts';

/** Whether the profile has to be there. */
export type Opening = 'create' | 'existing' | 'either';

/**
 * Holds the profile until it is closed; one that is not locked has the present schema.
 * Refuses: profile.missing, profile.exists, profile.in_use, profile.unreadable.
 */
export function holdProfile(where: ClientStore, how: Opening): Sqlite {
  checkThere(where, how);
  const held = where.hold();
  try {
    held.exec('PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY');
    atomically(held, () => {
      const version = versionOf(held);
      if (isLockedVersion(version) || version === schemaVersion) return;
      migrate(held, version);
      held.exec(`PRAGMA user_version = ${schemaVersion}`);
    });
    return held;
  } catch (error) {
    held.close();
    throw unreadable(error, where.name);
  }
}

export const versionOf = (file: Sqlite): number =>
  Number(file.prepare('PRAGMA user_version').get()?.user_version ?? 0);

/** Leads on from a schema, 0 where there is none yet. Refuses: profile.unreadable. */
export function migrate(sqlite: Sqlite, version: number): void {
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

function migrateFrom(sqlite: Sqlite, from: number): void {
  const statements = migrations[from];
  if (statements === undefined) throw new Error(`Nothing leads on from schema ${from}.`);
  sqlite.exec(statements);
}

/** Leaves nothing in the file, nor in the write-ahead file, of what is there no more. */
export function scrub(file: Sqlite): void {
  file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  // Deleted rows leave pages of zeroes behind; this makes the file shorter.
  file.exec('VACUUM');
  file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

function checkThere(where: ClientStore, how: Opening): void {
  const isThere = where.isThere();
  if (isThere && how === 'create') {
    const message = `${where.name} holds a profile already; choose another name.`;
    throw new ClientError('profile.exists', message);
  }
  if (!isThere && how === 'existing') {
    const message = `There is no profile at ${where.name}; register one first.`;
    throw new ClientError('profile.missing', message);
  }
}

/** What a store threw, in the client's words. */
export function unreadable(error: unknown, name: string): unknown {
  if (error instanceof ClientError) return error;
  return new ClientError(
    'profile.unreadable',
    `${name} cannot be opened as a profile; restore it from a copy or register anew.`,
    { cause: error },
  );
}
