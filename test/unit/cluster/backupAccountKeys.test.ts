// The file of account keys that a backup elsewhere has beside it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BackupKey } from '#crypto';
import {
  AccountKeys,
  changeAccountKeys,
  coversBackup,
  newBackupName,
  readAccountKeys,
} from '#crypto';
import { keepAccountKeys } from '../../../cluster/backup/accountKeys.ts';

const backupKeys: BackupKey[] = [{ id: '0'.repeat(16), key: new Uint8Array(32), madeAtMs: 0 }];
const mark = (of: number) => of.toString(16).padStart(64, '0');
let folder: string;
let beside: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-keys-'));
  beside = mkdtempSync(join(tmpdir(), 'aldis-keys-'));
});
afterEach(() => {
  for (const one of [folder, beside]) rmSync(one, { recursive: true, force: true });
});

/** A backup of these accounts, of whom those of `gone` were deleted; what it is called. */
async function backup(accounts: number[], gone: number[] = []): Promise<string> {
  const keys = new AccountKeys(readAccountKeys(folder) ?? [], backupKeys);
  for (const one of accounts) keys.of(mark(one));
  const name = newBackupName();
  await keepAccountKeys(folder, beside, keys.fresh(), name, new Set(gone.map(mark)));
  return name;
}

const marksBeside = () =>
  (readAccountKeys(beside) ?? []).flatMap((line) => /^account (\S+)/.exec(line)?.[1] ?? []);

it('is a copy of the folder’s, and forgets whom that forgets', async () => {
  await backup([1, 2]);
  expect(marksBeside()).toEqual([mark(1), mark(2)]);
  await backup([1, 3], [2]);
  expect(readAccountKeys(beside)).toEqual(readAccountKeys(folder));
  expect(marksBeside()).toEqual([mark(1), mark(3)]);
});

it('keeps what its backups need where an older file was put back in the folder', async () => {
  await backup([1, 2]);
  const older = readAccountKeys(folder);
  const name = await backup([3, 4]);
  await changeAccountKeys(folder, () => older);
  const next = await backup([1, 2, 5], [2, 4]);
  const lines = readAccountKeys(beside) ?? [];
  expect([coversBackup(lines, name), coversBackup(lines, next)]).toEqual([true, true]);
  expect(marksBeside().toSorted()).toEqual([mark(1), mark(3), mark(5)]);
});

it('is never written over by another cluster', async () => {
  await backup([1]);
  rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'aldis-keys-'));
  await expect(backup([2])).rejects.toThrow('is of another cluster');
  expect(marksBeside()).toEqual([mark(1)]);
});
