// The keys that backups are encrypted under: one JSON file of their own, readable by its owner
// alone, so that neither an archive without it nor the file without an archive tells anything. The
// newest encrypts; older ones stay for the archives they made.

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod/v4';
import { makeKeyFile, replaceKeyFile } from './keyFile.ts';

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
  makeKeyFile(path, () => ringOf([newKey(nowMs)]), unwritable(path));
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
  const next = [...keys, newKey(Math.max(nowMs, newest + 1))];
  replaceKeyFile(path, ringOf(next), unwritable(path));
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

const ringOf = (keys: readonly StoredKey[]) => ({ version: 1, keys });

const unwritable = (path: string) => (code: string, cause: unknown) =>
  new BackupKeyError(`The backup keys ${path} cannot be written (${code}).`, { cause });
