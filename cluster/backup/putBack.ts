// Puts a backup back into an empty data folder: all of it is opened and compared beside the
// folder's own files first, so that a damaged backup changes nothing.

import { createReadStream, existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { copyFile, mkdir, open, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupKey, RootKeys, Secrets } from '#crypto';
import { ArchiveError, openArchive, openRootKeys, readSecrets } from '#crypto';
import { lmdbFiles, writeRows } from '#persistence';
import type { Config } from '#runtime';
import { makeFolder } from '#runtime';
import type { BackupFacts, BackupList } from './entries.ts';
import { readEntries } from './entries.ts';
import type { RowsOf } from './accountKeys.ts';
import type { Progress } from './progress.ts';
import { storeRows } from './take.ts';

/** How Redis names the parts of its append-only file: the first is a snapshot. */
const aofBase = 'appendonly.aof.1.base.rdb';
const aofManifest = 'appendonly.aof.manifest';

export interface OpenedBackup {
  readonly folder: string;
  readonly facts: BackupFacts;
  readonly list: BackupList;
}

/** Opens a backup into a folder, which is made anew. Throws ArchiveError. */
export async function openBackup(
  file: string,
  keys: readonly BackupKey[],
  folder: string,
  progress: Progress,
): Promise<OpenedBackup> {
  await rm(folder, { recursive: true, force: true });
  makeFolder(folder);
  progress.expect((await stat(file)).size);
  let facts: BackupFacts | undefined;
  let into: { handle: FileHandle; path: string; modifiedAtMs: number | undefined } | undefined;
  const list = await readEntries(openArchive(createReadStream(file), keys), {
    facts(found) {
      facts = found;
    },
    async begin({ name, modifiedAtMs }) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      into = { path, modifiedAtMs, handle: await open(path, 'w', 0o600) };
    },
    async data(bytes) {
      await into?.handle.writeFile(bytes);
      progress.add(bytes.length);
    },
    async end() {
      if (!into) return;
      const { handle, path, modifiedAtMs } = into;
      await handle.sync();
      await handle.close();
      if (modifiedAtMs !== undefined) {
        await utimes(path, modifiedAtMs / 1000, modifiedAtMs / 1000);
      }
      into = undefined;
    },
  });
  if (!facts) throw new ArchiveError('This backup does not say what it is of.');
  return { folder, facts, list };
}

/**
 * Moves what was opened to where a cluster looks for it. What is there of an earlier one goes to
 * `aside`; blobs that are there stay, as their names are random.
 */
export async function putBack(
  config: Config,
  { folder, facts, list }: OpenedBackup,
  aside: string,
  rows: RowsOf,
): Promise<void> {
  const { dataDir, secretsFile, blobsDir } = config;
  const store = lmdbFiles(dataDir);
  const redis = join(dataDir, 'redis');
  const own = ownServers(config);
  if (!own.mongo) await moveAside(store.folder, aside);
  if (!own.redis) await moveAside(redis, aside);
  await putSecrets(join(folder, 'secrets.json'), secretsFile, aside, openRootKeys(config));
  if (facts.store === 'embedded') {
    makeFolder(store.folder);
    if (facts.format === 1) {
      await rename(join(folder, 'store/durable.lmdb'), store.file);
      await writeFile(store.marker, 'durable.lmdb was restored\n', { flush: true });
    } else await writeRows(dataDir, rows(join(folder, storeRows)));
  }
  if (!own.redis) await makeAppendOnly(join(folder, 'redis/0.rdb'), redis);
  for (const { name } of list) {
    if (name.startsWith('blobs/')) await putBlob(folder, name, blobsDir);
  }
}

/** Which of a cluster's servers are the operator's. */
export function ownServers({ MONGODB_URL: mongo, REDIS_URL: redis }: Config) {
  return { mongo: mongo !== undefined, redis: redis !== undefined };
}

/** A Redis that loads this folder has what is in the snapshot. */
export async function makeAppendOnly(snapshot: string, redisDir: string): Promise<void> {
  const folder = join(redisDir, 'appendonlydir');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(snapshot, join(folder, aofBase));
  await writeFile(join(folder, aofManifest), `file ${aofBase} seq 1 type b\n`, { flush: true });
}

async function moveAside(path: string, aside: string): Promise<void> {
  if (!existsSync(path)) return;
  makeFolder(aside);
  await rename(path, join(aside, path.slice(path.lastIndexOf('/') + 1)));
}

/** Keys that were made since stay: they open what the backup holds, and more. */
async function putSecrets(from: string, to: string, aside: string, root: RootKeys): Promise<void> {
  if (existsSync(to)) {
    if (opensAll(readSecrets(to, root), readSecrets(from, root))) return;
    makeFolder(aside);
    await copyFile(to, join(aside, 'secrets.json'));
  }
  makeFolder(dirname(to));
  await copyFile(from, `${to}.restored`);
  await rename(`${to}.restored`, to);
}

function opensAll(present: Secrets, former: Secrets): boolean {
  const keys = new Map(present.sealing.map(({ id, key }) => [id, key]));
  return (
    present.indexKey === former.indexKey &&
    former.sealing.every(({ id, key }) => keys.get(id) === key)
  );
}

async function putBlob(folder: string, name: string, blobsDir: string): Promise<void> {
  const from = join(folder, name);
  const to = join(blobsDir, name.slice('blobs/'.length));
  if (existsSync(to)) return;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const { atime, mtime } = await stat(from);
    await copyFile(from, to);
    await utimes(to, atime, mtime);
  }
}
