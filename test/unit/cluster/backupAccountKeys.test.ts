// The file of account keys that a backup elsewhere has beside it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BackupKey } from '#crypto';
import {
  AccountKeys,
  accountKeysName,
  accountKeysTagOf,
  coversBackup,
  newBackupName,
} from '#crypto';
import {
  accountKeysFor,
  forgetDeleted,
  keepAccountKeys,
} from '../../../cluster/backup/accountKeys.ts';
import { openKeysFolder } from '../../../cluster/backup/keysFolder.ts';

const backupKeys: BackupKey[] = [{ id: '0'.repeat(16), key: new Uint8Array(32), madeAtMs: 0 }];
const mark = (of: number) => of.toString(16).padStart(64, '0');
const tag = accountKeysTagOf({ indexKey: Buffer.alloc(32, 1).toString('base64') });
let folder: string;
let beside: string;
let dataDir: string;
const keysIn = (of: string) => openKeysFolder(dataDir, of, tag);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-keys-'));
  beside = mkdtempSync(join(tmpdir(), 'aldis-keys-'));
  dataDir = mkdtempSync(join(tmpdir(), 'aldis-keys-'));
});
afterEach(() => {
  for (const one of [folder, beside, dataDir]) rmSync(one, { recursive: true, force: true });
});

/** A backup of these accounts, of whom those of `gone` were deleted; what it is called. */
async function backup(accounts: number[], gone: number[] = []): Promise<string> {
  const keys = new AccountKeys(keysIn(folder).read() ?? [], backupKeys);
  for (const one of accounts) keys.of(mark(one));
  const name = newBackupName();
  await keepAccountKeys(
    keysIn(folder),
    keysIn(beside),
    keys.fresh(),
    name,
    new Set(gone.map(mark)),
  );
  return name;
}

const marksBeside = () =>
  (keysIn(beside).read() ?? []).flatMap((line) => /^account (\S+)/.exec(line)?.[1] ?? []);

it('is a copy of the folder’s, and forgets whom that forgets', async () => {
  await backup([1, 2]);
  expect(marksBeside()).toEqual([mark(1), mark(2)]);
  await backup([1, 3], [2]);
  expect(keysIn(beside).read()).toEqual(keysIn(folder).read());
  expect(marksBeside()).toEqual([mark(1), mark(3)]);
});

it('keeps what its backups need where an older file was put back in the folder', async () => {
  await backup([1, 2]);
  const older = keysIn(folder).read();
  const name = await backup([3, 4]);
  await keysIn(folder).change(() => older);
  const next = await backup([1, 2, 5], [2, 4]);
  const lines = keysIn(beside).read() ?? [];
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

it('without a tag it is taken over once, in each folder, and refused from then on', async () => {
  const name = await backup([1, 2]);
  const former = () => {
    for (const of of [folder, beside]) {
      const lines = ['aldis account keys 1', `backup ${name}`, ''];
      writeFileSync(join(of, accountKeysName), lines.join('\n'));
    }
  };
  former();
  await expect(backup([3])).rejects.toThrow('no tag');
  // As a data folder that has never seen one.
  rmSync(dataDir, { recursive: true });
  dataDir = mkdtempSync(join(tmpdir(), 'aldis-keys-'));
  await backup([3]);
  expect(marksBeside()).toEqual([mark(3)]);
  former();
  const tombstones = { marks: async () => new Set([mark(3)]) };
  await expect(forgetDeleted(keysIn(folder), tombstones)).rejects.toThrow('no tag');
  await expect(backup([4])).rejects.toThrow('no tag');
  const facts = { format: 2, name, release: '', madeAtMs: 0, store: 'embedded' } as const;
  const restore = (accountKeys?: 2) =>
    accountKeysFor(
      { backupDir: folder, dataDir: mkdtempSync(join(dataDir, 'new-')) },
      join(beside, 'one.backup'),
      { ...facts, redis: 1, isOneMoment: true, ...(accountKeys ? { accountKeys } : {}) },
      backupKeys,
      () => tag,
    );
  // A backup says whether the file beside it had one.
  expect(restore().forgotten()).toBe(0);
  expect(() => restore(2)).toThrow('no tag');
});
