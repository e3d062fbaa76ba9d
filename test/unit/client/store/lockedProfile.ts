// A profile under a lock, for tests: its file, which is another one for each of them, and what a
// kill leaves of it.

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach } from 'vitest';
import { encodeContent, parseAccountId } from '#protocol';
import type { AccountId } from '#protocol';
import { Store } from '../../../../client/store/store.ts';

export const passphrase = 'correct horse battery';
export const ben = parseAccountId('b0b0b0b0-1111-4111-8111-b0b0b0b0b0b0') as AccountId;
/** Argon2 is not what is tried here. */
export const cheap = { memoryKib: 64, passes: 1, parallelism: 1 };
export const said = 'meet me under the clock';

let folder: string;
export let file: string;
const open: Store[] = [];

/** In each test file: files may share this module, but not what is to be done for their tests. */
export function eachWithItsFile(): void {
  beforeEach(begin);
  afterEach(end);
}

function begin(): void {
  folder = mkdtempSync(join(tmpdir(), 'aldis-locked-'));
  file = join(folder, 'ana.aldis');
}

function end(): void {
  for (const store of open.splice(0)) store.close();
  rmSync(folder, { recursive: true });
}

export function kept(store: Store): Store {
  open.push(store);
  return store;
}

export const clear = (path = file) => kept(new Store(path, 'either'));
export const locked = async (path = file, word: string | Uint8Array = passphrase) =>
  kept(await Store.openLocked(path, 'either', word, cheap));

/** A profile with a text in it. */
export function filled(store: Store): Store {
  store.profile.begin('http://twin');
  say(store, 1);
  return store;
}

export function say(store: Store, sentAt: number): void {
  const content = encodeContent({ type: 'text', body: said, timestamp: sentAt });
  const about = { conversation: ben, author: ben, device: 1, sentAt, serverTimestamp: sentAt };
  store.messages.add({ ...about, content, state: 'received', requires: 0, told: true }, sentAt);
}

/** What the files of the profile hold, its write-ahead file among them. */
export const bytesOf = (path = file) =>
  Buffer.concat(
    ['', '-wal', '-journal', '-shm']
      .filter((suffix) => existsSync(path + suffix))
      .map((suffix) => readFileSync(path + suffix)),
  );

/** What a kill at this moment leaves. */
export function copied(name: string): string {
  const copy = `${file}.${name}`;
  for (const suffix of ['', '-wal']) {
    if (existsSync(file + suffix)) cpSync(file + suffix, copy + suffix);
  }
  return copy;
}

/** Runs the work on the closed file. */
export function bend(work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(file);
  work(db);
  db.close();
}
