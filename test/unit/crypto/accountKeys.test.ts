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
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountKeysAt, BackupKey } from '#crypto';
import {
  AccountKeys,
  accountKeysName,
  accountKeysTagOf,
  BackupKeyError,
  changeAccountKeys,
  coversBackup,
  ForeignAccountKeys,
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
const tagOf = (fill: number) =>
  accountKeysTagOf({ indexKey: Buffer.alloc(32, fill).toString('base64') });
const tag = tagOf(1);
const place = (): AccountKeysAt => ({ folder, tag, mayBeFormer: false });
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
  expect(readAccountKeys(place())).toBeUndefined();
  await changeAccountKeys(place(), () => former);
  expect(readAccountKeys(place())).toEqual(former);
  const path = join(folder, accountKeysName);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  // Another name for the same blocks, by which they can be read when the file is another.
  linkSync(path, join(folder, 'blocks'));
  await changeAccountKeys(place(), (lines = []) => lines.slice(1));
  expect(readAccountKeys(place())).toEqual(former.slice(1));
  const blocks = readFileSync(join(folder, 'blocks'));
  expect(blocks.length).toBeGreaterThan(300_000);
  expect(blocks.every((byte) => byte === 0)).toBe(true);
});

it('what a writer left that was killed is wiped by the next', async () => {
  const keys = new AccountKeys([], [backupKey(1)]);
  keys.of(mark(1));
  await changeAccountKeys(place(), () => keys.fresh());
  const left = join(folder, `${accountKeysName}.4711`);
  copyFileSync(join(folder, accountKeysName), left);
  linkSync(left, join(folder, 'blocks'));
  await changeAccountKeys(place(), (lines = []) => withoutMarks(lines, new Set([mark(1)])));
  expect(readAccountKeys(place())).toEqual([]);
  expect(readdirSync(folder).toSorted()).toEqual([accountKeysName, 'blocks']);
  expect(readFileSync(join(folder, 'blocks')).every((byte) => byte === 0)).toBe(true);
});

it('of writers at once each sees what the former has written', async () => {
  const add = (line: string) => changeAccountKeys(place(), (lines = []) => [...lines, line]);
  const lines = Array.from({ length: 12 }, (_, nth) => `backup ${String(nth).padStart(32, '0')}`);
  await Promise.all(lines.map(add));
  expect(readAccountKeys(place())?.toSorted()).toEqual(lines);
});

it('who stood still while another took the turn takes nothing back', async () => {
  const module = fileURLToPath(new URL('../../../src/crypto/accountKeysFile.ts', import.meta.url));
  const code = `const { changeAccountKeys } = await import(${JSON.stringify(module)});
    const key = Buffer.from('${Buffer.from(tag.key).toString('hex')}', 'hex');
    const tag = { id: '${tag.id}', key };
    const place = { folder: ${JSON.stringify(folder)}, tag, mayBeFormer: false };
    await changeAccountKeys(place, (lines = []) => [...lines, 'of another']);`;
  let calls = 0;
  await changeAccountKeys(place(), (lines = []) => {
    calls += 1;
    if (calls === 1) {
      const longAgo = new Date(Date.now() - 120_000);
      utimesSync(join(folder, `.${accountKeysName}.turn`), longAgo, longAgo);
      execFileSync(process.execPath, ['--input-type=module', '-e', code], { stdio: 'pipe' });
    }
    return [...lines, 'mine'];
  });
  expect(readAccountKeys(place())).toEqual(['of another', 'mine']);
  expect(readdirSync(folder)).toEqual([accountKeysName]);
});

it('a file that is none is refused, and never taken for one without keys', () => {
  writeFileSync(join(folder, accountKeysName), 'something else\n');
  expect(() => readAccountKeys(place())).toThrow(BackupKeyError);
  expect(() => new AccountKeys(['account of nobody'], [backupKey(1)])).toThrow(BackupKeyError);
});

describe('the tag', () => {
  const lines = Array.from({ length: 40 }, (_, nth) => `backup ${String(nth).padStart(32, '0')}`);
  const path = () => join(folder, accountKeysName);
  const refused = () => expect(() => readAccountKeys(place())).toThrow(BackupKeyError);

  it('shows any byte that was changed', async () => {
    await changeAccountKeys(place(), () => lines);
    const whole = readFileSync(path());
    const some = fc.record({
      at: fc.integer({ min: 0, max: whole.length - 1 }),
      by: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(some, ({ at, by }) => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ by;
        writeFileSync(path(), changed);
        refused();
      }),
      { numRuns: 300 },
    );
    writeFileSync(path(), whole);
    expect(readAccountKeys(place())).toEqual(lines);
  });

  it('shows lines that changed places, and marks that were swapped', async () => {
    const keys = new AccountKeys([], [backupKey(1)]);
    for (const nth of [1, 2]) keys.of(mark(nth));
    const [one = '', two = ''] = keys.fresh();
    await changeAccountKeys(place(), () => [one, two]);
    const text = readFileSync(path(), 'latin1');
    writeFileSync(path(), text.replace(`${one}\n${two}`, `${two}\n${one}`));
    refused();
    // Each line by itself opens as before: whoever deletes the one account has the other forgotten.
    const swapped = text.replace(mark(1), 'x').replace(mark(2), mark(1)).replace('x', mark(2));
    writeFileSync(path(), swapped);
    refused();
    await expect(changeAccountKeys(place(), () => [])).rejects.toThrow(BackupKeyError);
    expect(readFileSync(path(), 'latin1')).toBe(swapped);
  });

  it('shows a line that was taken out and put back, and an end that is missing', async () => {
    const some = lines.slice(0, 6);
    await changeAccountKeys(place(), () => some);
    const whole = readFileSync(path());
    await changeAccountKeys(place(), () => some.slice(1));
    const text = readFileSync(path(), 'latin1');
    writeFileSync(path(), text.replace('backup', `${some[0]}\nbackup`));
    refused();
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path(), whole.subarray(0, length));
      refused();
    }
  });

  it('tells another cluster’s file from a damaged one, and leaves it alone', async () => {
    await changeAccountKeys({ ...place(), tag: tagOf(2) }, () => lines);
    const before = readFileSync(path());
    expect(() => readAccountKeys(place())).toThrow(ForeignAccountKeys);
    await expect(changeAccountKeys(place(), () => [])).rejects.toThrow(ForeignAccountKeys);
    expect(readFileSync(path())).toEqual(before);
  });

  it('is given to a file of the form before where that may be, and only there', async () => {
    writeFileSync(path(), ['aldis account keys 1', ...lines, ''].join('\n'));
    refused();
    const former = { ...place(), mayBeFormer: true };
    expect(readAccountKeys(former)).toEqual(lines);
    await changeAccountKeys(former, () => undefined);
    expect(readAccountKeys(place())).toEqual(lines);
    expect(readdirSync(folder)).toEqual([accountKeysName]);
  });
});

it('a writer that works for long keeps its turn', async () => {
  const lines = Array.from(
    { length: 60_000 },
    (_, nth) => `backup ${String(nth).padStart(32, '0')}`,
  );
  const turn = join(folder, `.${accountKeysName}.turn`);
  const longAgo = new Date(Date.now() - 120_000);
  const agesMs: number[] = [];
  // As if it had taken so long to come to this line.
  Object.defineProperty(lines, 1000, {
    get() {
      utimesSync(turn, longAgo, longAgo);
      return `backup ${'a'.repeat(32)}`;
    },
  });
  Object.defineProperty(lines, 59_000, {
    get() {
      agesMs.push(statSync(turn).mtimeMs - longAgo.getTime());
      return `backup ${'b'.repeat(32)}`;
    },
  });
  await changeAccountKeys(place(), () => lines);
  expect(agesMs).toEqual([expect.any(Number)]);
  expect(agesMs[0]).toBeGreaterThan(100_000);
  expect(readAccountKeys(place())).toHaveLength(60_000);
});
