// A profile's file under a passphrase: it opens with that one alone, holds the same as before,
// shows nothing, and notices what was changed in it.

import { cpSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { wrap } from '../../../../client/store/passphrase.ts';
import { Store } from '../../../../client/store/store.ts';
import { dropTables, rowsOf, shapeOf, tablesOf } from '../../../../client/store/tables.ts';
import { Vault } from '../../../../client/store/vault.ts';
import { asOldProfile } from '../oldProfile.ts';
import {
  eachWithItsFile,
  bend,
  ben,
  bytesOf,
  cheap,
  clear,
  copied,
  file,
  filled,
  kept,
  locked,
  passphrase,
  said,
  say,
} from './lockedProfile.ts';

vi.setConfig({ testTimeout: 60_000 });
eachWithItsFile();

/** Everything in the tables, whatever they are. */
function dumped(path: string): Record<string, unknown[]> {
  const db = new DatabaseSync(path, { readOnly: true });
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const all = names.map(({ name }) => {
    // However SQLite counts: in the order of its first column.
    const rows = db.prepare(`SELECT * FROM "${name}" ORDER BY 1`).all();
    return [name, rows] as const;
  });
  db.close();
  return Object.fromEntries(all.filter(([, rows]) => rows.length > 0));
}

/** A row in every table there is. */
function fillAll(path: string): void {
  const db = new DatabaseSync(path);
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  for (const { name } of tables.filter((one) => !String(one.name).startsWith('sqlite_'))) {
    const columns = db.prepare('SELECT name, type FROM pragma_table_info(?)').all(String(name));
    const values = columns.map(({ name: column, type }) => {
      if (column === 'one') return 1;
      if (type === 'BLOB') return new Uint8Array([0, 255, 7]);
      return type === 'TEXT' ? `some ${column}` : 41;
    });
    const places = values.map(() => '?').join(', ');
    db.prepare(`INSERT OR REPLACE INTO "${name}" VALUES (${places})`).run(...values);
  }
  db.close();
}

it('holds what it held, in every table, locked, changed and unlocked', async () => {
  clear().close();
  fillAll(file);
  const before = dumped(file);
  expect(Object.keys(before).length).toBeGreaterThan(35);
  const store = clear();
  await store.lock(passphrase, cheap);
  store.close();
  expect(Object.keys(dumped(file))).toEqual(['lock', 'sealed']);
  const again = await locked();
  await again.lock('another horse', cheap);
  again.close();
  const last = await locked(file, 'another horse');
  last.unlock();
  last.close();
  expect(dumped(file)).toEqual(before);
});

it('opens with its passphrase alone', async () => {
  filled(await locked()).close();
  expect(() => clear()).toThrow(expect.objectContaining({ code: 'profile.locked' }));
  const before = bytesOf();
  await expect(locked(file, 'wrong horse')).rejects.toMatchObject({ code: 'profile.passphrase' });
  await expect(locked(file, '')).rejects.toMatchObject({ code: 'profile.passphrase' });
  expect(bytesOf().equals(before)).toBe(true);
  const store = await locked();
  expect(store.isLocked).toBe(true);
  expect(store.messages.unshown(10)).toHaveLength(1);
});

it('takes the passphrase as bytes, which it leaves, or as text', async () => {
  const bytes = Buffer.from('Pass\u00e9 compos\u00e9');
  (await locked(file, bytes)).close();
  expect(bytes.toString()).toBe('Pass\u00e9 compos\u00e9');
  expect((await locked(file, 'Passe\u0301 compose\u0301')).isLocked).toBe(true);
});

it('refuses a passphrase that is too short or long, and one of no lock', async () => {
  const length = { code: 'passphrase.length' };
  await expect(locked(file, 'seven b')).rejects.toMatchObject(length);
  await expect(locked(file, 'x'.repeat(1025))).rejects.toMatchObject(length);
  clear().close();
  await expect(Store.openLocked(file, 'existing', passphrase)).rejects.toMatchObject({
    code: 'profile.not_locked',
  });
});

it('is held by one process also while the passphrase is tried', async () => {
  filled(await locked()).close();
  const first = locked();
  await expect(locked()).rejects.toMatchObject({ code: 'profile.in_use' });
  await first;
});

it('keeps what is written while it is locked, statement by statement', async () => {
  const store = filled(await locked());
  const id = store.messages.unshown(1)[0]?.id ?? 0;
  store.messages.remove(id);
  say(store, 2);
  store.transaction(() => {
    say(store, 3);
    store.arrivals.markSeen(new Uint8Array([1, 2]), 5);
  });
  expect(() =>
    store.transaction(() => {
      say(store, 4);
      throw new Error('not this one');
    }),
  ).toThrow('not this one');
  const stamp = store.profile.nextTimestamp(9);
  store.close();
  const again = await locked();
  expect(again.messages.unshown(10).map(({ sentAt }) => sentAt)).toEqual([2, 3]);
  // Ids are counted on, whatever was removed.
  expect(again.messages.unshown(1)[0]?.id).toBe(id + 1);
  expect(again.arrivals.wasSeen(new Uint8Array([1, 2]))).toBe(true);
  expect(again.profile.nextTimestamp(9)).toBe(stamp + 1);
});

it('does not do in memory what the file has not taken', async () => {
  const store = filled(await locked());
  const { exec } = DatabaseSync.prototype;
  let commits = 0;
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
    commits += sql === 'COMMIT' ? 1 : 0;
    if (sql === 'COMMIT' && commits === 1) throw new Error('The disk is full.');
    exec.call(this, sql);
  });
  expect(() => say(store, 2)).toThrow('disk is full');
  vi.restoreAllMocks();
  expect(store.messages.unshown(10)).toHaveLength(1);
  say(store, 3);
  store.close();
  expect((await locked()).messages.unshown(10).map(({ sentAt }) => sentAt)).toEqual([1, 3]);
});

/** Of a copy: the file itself is held. */
function wrappedKey(): Uint8Array {
  const copy = copied('key');
  const db = new DatabaseSync(copy);
  const { key } = Vault.wrapped(db);
  db.close();
  return key;
}

it('leaves nothing in clear behind, and of a former lock nothing at all', async () => {
  const store = filled(clear());
  const { password } = store.profile.read();
  const [pair, needles] = [
    store.profile.identity('aci').serialize(),
    [said, password, 'http://twin'],
  ];
  expect(needles.every((needle) => bytesOf().includes(needle))).toBe(true);
  expect(bytesOf().includes(Buffer.from(pair))).toBe(true);
  await store.lock(passphrase, cheap);
  const found = () => needles.filter((needle) => bytesOf().includes(needle));
  expect([found(), bytesOf().includes(Buffer.from(pair))]).toEqual([[], false]);
  say(store, 2);
  const key = wrappedKey();
  expect(bytesOf().includes(Buffer.from(key))).toBe(true);
  await store.lock('another horse', cheap);
  expect([found(), bytesOf().includes(Buffer.from(key))]).toEqual([[], false]);
});

const isPage = 'SELECT id FROM sealed WHERE length(id) = 4';

it.each([
  [
    'a byte of a page',
    `UPDATE sealed SET value = zeroblob(length(value)) WHERE id = (${isPage} LIMIT 1)`,
  ],
  ['a page that is missing', `DELETE FROM sealed WHERE id = (${isPage} LIMIT 1)`],
  ['a page of another number', `UPDATE sealed SET id = x'70000000' WHERE id = (${isPage} LIMIT 1)`],
  [
    'a page that is there twice',
    `INSERT INTO sealed SELECT x'70000000', value FROM sealed WHERE id = (${isPage} LIMIT 1)`,
  ],
  ['no sum', "DELETE FROM sealed WHERE id = CAST('sum' AS BLOB)"],
  ['no shape', "DELETE FROM sealed WHERE id = CAST('shape' AS BLOB)"],
  [
    'two pages that changed places',
    `
    CREATE TEMP TABLE both AS SELECT id, value FROM sealed WHERE length(id) = 4 LIMIT 2;
    UPDATE sealed SET value = (SELECT value FROM both WHERE both.id <> sealed.id)
      WHERE id IN (SELECT id FROM both)`,
  ],
])('notices %s', async (_what, sql) => {
  const store = filled(await locked());
  store.transaction(() => {
    for (let sentAt = 2; sentAt < 100; sentAt += 1) say(store, sentAt);
  });
  store.close();
  bend((db) => {
    expect(db.prepare(isPage).all().length).toBeGreaterThan(3);
    db.exec(sql);
  });
  await expect(locked()).rejects.toMatchObject({ code: 'profile.unreadable' });
});

it('notices a page that is as it was earlier', async () => {
  filled(await locked()).close();
  cpSync(file, `${file}.old`);
  const later = await locked();
  later.profile.nextTimestamp(77);
  later.close();
  bend((db) =>
    db.exec(`ATTACH '${file}.old' AS old;
      UPDATE sealed SET value = (SELECT value FROM old.sealed AS was WHERE was.id = sealed.id)
        WHERE length(id) = 4`),
  );
  await expect(locked()).rejects.toMatchObject({ code: 'profile.unreadable' });
  // As a whole it is what it was.
  cpSync(`${file}.old`, file);
  expect((await locked()).messages.unshown(10)).toHaveLength(1);
});

it.each([
  ['memory_kib', 100 * 1024 * 1024],
  ['memory_kib', 1],
  ['memory_kib', -5],
  ['passes', 1_000_000],
  ['passes', 0],
  ['lanes', 4096],
])('asks a file that wants %s %i for no such thing', async (column, value) => {
  filled(await locked()).close();
  bend((db) => db.exec(`UPDATE lock SET ${column} = ${value}`));
  await expect(locked()).rejects.toMatchObject({ code: 'profile.unreadable' });
});

it.each([
  ['memory_kib', 32 * 1024],
  ['passes', 1],
])('opens no file whose %s was made less', async (column, value) => {
  kept(await Store.openLocked(file, 'create', passphrase)).close();
  bend((db) => db.exec(`UPDATE lock SET ${column} = ${value}`));
  await expect(locked()).rejects.toMatchObject({ code: 'profile.passphrase' });
});

it('leads a locked profile of an older schema on', async () => {
  const store = filled(clear());
  store.profile.registered(ben, ben, undefined);
  store.close();
  asOldProfile(file, 3);
  const dataKey = new Uint8Array(32).fill(7);
  const wrapped = await wrap(dataKey, passphrase, cheap);
  bend((db) => {
    const tables = tablesOf(db);
    const shape = shapeOf(db, 3);
    Vault.make(db, wrapped);
    new Vault(db, dataKey).begin(shape, rowsOf(db, tables));
    dropTables(db, tables);
  });
  const first = await locked();
  expect(first.messages.unshown(10).map(({ content }) => content)).toMatchObject([{ body: said }]);
  say(first, 2);
  first.close();
  expect((await locked()).messages.unshown(10)).toHaveLength(2);
});

it('asks 64 MiB and three passes of whoever tries a passphrase', async () => {
  kept(await Store.openLocked(file, 'create', passphrase)).close();
  bend((db) =>
    expect(Vault.wrapped(db)).toMatchObject({ memoryKib: 65_536, passes: 3, parallelism: 1 }),
  );
  expect((await locked()).isLocked).toBe(true);
});
