// The file of a locked profile as it is written: few pages for many rows, whole wherever it is
// killed, and one of the former form is moved.

import { chmodSync, cpSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { Store } from '../../../../client/store/store.ts';
import {
  eachWithItsFile,
  bend,
  bytesOf,
  cheap,
  clear,
  copied,
  file,
  filled,
  locked,
  passphrase,
  said,
  say,
} from './lockedProfile.ts';

vi.setConfig({ testTimeout: 60_000 });
eachWithItsFile();

/** Locked by an Aldis that sealed each row by itself; two messages are in it. */
function asRowByRow(): void {
  cpSync(new URL('rowByRow.aldis', import.meta.url), file);
  chmodSync(file, 0o600);
}

it('moves a profile that was locked row by row, once', async () => {
  asRowByRow();
  const first = await locked();
  expect(first.messages.unshown(10).map(({ sentAt }) => sentAt)).toEqual([1, 3]);
  say(first, 4);
  first.close();
  bend((db) =>
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1_000_002 }),
  );
  const again = await locked();
  expect(again.messages.unshown(10).map(({ sentAt }) => sentAt)).toEqual([1, 3, 4]);
  again.close();
  expect(bytesOf().includes(said)).toBe(false);
});

it('is moved or not, wherever it is killed meanwhile', async () => {
  asRowByRow();
  const copies = await killedAtEach(() => locked());
  expect(copies.length).toBeGreaterThan(2);
  for (const copy of copies) {
    expect((await locked(copy)).messages.unshown(10).map(({ sentAt }) => sentAt)).toEqual([1, 3]);
  }
});

it.each([
  'DELETE FROM sealed WHERE id = (SELECT min(id) FROM sealed)',
  'UPDATE sealed SET value = zeroblob(length(value)) WHERE id = (SELECT min(id) FROM sealed)',
])('moves none that was changed: %s', async (sql) => {
  asRowByRow();
  bend((db) => db.exec(sql));
  await expect(locked()).rejects.toMatchObject({ code: 'profile.unreadable' });
});

it('seals what a change touches, and of many rows a few pages', async () => {
  const store = filled(await locked());
  store.transaction(() => {
    for (let sentAt = 2; sentAt <= 2_000; sentAt += 1) say(store, sentAt);
  });
  const values = () => {
    const db = new DatabaseSync(copied('values'));
    const all = db.prepare('SELECT hex(id) AS id, hex(value) AS value FROM sealed').all();
    db.close();
    return new Map(all.map(({ id, value }) => [String(id), String(value)]));
  };
  const before = values();
  expect(before.size).toBeLessThan(2_000 / 10);
  say(store, 3_000);
  const after = values();
  // The message's, that of SQLite's count, and the sum.
  const changed = [...after].filter(([id, value]) => before.get(id) !== value);
  expect(changed.length).toBeLessThanOrEqual(4);
});

it('goes on after a write that the file did not take, with what is in it', async () => {
  const store = filled(await locked());
  const { exec } = DatabaseSync.prototype;
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
    if (sql === 'COMMIT') throw new Error('The disk is full.');
    exec.call(this, sql);
  });
  for (const sentAt of [2, 3]) expect(() => say(store, sentAt)).toThrow('disk is full');
  vi.restoreAllMocks();
  for (let sentAt = 4; sentAt < 60; sentAt += 1) say(store, sentAt);
  store.close();
  const sent = (await locked()).messages.unshown(100).map(({ sentAt }) => sentAt);
  expect(sent).toEqual([1, ...Array.from({ length: 56 }, (_one, at) => at + 4)]);
});

/** What kills leave: a copy whenever a statement of the work has changed what is on disk. */
async function killedAtEach(work: () => unknown): Promise<string[]> {
  const { exec } = DatabaseSync.prototype;
  const copies: string[] = [];
  let last: Buffer | undefined;
  const point = () => {
    const now = bytesOf();
    if (!last?.equals(now)) copies.push(copied(`killed ${copies.length}`));
    last = now;
  };
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
    point();
    exec.call(this, sql);
    point();
  });
  try {
    await work();
  } finally {
    vi.restoreAllMocks();
  }
  point();
  return copies;
}

/** With which it opens, whole; after that nothing is in it that is not under a lock. */
async function opensWith(copy: string, words: readonly string[]): Promise<string> {
  const isOpen: string[] = [];
  const look = (word: string, store: Store) => {
    expect(store.messages.unshown(10)).toHaveLength(1);
    store.close();
    isOpen.push(word);
  };
  try {
    look('clear', new Store(copy, 'existing'));
  } catch (error) {
    expect(error).toMatchObject({ code: 'profile.locked' });
  }
  for (const word of words) {
    await Store.openLocked(copy, 'existing', word).then(
      (store) => {
        look(word, store);
        expect([copy, bytesOf(copy).includes(said)]).toEqual([copy, false]);
      },
      ({ code }) => expect(['profile.passphrase', 'profile.not_locked']).toContain(code),
    );
  }
  expect(isOpen).toHaveLength(1);
  return isOpen[0] ?? '';
}

it('is locked, changed and unlocked, or not at all, wherever it is killed', async () => {
  const store = filled(clear());
  const other = 'another horse';
  for (const [work, from, to] of [
    [() => store.lock(passphrase, cheap), 'clear', passphrase],
    [() => store.lock(other, cheap), passphrase, other],
    [() => store.unlock(), other, 'clear'],
  ] as const) {
    const copies = await killedAtEach(work);
    const opened: string[] = [];
    for (const copy of copies) opened.push(await opensWith(copy, [passphrase, other]));
    const turn = opened.indexOf(to);
    expect(opened).toEqual(opened.map((_one, at) => (at < turn ? from : to)));
    expect(turn).toBeGreaterThan(0);
    // The turn itself, and the clearing up.
    expect(opened.length - turn).toBeGreaterThan(1);
  }
});
