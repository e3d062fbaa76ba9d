// The keys of accounts beside backups: what a backup adds to them, what a restore needs of them,
// and that those who were deleted are taken out.

import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import type { AccountKeysTag, BackupKey } from '#crypto';
import {
  AccountKeys,
  accountKeysName,
  coversBackup,
  ForeignAccountKeys,
  isBackupLine,
  withoutMarks,
} from '#crypto';
import type { OwnedRow, Pages, TombstoneLog } from '#persistence';
import { makeFolder } from '#runtime';
import type { Config } from '#runtime';
import { StartError } from '../checks.ts';
import type { BackupFacts } from './entries.ts';
import type { KeysFolder } from './keysFolder.ts';
import { openKeysFolder } from './keysFolder.ts';
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
  folder: KeysFolder,
  beside: KeysFolder,
  fresh: readonly string[],
  name: string,
  marks: ReadonlySet<string>,
): Promise<void> {
  let kept: readonly string[] = [];
  await folder.change((lines = []) => {
    kept = withoutMarks(newestBackups([...lines, ...fresh, `backup ${name}`]), marks);
    return kept;
  });
  if (beside.path === folder.path) return;
  await beside.change((lines = []) => {
    const known = new Set(kept);
    if (lines.length > 0 && !lines.some((one) => known.has(one))) {
      throw new StartError(
        `${beside.path} is of another cluster; ` + 'write the backup to another folder.',
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
  folder: KeysFolder,
  marks: ReadonlySet<string>,
): Promise<number> {
  if (!folder.isThere()) return 0;
  let forgotten = 0;
  await folder.change((lines = []) => {
    const kept = withoutMarks(lines, marks);
    forgotten = lines.length - kept.length;
    return forgotten > 0 ? kept : undefined;
  });
  return forgotten;
}

/** Takes out whoever the log of deletions names. Where there is no such file it reads nothing. */
export async function forgetDeleted(
  folder: KeysFolder,
  tombstones: Pick<TombstoneLog, 'marks'>,
): Promise<number> {
  if (!folder.isThere()) return 0;
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
 * have them, whoever is in one alone is forgotten. `tagOf`: of the cluster that made it. Throws
 * StartError and BackupKeyError.
 */
export function accountKeysFor(
  config: Pick<Config, 'backupDir' | 'dataDir'>,
  file: string,
  { name, accountKeys }: BackupFacts,
  backupKeys: readonly BackupKey[],
  tagOf: () => AccountKeysTag,
): NeededKeys {
  // One of before there were account keys.
  if (name === undefined) return noKeys;
  const tag = tagOf();
  const open = (folder: string) =>
    openKeysFolder(config.dataDir, folder, tag, accountKeys !== undefined);
  const own = open(config.backupDir);
  const found = filesFor(name, [open(dirname(file)), own]);
  const [first] = found;
  if (!first) {
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
      makeFolder(config.backupDir);
      await own.change((lines) => (lines ? undefined : first)).catch(leaveForeign);
    },
  };
}

const noKeys: NeededKeys = {
  rows: (path) =>
    openRows(
      createReadStream(path),
      () => undefined,
      () => undefined,
    ),
  forgotten: () => 0,
  goOn: () => Promise.resolve(),
};

function filesFor(name: string, folders: readonly KeysFolder[]): (readonly string[])[] {
  const distinct = new Map(folders.map((one) => [one.path, one]));
  return [...distinct.values()].flatMap((folder) => {
    const lines = linesOf(folder);
    return lines && coversBackup(lines, name) ? [lines] : [];
  });
}

function linesOf(folder: KeysFolder): readonly string[] | undefined {
  try {
    return folder.read();
  } catch (error) {
    leaveForeign(error);
    return undefined;
  }
}

/** Another cluster's is none, and is left alone: the next backup says so. */
export function leaveForeign(error: unknown): void {
  if (!(error instanceof ForeignAccountKeys)) throw error;
}
