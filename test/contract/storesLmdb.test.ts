// What only the embedded store can show: it is shared by processes, survives kill -9 of a writer,
// and a damaged file stops the opening with one sentence.

import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeviceLife } from '#ports';
import { openDurableStores, StoreError } from '#persistence';
import { silentLog, systemClock } from '#runtime';
import { openLmdb } from '../../src/persistence/lmdb/environment.ts';
import { archived, fence, newAccount, newQueue, testSealer } from '../support/storeSubjects.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'aldis-lmdb-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const open = () =>
  openDurableStores({ dataDir, sealer: testSealer(), clock: systemClock, log: silentLog });
const file = () => join(dataDir, 'store', 'durable.lmdb');

async function fill(): Promise<void> {
  const stores = await open();
  const all = Array.from({ length: 3000 }, (_, position) => archived(position + 1));
  await stores.archive.append(newQueue(), all);
  await stores.close();
}

test('what was stored is there after closing and opening', async () => {
  const account = newAccount('+15550000001');
  const first = await open();
  await first.accounts.create(account, fence(1));
  await first.close();
  const second = await open();
  expect(await second.accounts.claim(account.id, fence(1))).toEqual(account);
  await second.close();
});

test('what is deleted makes room for what comes', async () => {
  const stores = await open();
  const portion = 500;
  /** As often as it takes for one that keeps what was deleted to be far larger. */
  const rounds = 6;
  const sizes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const queue = newQueue();
    for (let from = 0; from < 3000; from += portion) {
      const some = Array.from({ length: portion }, (_, at) => archived(from + at + 1));
      await stores.archive.append(queue, some);
    }
    for (let from = 0; from < 3000; from += portion) {
      const positions = Array.from({ length: portion }, (_, at) => from + at + 1);
      await stores.archive.remove(queue, positions);
    }
    sizes.push(statSync(file()).size);
  }
  await stores.close();
  const [first = 0, ...later] = sizes;
  expect(Math.max(...later)).toBeLessThan(2 * first);
});

test('what a former layout has left ends with its time', async () => {
  const environment = openLmdb(dataDir);
  const names = ['archive', 'archiveGuids', 'archiveTimes'];
  const [envelopes, guids, times] = names.map((name) => environment.table(name));
  await environment.write(() => {
    for (const n of [1, 2, 3]) {
      const [device, guid] = ['someone.1', `guid ${n}`];
      envelopes?.put([device, 10 + n, guid], Buffer.alloc(100));
      guids?.put([device, guid], Buffer.from(String(10 + n)));
      times?.put([1000 * n, device, guid], new Uint8Array(0));
    }
  });
  await environment.close();
  const stores = await open();
  expect(await stores.archive.purge(2500, 1)).toBe(1);
  expect(await stores.archive.purge(2500, 100)).toBe(1);
  expect(await stores.archive.purge(2500, 100)).toBe(0);
  await stores.close();
  const again = openLmdb(dataDir);
  for (const name of names) expect(again.table(name).count()).toBe(1);
  await again.close();
});

test('no phone number is in the file', async () => {
  const stores = await open();
  const session = { id: 's', attempts: 0, codesSent: 0, verified: false, expiresAtMs: 9e12 };
  await stores.accounts.create(newAccount('+15557654321'), fence(1));
  await stores.sessions.create({ ...session, number: '+15557654321' });
  await stores.close();
  expect(readFileSync(file()).includes('5557654321')).toBe(false);
});

test('four writers, one after another killed, lose no acknowledged write', async () => {
  const queue = newQueue();
  const acknowledged: number[] = [];
  const writers = [1, 2, 3, 4].map((writer) => startWriter(queue, writer, acknowledged));
  for (const writer of writers.slice(0, 3)) {
    const goal = acknowledged.length + 40;
    await until(() => acknowledged.length >= goal);
    writer.kill('SIGKILL');
  }
  const goal = acknowledged.length + 40;
  await until(() => acknowledged.length >= goal);
  writers[3]?.kill('SIGKILL');
  await Promise.all(writers.map(gone));
  const stores = await open();
  const kept = new Set(
    (await stores.archive.page(queue, 0, Number.MAX_SAFE_INTEGER, 1e6)).envelopes.map(
      (one) => one.position,
    ),
  );
  expect(acknowledged.filter((position) => !kept.has(position))).toEqual([]);
  await stores.close();
});

test.each([
  ['garbage', () => writeFileSync(file(), Buffer.alloc(40_960, 0x5a)), /is damaged/],
  ['a file of one byte', () => writeFileSync(file(), 'x'), /is damaged/],
  ['half a file', () => truncateSync(file(), statSync(file()).size / 2), /is cut short/],
  ['an empty file', () => truncateSync(file(), 0), /is gone/],
  ['no file where there was one', () => rmSync(file()), /is gone/],
])('%s is refused with one sentence', async (_name, damage, sentence) => {
  await fill();
  damage();
  const refusal = await open().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StoreError);
  expect(String(refusal)).toMatch(sentence);
});

test('a folder that cannot be made is refused with one sentence', async () => {
  writeFileSync(join(dataDir, 'store'), 'a file in the way');
  await expect(open()).rejects.toThrow(/is a file where a folder should be/);
});

function startWriter(queue: DeviceLife, writer: number, acknowledged: number[]): ChildProcess {
  const child = fork(join(import.meta.dirname, '../support/storeWriter.ts'), [
    dataDir,
    queue.account,
    queue.generation,
    String(writer),
  ]);
  child.on('message', (position) => acknowledged.push(Number(position)));
  return child;
}

function gone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5));
}
