// Makes a backup of a cluster that runs: what waits (Redis), what lasts (the store), the secrets
// and the blobs, in one encrypted file that has its name only when it is whole and on disk.
//
// Redis comes first: what moves from it to the store meanwhile is then in both, and is shown once.

import type { FileHandle } from 'node:fs/promises';
import { mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { AccountKey, Sealer } from '#crypto';
import {
  AccountKeys,
  accountKeysTagOf,
  createBackupKeys,
  createSealer,
  newBackupName,
  openRootKeys,
  readSecrets,
  sealArchive,
} from '#crypto';
import type { MongoDump } from '#persistence';
import {
  copyLmdb,
  lmdbFiles,
  marksBy,
  marksIn,
  noteBackup,
  openMongoDump,
  readRows,
  snapshotsOf,
  tombstonesFile,
} from '#persistence';
import type { AccountId } from '#protocol';
import type { Clock, Config, Log } from '#runtime';
import { makeFolder, openRedis } from '#runtime';
import { release } from '../release.ts';
import { keepAccountKeys } from './accountKeys.ts';
import type { BackupFacts, Entry } from './entries.ts';
import { writeEntries } from './entries.ts';
import { openKeysFolder } from './keysFolder.ts';
import { sealRows } from './ownedRows.ts';
import type { Progress } from './progress.ts';

/** What a backup is called: by the time it was begun. */
const backupForm = /^aldis-\d{8}T\d{6}Z\.backup$/;
/** Where one is made: the copy of the store, and the file before it is whole. */
const leftoverForm = /^(\.staging-\w{6}|aldis-\d{8}T\d{6}Z\.backup\.partial)$/;
/** No backup that runs has not touched its own for so long: its job gives up before. */
const leftAfterMs = 13 * 60 * 60 * 1000;
/** Where a backup has the collections of MongoDB, a file each. */
export const mongoFolder = 'store/mongodb';
/** Where it has the tables of the embedded store. */
export const storeRows = 'store/durable.rows';
/** Beside the backups: who was deleted since, for a restore on another disk. */
export const tombstonesCopy = 'tombstones';

export interface BackupOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** Absolute; absent: by its time, in the folder of backups. */
  readonly file?: string | undefined;
  readonly progress: Progress;
}

export interface MadeBackup {
  readonly file: string;
  readonly bytes: number;
  readonly madeAtMs: number;
  readonly tookMs: number;
  readonly entries: number;
}

/** Makes one. Throws StoreError, BackupKeyError, FolderError or what the disk says. */
export async function takeBackup(options: BackupOptions): Promise<MadeBackup> {
  const { config, clock, log, progress } = options;
  const startedAtMs = clock.monotonic();
  const madeAtMs = clock.now();
  const file = options.file ?? join(config.backupDir, nameAt(madeAtMs));
  makeFolder(dirname(file));
  makeFolder(dirname(config.backupKeyFile));
  makeFolder(config.backupDir);
  const root = openRootKeys(config);
  const backupKeys = createBackupKeys(config.backupKeyFile, madeAtMs, root);
  const [key] = backupKeys;
  if (!key) throw new TypeError('a file of backup keys has one');
  const reread = () => readSecrets(config.secretsFile, root);
  const secrets = reread();
  const sealer = createSealer(secrets, reread);
  const keysIn = (folder: string) =>
    openKeysFolder(config.dataDir, folder, accountKeysTagOf(secrets));
  const [ownKeys, keysBeside] = [keysIn(config.backupDir), keysIn(dirname(file))];
  const accountKeys = new AccountKeys(ownKeys.read() ?? [], backupKeys);
  const name = newBackupName();
  const redis = await openRedis(config.redis, 'backup', log);
  const mongo = await openOwnMongo(config).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  const staging = await mkdtemp(join(dirname(file), '.staging-'));
  const partial = `${file}.partial`;
  try {
    const snapshots = snapshotsOf(redis);
    const facts: BackupFacts = {
      ...{ format: 2, name, release, madeAtMs, store: mongo ? 'mongodb' : 'embedded' },
      ...{ redis: snapshots.length, isOneMoment: true, accountKeys: 2 },
    };
    let entries = 0;
    const marks = new Set(marksIn(await ownTombstones(config, mongo)));
    const markOf = marksBy(sealer);
    const keyOf = (account: AccountId) => {
      const mark = markOf(account);
      return marks.has(mark) ? undefined : accountKeys.of(mark);
    };
    const sources = { config, snapshots, mongo, staging, progress, sealer, keyOf };
    const counted = async function* () {
      for await (const entry of entriesOf(sources)) {
        entries += 1;
        yield entry;
      }
    };
    const plain = writeEntries(facts, counted());
    const bytes = await writeSynced(
      partial,
      sealArchive(plain, key, { madeAtMs, release }),
      progress,
    );
    await copyTombstones(await ownTombstones(config, mongo), dirname(file));
    const known = await readFile(join(dirname(file), tombstonesCopy), 'utf8').catch(() => '');
    const now = new Set(marksIn(`${await ownTombstones(config, mongo)}\n${known}`));
    await keepAccountKeys(ownKeys, keysBeside, accountKeys.fresh(), name, now);
    await rename(partial, file);
    await syncFolder(dirname(file));
    await noteBackup(redis, madeAtMs, bytes);
    return { file, bytes, madeAtMs, tookMs: clock.monotonic() - startedAtMs, entries };
  } finally {
    redis.disconnect();
    await mongo?.close();
    await rm(staging, { recursive: true, force: true });
    await rm(partial, { force: true });
  }
}

/** Removes the oldest of a folder's backups until so many are left. Answers how many went. */
export async function pruneBackups(folder: string, keep: number): Promise<number> {
  const names = (await readdir(folder)).filter((name) => backupForm.test(name)).sort();
  const old = names.slice(0, Math.max(0, names.length - keep));
  for (const name of old) await rm(join(folder, name));
  return old.length;
}

/**
 * Removes what backups left behind that were killed: each holds a copy of the store, and the disk
 * would fill. One that runs for longer than the job lets it is taken for such.
 */
export async function removeLeftovers(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!leftoverForm.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(orGone);
    if (!found || nowMs - found.mtimeMs < leftAfterMs) continue;
    await rm(path, { recursive: true, force: true });
  }
}

function nameAt(nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return `aldis-${time}.backup`;
}

async function openOwnMongo({ MONGODB_URL: url }: Config): Promise<MongoDump | undefined> {
  return url === undefined ? undefined : openMongoDump(url);
}

interface Sources {
  readonly config: Config;
  readonly snapshots: ReturnType<typeof snapshotsOf>;
  readonly mongo: MongoDump | undefined;
  readonly staging: string;
  readonly progress: Progress;
  readonly sealer: Sealer;
  /** Undefined for whoever was deleted. */
  readonly keyOf: (account: AccountId) => AccountKey | undefined;
}

async function* entriesOf(sources: Sources): AsyncGenerator<Entry> {
  const { config, snapshots, mongo, staging, progress, sealer, keyOf } = sources;
  for (const [index, { read }] of snapshots.entries()) yield { name: `redis/${index}.rdb`, read };
  if (mongo) {
    for (const name of (await mongo.names()).sort()) {
      const read = () => sealRows(mongo.read(name), keyOf);
      yield { name: `${mongoFolder}/${name}.rows`, read };
    }
  } else {
    const copy = lmdbFiles(staging);
    makeFolder(copy.folder);
    await copyLmdb(config.dataDir, copy.file);
    progress.expect((await stat(copy.file)).size);
    yield { name: storeRows, read: () => sealRows(readRows(staging, sealer), keyOf) };
  }
  yield { name: 'secrets.json', read: () => createReadStream(config.secretsFile) };
  yield* blobsIn(config.blobsDir, 'blobs');
}

/** Files in the order of their names. Those that go meanwhile are nobody's any more. */
async function* blobsIn(folder: string, name: string): AsyncGenerator<Entry> {
  const found = await readdir(folder, { withFileTypes: true }).catch(orGone);
  for (const one of (found ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, one.name);
    if (one.isDirectory()) yield* blobsIn(path, `${name}/${one.name}`);
    if (!one.isFile()) continue;
    const file = await open(path).catch(orGone);
    if (!file) continue;
    const { mtimeMs } = await file.stat();
    yield {
      ...{ name: `${name}/${one.name}`, modifiedAtMs: mtimeMs },
      read: () => file.createReadStream(),
    };
  }
}

function orGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function writeSynced(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  progress: Progress,
): Promise<number> {
  const file = await open(path, 'w', 0o600);
  let written = 0;
  try {
    for await (const bytes of stream) {
      await writeWhole(file, bytes);
      written += bytes.length;
      progress.add(bytes.length);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return written;
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at);
    at += bytesWritten;
  }
}

/** The log of deletions of now. */
async function ownTombstones(config: Config, mongo: MongoDump | undefined): Promise<string> {
  if (mongo) return (await mongo.marks()).join('\n');
  return readFile(tombstonesFile(config.dataDir), 'utf8').catch(() => '');
}

/** Those deleted by now, added to those that the folder's copy names already. */
async function copyTombstones(own: string, folder: string): Promise<void> {
  const copy = join(folder, tombstonesCopy);
  const known = await readFile(copy, 'utf8').catch(() => '');
  const marks = new Set(marksIn(known));
  const fresh = own.split('\n').filter((line) => marksIn(line).some((mark) => !marks.has(mark)));
  if (fresh.length === 0) return;
  const beside = join(folder, `.${basename(copy)}.${process.pid}`);
  await writeFile(beside, `${known}${fresh.join('\n')}\n`, { mode: 0o600, flush: true });
  await rename(beside, copy);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  await folder.sync().finally(() => folder.close());
}
