// What the folder of blobs asks of a file system, with its failures in the words of the ports.

import type { FileHandle } from 'node:fs/promises';
import { link, mkdir, open, readdir, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { StoreFull, Unreachable } from '#ports';

const fullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const awayCodes: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EBUSY',
  'EIO',
  'EMFILE',
  'ENFILE',
  'EPERM',
  'EROFS',
  'ESTALE',
  'ETIMEDOUT',
]);

export const fileMode = 0o600;
const folderMode = 0o700;

/** Runs a request and turns what the disk refuses into StoreFull and Unreachable. */
export async function onDisk<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    const code = codeOf(cause);
    if (fullCodes.has(code)) throw new StoreFull('the folder of blobs is full', { cause });
    if (awayCodes.has(code)) throw new Unreachable('the folder of blobs refuses', { cause });
    throw cause;
  }
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** The result, or undefined where there is no such file. */
export async function ifThere<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The size of a file; undefined where there is none. */
export async function sizeOf(file: string): Promise<number | undefined> {
  return (await ifThere(stat(file)))?.size;
}

export async function makeFolders(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: folderMode });
}

/** The names in a folder; none where there is none. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await ifThere(readdir(folder))) ?? [];
}

/** Writes a file whole or not at all. False: there is one of that name. */
export async function writeNew(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, text, { mode: fileMode, flag: 'wx', flush: true });
    await link(draft, file);
    await syncFolder(dirname(file));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves a file so that a power loss does not undo it. False: it is not there any more. */
export async function moveFile(from: string, to: string): Promise<boolean> {
  const isMoved = await ifThere(rename(from, to).then(() => true));
  if (isMoved) await syncFolder(dirname(to));
  return isMoved === true;
}

/** False where there was none. */
export async function removeFile(file: string): Promise<boolean> {
  return (await ifThere(unlink(file).then(() => true))) === true;
}

/** After this the names in the folder outlive a power loss. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes all of the bytes at that place. */
export async function writeAt(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}

/** The time by the clock that stamps the folder's files, which all who share it have. */
export async function folderTime(folder: string): Promise<number> {
  const probe = join(folder, `time.${randomBytes(6).toString('hex')}`);
  const handle = await open(probe, 'wx', fileMode);
  try {
    await handle.write('.');
    return (await handle.stat()).mtimeMs;
  } finally {
    await handle.close();
    await removeFile(probe);
  }
}
