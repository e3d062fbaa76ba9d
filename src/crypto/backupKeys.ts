// The keys that backups are encrypted under: one JSON file of their own, readable by its owner
// alone, so that neither an archive without it nor the file without an archive tells anything. The
// newest encrypts; older ones stay for the archives they made.

import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod/v4';
import type { KeyFileKind } from './keyFile.ts';
import { makeKeyFile, readKeyFile, replaceKeyFile } from './keyFile.ts';
import type { RootKeys } from './rootKeys.ts';
import { SecretsError } from './secretsError.ts';

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

const kind: KeyFileKind = {
  purpose: 'backup keys',
  unwritable: (path, code, cause) =>
    new BackupKeyError(`The backup keys ${path} cannot be written (${code}).`, { cause }),
};

/** Reads the keys, newest first; makes the file with one where there is none. */
export function createBackupKeys(
  path: string,
  nowMs: number,
  root: RootKeys,
): readonly BackupKey[] {
  makeKeyFile(path, () => ringOf([newKey(nowMs)]), kind, root);
  return readBackupKeys(path, root);
}

/** Reads the keys, newest first. Throws BackupKeyError. */
export function readBackupKeys(path: string, root: RootKeys): readonly BackupKey[] {
  return readFile(path, root)
    .map(({ key, madeAtMs }) => {
      const bytes = new Uint8Array(Buffer.from(key, 'base64'));
      return { id: idOf(bytes), key: bytes, madeAtMs };
    })
    .sort((a, b) => b.madeAtMs - a.madeAtMs);
}

/** Adds a key, which encrypts from now on. Throws BackupKeyError. */
export function rotateBackupKey(path: string, nowMs: number, root: RootKeys): readonly BackupKey[] {
  const keys = readFile(path, root);
  const newest = Math.max(...keys.map((one) => one.madeAtMs));
  const next = [...keys, newKey(Math.max(nowMs, newest + 1))];
  replaceKeyFile(path, ringOf(next), kind, root);
  return readBackupKeys(path, root);
}

/** Writes the file anew, wrapped by the root key of now, or in clear. Throws BackupKeyError. */
export function rewrapBackupKeys(path: string, root: RootKeys): void {
  replaceKeyFile(path, ringOf(readFile(path, root)), kind, root, true);
}

type StoredKey = z.infer<typeof shape>['keys'][number];

function newKey(madeAtMs: number): StoredKey {
  return { key: randomBytes(32).toString('base64'), madeAtMs };
}

function idOf(key: Uint8Array): string {
  return createHash('sha256').update('aldis backup key 1').update(key).digest('hex').slice(0, 16);
}

function readFile(path: string, root: RootKeys): readonly StoredKey[] {
  let json: unknown;
  try {
    json = readKeyFile(path, kind, root);
  } catch (cause) {
    if (cause instanceof SecretsError) throw cause;
    throw new BackupKeyError(`The backup keys ${path} cannot be read; put your copy back.`, {
      cause,
    });
  }
  const read = shape.safeParse(json);
  if (read.success) return read.data.keys;
  throw new BackupKeyError(`The backup keys ${path} are damaged; put your copy back.`);
}

const ringOf = (keys: readonly StoredKey[]) => ({ version: 1, keys });
