// Keys of accounts beside the backups: made once, forgotten for good, and nowhere left in the file.

import {
  copyFileSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BackupKey } from '#crypto';
import {
  AccountKeys,
  accountKeysName,
  BackupKeyError,
  changeAccountKeys,
  coversBackup,
  newBackupName,
  openForAccount,
  readAccountKeys,
  sealForAccount,
  withoutMarks,
} from '#crypto';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-account-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const backupKey = (fill: number): BackupKey => ({
  ...{ id: fill.toString(16).padStart(16, '0'), key: new Uint8Array(32).fill(fill) },
  madeAtMs: fill,
});
const mark = (fill: number) => fill.toString(16).padStart(64, '0');

it('an account has one key, whichever backup asks, under any backup key that is kept', () => {
  const first = new AccountKeys([], [backupKey(1)]);
  const made = first.of(mark(7));
  expect(first.of(mark(7))).toEqual(made);
  expect(first.of(mark(8)).slot).not.toBe(made.slot);
  const later = new AccountKeys(first.fresh(), [backupKey(2), backupKey(1)]);
  expect(later.of(mark(7))).toEqual(made);
  expect(later.at(made.slot)).toEqual(made.key);
  expect(later.fresh()).toEqual([]);
  const sealed = sealForAccount(made, Buffer.from('what is hers'));
  expect(openForAccount(made, sealed)).toEqual(new Uint8Array(Buffer.from('what is hers')));
  expect(openForAccount(later.of(mark(8)), sealed)).toBeUndefined();
  // Without the backup key the file opens nothing, and says so.
  const foreign = new AccountKeys(first.fresh(), [backupKey(2)]);
  expect(() => foreign.at(made.slot)).toThrow(BackupKeyError);
});

it('who is forgotten has no key any more, and the others have theirs', () => {
  const keys = new AccountKeys([], [backupKey(1)]);
  const [eve, ann] = [keys.of(mark(1)), keys.of(mark(2))];
  const name = newBackupName();
  const kept = withoutMarks([...keys.fresh(), `backup ${name}`], new Set([mark(1)]));
  expect(coversBackup(kept, name)).toBe(true);
  expect(coversBackup(kept, newBackupName())).toBe(false);
  const after = new AccountKeys(kept, [backupKey(1)]);
  expect(after.at(eve.slot)).toBeUndefined();
  expect(after.at(ann.slot)).toEqual(ann.key);
});

it('of what the file was nothing is left on its blocks', async () => {
  const former = Array.from({ length: 9000 }, () => `backup ${randomBytes(16).toString('hex')}`);
  expect(readAccountKeys(folder)).toBeUndefined();
  await changeAccountKeys(folder, () => former);
  expect(readAccountKeys(folder)).toEqual(former);
  const path = join(folder, accountKeysName);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  // Another name for the same blocks, by which they can be read when the file is another.
  linkSync(path, join(folder, 'blocks'));
  await changeAccountKeys(folder, (lines = []) => lines.slice(1));
  expect(readAccountKeys(folder)).toEqual(former.slice(1));
  const blocks = readFileSync(join(folder, 'blocks'));
  expect(blocks.length).toBeGreaterThan(300_000);
  expect(blocks.every((byte) => byte === 0)).toBe(true);
});

it('what a writer left that was killed is wiped by the next', async () => {
  const keys = new AccountKeys([], [backupKey(1)]);
  keys.of(mark(1));
  await changeAccountKeys(folder, () => keys.fresh());
  const left = join(folder, `${accountKeysName}.4711`);
  copyFileSync(join(folder, accountKeysName), left);
  linkSync(left, join(folder, 'blocks'));
  await changeAccountKeys(folder, (lines = []) => withoutMarks(lines, new Set([mark(1)])));
  expect(readAccountKeys(folder)).toEqual([]);
  expect(readdirSync(folder).toSorted()).toEqual([accountKeysName, 'blocks']);
  expect(readFileSync(join(folder, 'blocks')).every((byte) => byte === 0)).toBe(true);
});

it('of writers at once each sees what the former has written', async () => {
  const add = (line: string) => changeAccountKeys(folder, (lines = []) => [...lines, line]);
  const lines = Array.from({ length: 12 }, (_, nth) => `backup ${String(nth).padStart(32, '0')}`);
  await Promise.all(lines.map(add));
  expect(readAccountKeys(folder)?.toSorted()).toEqual(lines);
});

it('who stood still while another took the turn takes nothing back', async () => {
  const module = fileURLToPath(new URL('../../../src/crypto/accountKeysFile.ts', import.meta.url));
  const code = `const { changeAccountKeys } = await import(${JSON.stringify(module)});
    await changeAccountKeys(${JSON.stringify(folder)}, (lines = []) => [...lines, 'of another']);`;
  let calls = 0;
  await changeAccountKeys(folder, (lines = []) => {
    calls += 1;
    if (calls === 1) {
      const longAgo = new Date(Date.now() - 120_000);
      utimesSync(join(folder, `.${accountKeysName}.turn`), longAgo, longAgo);
      execFileSync(process.execPath, ['--input-type=module', '-e', code], { stdio: 'pipe' });
    }
    return [...lines, 'mine'];
  });
  expect(readAccountKeys(folder)).toEqual(['of another', 'mine']);
  expect(readdirSync(folder)).toEqual([accountKeysName]);
});

it('a file that is none is refused, and never taken for one without keys', () => {
  writeFileSync(join(folder, accountKeysName), 'something else\n');
  expect(() => readAccountKeys(folder)).toThrow(BackupKeyError);
  expect(() => new AccountKeys(['account of nobody'], [backupKey(1)])).toThrow(BackupKeyError);
});
