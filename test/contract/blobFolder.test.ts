// What only the folder of blobs can show: it outlives those who write to it, shares uploads among
// processes, and says when the disk is full.

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBlobFolder } from '#persistence';
import type { BlobPlan } from '#ports';
import { BlobLayout } from '../../src/persistence/blobs/layout.ts';
import { newPlan, numbered, readBlob, source } from '../support/blobs.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-blob-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openBlobFolder({ folder, freeBytesMin: 0 });
const layout = () => new BlobLayout(folder);

test('a writer that is killed loses nothing it had written, and another goes on', async () => {
  const store = open();
  const plan = newPlan(200_000);
  await store.begin(plan);
  let offset = 0;
  for (let kills = 1; kills <= 3; kills++) {
    const writer = startWriter(plan, offset, 2);
    await heard(writer, 'piece', 10);
    writer.child.kill('SIGKILL');
    await gone(writer.child);
    const progress = await open().progress(plan);
    expect(progress?.offset).toBeGreaterThanOrEqual(offset + 9000);
    offset = progress?.offset ?? 0;
    const part = readFileSync(layout().upload(plan).part);
    expect(Uint8Array.from(part)).toEqual(numbered(0, offset));
  }
  const last = startWriter(plan, offset, 0);
  await heard(last, 'appended', 1);
  expect(await readBlob(store, plan.key)).toEqual(numbered(0, 200_000));
  expect(leftovers()).toEqual([]);
});

test('a writer in another process is overtaken', async () => {
  const store = open();
  const plan = newPlan(500_000);
  await store.begin(plan);
  const writer = startWriter(plan, 0, 5);
  await heard(writer, 'piece', 3);
  let outcome = 'elsewhere';
  while (outcome === 'elsewhere') {
    const offset = (await store.progress(plan))?.offset ?? 0;
    outcome = (await store.append(plan, offset, source(offset, 400_000))).outcome;
  }
  expect(outcome).toBe('appended');
  await heard(writer, 'overtaken', 1);
  const offset = (await store.progress(plan))?.offset ?? 0;
  await store.append(plan, offset, source(offset, 500_000));
  expect(await readBlob(store, plan.key)).toEqual(numbered(0, 500_000));
});

test.each([
  ['before the blob is in its place', () => {}],
  [
    'before the upload is forgotten',
    (plan: BlobPlan) => {
      const { folder: shelf, file } = layout().blob(plan.key);
      mkdirSync(shelf, { recursive: true });
      renameSync(layout().upload(plan).part, file);
    },
  ],
])('an upload whose last byte was written is finished by whoever asks: %s', async (_name, more) => {
  const store = open();
  const plan = newPlan(1000);
  await store.begin(plan);
  writeFileSync(layout().upload(plan).part, numbered(0, 1000));
  more(plan);
  expect(await store.progress(plan)).toEqual({ offset: 1000, length: 1000 });
  expect(await readBlob(store, plan.key)).toEqual(numbered(0, 1000));
  expect(leftovers()).toEqual([]);
});

test('a full disk is said, and the upload goes on when there is room again', async () => {
  const store = open();
  const plan = newPlan(300_000);
  await store.begin(plan);
  const writer = startWriter(plan, 0, 0, 'ulimit -f 100; exec "$0" "$@"');
  await heard(writer, 'StoreFull', 1);
  const offset = (await store.progress(plan))?.offset ?? 0;
  expect(offset).toBeGreaterThan(0);
  expect(offset).toBeLessThan(300_000);
  await store.append(plan, offset, source(offset, 300_000));
  expect(await readBlob(store, plan.key)).toEqual(numbered(0, 300_000));
});

test('what a killed process has put aside comes back while somebody holds it', async () => {
  const store = open();
  const held = newPlan(10);
  const free = newPlan(10);
  for (const plan of [held, free]) {
    await store.begin(plan);
    await store.append(plan, 0, source(0, 10));
    renameSync(layout().blob(plan.key).file, `${layout().blob(plan.key).file}~`);
  }
  await store.hold(held.key, 'profile');
  expect(await store.expire()).toMatchObject({ blobs: 1, removed: 1 });
  expect(await readBlob(store, held.key)).toEqual(numbered(0, 10));
  expect(await readBlob(store, free.key)).toBeUndefined();
});

test('what belongs to no upload goes after a day, and the folders with it', async () => {
  const store = open();
  const plan = newPlan(10);
  await store.begin(plan);
  await store.append(plan, 0, source(0, 5));
  const { part, plan: planFile, folder: owner } = layout().upload(plan);
  rmSync(planFile);
  await store.expire();
  expect(existsSync(part)).toBe(true);
  const twoDaysAgo = new Date(Date.now() - 48 * 60 * 60 * 1000);
  for (const name of readdirSync(owner)) utimesSync(join(owner, name), twoDaysAgo, twoDaysAgo);
  await store.expire();
  expect(existsSync(owner)).toBe(false);
});

test('no link leads out of the folder', async () => {
  const store = open();
  const plan = newPlan(10);
  const { folder: shelf, file } = layout().blob(plan.key);
  mkdirSync(shelf, { recursive: true });
  symlinkSync('/etc/passwd', file);
  await expect(store.open(plan.key)).rejects.toThrow(/ELOOP/);
});

test('only the owner of the process may look into it', async () => {
  const store = open();
  const plan = newPlan(10);
  await store.begin(plan);
  await store.append(plan, 0, source(0, 10));
  await store.hold(plan.key, 'profile');
  const { folder: shelf, file } = layout().blob(plan.key);
  for (const path of [shelf, layout().uploads, layout().holders(plan.key)]) {
    expect(statSync(path).mode & 0o077).toBe(0);
  }
  for (const path of [file, layout().holder(plan.key, 'profile')]) {
    expect(statSync(path).mode & 0o077).toBe(0);
  }
});

test('a folder that cannot be made is refused with one sentence', () => {
  const file = join(folder, 'a file in the way');
  writeFileSync(file, '');
  const inTheWay = join(file, 'blobs');
  const sentence = /is a file where a folder should be/;
  expect(() => openBlobFolder({ folder: inTheWay, freeBytesMin: 0 })).toThrow(sentence);
});

/** A process that writes, and what it has said. */
interface Writer {
  readonly child: ChildProcess;
  readonly said: readonly string[];
}

/** Files of uploads. */
const leftovers = () => {
  const owners = readdirSync(layout().uploads);
  return owners.flatMap((owner) => readdirSync(join(layout().uploads, owner)));
};

function startWriter(plan: BlobPlan, offset: number, pauseMs: number, shell?: string): Writer {
  const script = join(import.meta.dirname, '../support/blobWriter.ts');
  const args = [folder, plan.owner, plan.key, offset, plan.length, pauseMs].map(String);
  const asShell = { execPath: '/bin/sh', execArgv: ['-c', shell ?? '', process.execPath] };
  const child = fork(script, args, shell === undefined ? {} : asShell);
  const said: string[] = [];
  child.on('message', (word) => said.push(String(word)));
  return { child, said };
}

/** Resolves when the writer has said it so often since it was started. */
async function heard(writer: Writer, word: string, times: number): Promise<void> {
  while (writer.said.filter((one) => one === word).length < times) {
    if (writer.child.exitCode !== null) throw new Error(`it said ${writer.said.at(-1)}`);
    await wait(5);
  }
}

function gone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}
