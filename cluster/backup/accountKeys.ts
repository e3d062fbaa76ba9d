// The keys of accounts beside backups: what a backup adds to them, what a restore needs of them,
// and that those who were deleted are taken out.

import { createReadStream, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BackupKey } from '#crypto';
import {
  AccountKeys,
  accountKeysName,
  changeAccountKeys,
  coversBackup,
  isBackupLine,
  readAccountKeys,
  withoutMarks,
} from '#crypto';
import type { OwnedRow, Pages, TombstoneLog } from '#persistence';
import { makeFolder } from '#runtime';
import type { Config } from '#runtime';
import { StartError } from '../checks.ts';
import type { BackupFacts } from './entries.ts';
import { openRows } from './ownedRows.ts';

/** More than any folder keeps (`ALDIS_BACKUP_KEEP`). */
const backupNamesMax = 20_000;
const readBytes = 1024 * 1024;

/** The rows of a file of an opened backup. */
export type RowsOf = (path: string) => Pages<Omit<OwnedRow, 'owners'>>;

/**
 * Adds the keys that a backup has made, and its name, and takes out those of these marks; a copy
 * goes beside the backup where that is elsewhere.
 */
export async function keepAccountKeys(
  folder: string,
  beside: string,
  fresh: readonly string[],
  name: string,
  marks: ReadonlySet<string>,
): Promise<void> {
  let kept: readonly string[] = [];
  await changeAccountKeys(folder, (lines = []) => {
    kept = withoutMarks(newestBackups([...lines, ...fresh, `backup ${name}`]), marks);
    return kept;
  });
  if (resolve(beside) === resolve(folder)) return;
  await changeAccountKeys(beside, (lines = []) => {
    const known = new Set(kept);
    if (lines.length > 0 && !lines.some((one) => known.has(one))) {
      throw new StartError(
        `${join(beside, accountKeysName)} is of another cluster; ` +
          'write the backup to another folder.',
      );
    }
    if (lines.every((one) => known.has(one) || !isBackupLine(one))) return kept;
    // It is ahead, as an older file was put back in the folder: backups beside it need it whole.
    return withoutMarks(newestBackups([...new Set([...lines, ...kept])]), marks);
  });
}

/** Of backups so old that nobody keeps them the names go. */
function newestBackups(lines: readonly string[]): readonly string[] {
  const names = lines.filter(isBackupLine);
  const old = new Set(names.slice(0, Math.max(0, names.length - backupNamesMax)));
  return old.size === 0 ? lines : lines.filter((line) => !old.has(line));
}

/** Takes the accounts of these marks out of a folder's file; how many lines went. */
export async function forgetAccountKeys(
  folder: string,
  marks: ReadonlySet<string>,
): Promise<number> {
  if (!existsSync(join(folder, accountKeysName))) return 0;
  let forgotten = 0;
  await changeAccountKeys(folder, (lines = []) => {
    const kept = withoutMarks(lines, marks);
    forgotten = lines.length - kept.length;
    return forgotten > 0 ? kept : undefined;
  });
  return forgotten;
}

/** Takes out whoever the log of deletions names. Where there is no such file it reads nothing. */
export async function forgetDeleted(
  folder: string,
  tombstones: Pick<TombstoneLog, 'marks'>,
): Promise<number> {
  if (!existsSync(join(folder, accountKeysName))) return 0;
  return forgetAccountKeys(folder, await tombstones.marks());
}

/** What a restore opens rows with. */
export interface NeededKeys {
  readonly rows: RowsOf;
  /** Accounts of the backup that have no key any more. */
  forgotten(): number;
  /** Has backups to come go on with the same keys. */
  goOn(): Promise<void>;
}

/**
 * The keys that a backup needs: of the folder it is in, and of the folder of backups; where both
 * have them, whoever is in one alone is forgotten. Throws StartError and BackupKeyError.
 */
export function accountKeysFor(
  config: Pick<Config, 'backupDir'>,
  file: string,
  { name }: BackupFacts,
  backupKeys: readonly BackupKey[],
): NeededKeys {
  const found = name === undefined ? [] : filesFor(name, [dirname(file), config.backupDir]);
  const [first] = found;
  if (name !== undefined && !first) {
    throw new StartError(
      `This backup needs a file \`${accountKeysName}\` that is no older than it is; ` +
        'put the newest of the folder it was made in beside it.',
    );
  }
  const rings = found.map((lines) => new AccountKeys(lines, backupKeys));
  const keyAt = (slot: string) => {
    const keys = rings.map((ring) => ring.at(slot));
    return keys.includes(undefined) ? undefined : keys[0];
  };
  const forgotten = new Set<string>();
  return {
    rows: (path) =>
      openRows(createReadStream(path, { highWaterMark: readBytes }), keyAt, (slot) =>
        forgotten.add(slot),
      ),
    forgotten: () => forgotten.size,
    async goOn() {
      if (!first) return;
      makeFolder(config.backupDir);
      await changeAccountKeys(config.backupDir, (lines) => (lines ? undefined : first));
    },
  };
}

function filesFor(name: string, folders: readonly string[]): (readonly string[])[] {
  const distinct = [...new Set(folders.map((one) => resolve(one)))];
  return distinct.flatMap((folder) => {
    const lines = readAccountKeys(folder);
    return lines && coversBackup(lines, name) ? [lines] : [];
  });
}
