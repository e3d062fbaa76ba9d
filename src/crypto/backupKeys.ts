// The keys that backups are encrypted under: one JSON file of their own, readable by its owner
// alone, so that neither an archive without it nor the file without an archive tells anything. The
// newest encrypts; older ones stay for the archives they made.

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod/v4';

const key32 = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32);
const shape = z.object({
  version: z.literal(1),
  keys: z.array(z.object({ key: key32, madeAtMs: z.number() })).min(1),
});

/** One key. Shape: 32 bytes. */
export interface BackupKey {
  /** Names it and tells nothing of it. Shape: 16 hex digits. */
  readonly id: string;
  readonly key: Uint8Array;
  readonly madeAtMs: number;
}

/** The file of backup keys cannot be used; the message is made for the operator. */
export class BackupKeyError extends Error {
  override readonly name = 'BackupKeyError';
}

/** Reads the keys, newest first; makes the file with one where there is none. */
export function createBackupKeys(path: string, nowMs: number): readonly BackupKey[] {
  if (!existsSync(path)) {
    const fresh = writeBeside(path, [newKey(nowMs)]);
    try {
      // Two processes may do so at once: one file wins, both read it.
      linkSync(fresh, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(fresh);
    }
  }
  return readBackupKeys(path);
}

/** Reads the keys, newest first. Throws BackupKeyError. */
export function readBackupKeys(path: string): readonly BackupKey[] {
  return readFile(path)
    .map(({ key, madeAtMs }) => {
      const bytes = new Uint8Array(Buffer.from(key, 'base64'));
      return { id: idOf(bytes), key: bytes, madeAtMs };
    })
    .sort((a, b) => b.madeAtMs - a.madeAtMs);
}

/** Adds a key, which encrypts from now on. Throws BackupKeyError. */
export function rotateBackupKey(path: string, nowMs: number): readonly BackupKey[] {
  const keys = readFile(path);
  const newest = Math.max(...keys.map((one) => one.madeAtMs));
  renameSync(writeBeside(path, [...keys, newKey(Math.max(nowMs, newest + 1))]), path);
  return readBackupKeys(path);
}

type StoredKey = z.infer<typeof shape>['keys'][number];

function newKey(madeAtMs: number): StoredKey {
  return { key: randomBytes(32).toString('base64'), madeAtMs };
}

function idOf(key: Uint8Array): string {
  return createHash('sha256').update('aldis backup key 1').update(key).digest('hex').slice(0, 16);
}

function readFile(path: string): readonly StoredKey[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new BackupKeyError(`The backup keys ${path} cannot be read; put your copy back.`, {
      cause,
    });
  }
  const read = shape.safeParse(json);
  if (read.success) return read.data.keys;
  throw new BackupKeyError(`The backup keys ${path} are damaged; put your copy back.`);
}

function writeBeside(path: string, keys: readonly StoredKey[]): string {
  const fresh = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const text = `${JSON.stringify({ version: 1, keys }, null, 2)}\n`;
    writeFileSync(fresh, text, { mode: 0o600, flush: true });
    return fresh;
  } catch (cause) {
    rmSync(fresh, { force: true });
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new BackupKeyError(`The backup keys ${path} cannot be written (${code}).`, { cause });
  }
}
