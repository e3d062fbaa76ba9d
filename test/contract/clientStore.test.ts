// What a store of a profile promises, by the file and by its twin in memory: what lasts, who holds
// it, and that a profile comes out of it as it went in.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemaVersion } from '../../client/store/schema.ts';
import { Store } from '../../client/store/store.ts';
import type { ClientStore, Sqlite } from '#client';
import { AldisClient, fileStore, memoryStore, moveProfile } from '#client';
import { MemoryServer } from '../unit/client/memoryServer.ts';

/** Argon2 is not what is tried here. */
const cheap = { memoryKib: 64, passes: 1, parallelism: 1 };
const passphrase = 'correct horse battery';
const server = 'http://twin';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-stores-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Finds the same store once more, as a program does that begins anew. */
type Finding = () => ClientStore;

const twins: Record<string, () => Finding> = {
  file: () => () => fileStore(join(folder, 'people', 'ana.aldis')),
  memory: () => {
    const store = memoryStore();
    return () => store;
  },
};

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return 'nothing';
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe.each(Object.entries(twins))('a store of a profile, by a %s', (_, twinOf) => {
  let find: Finding;
  const held: Sqlite[] = [];
  beforeEach(() => {
    find = twinOf();
  });
  afterEach(() => {
    for (const one of held.splice(0)) one.close();
  });

  const hold = (): Sqlite => {
    const sqlite = find().hold();
    held.push(sqlite);
    return sqlite;
  };
  const close = () => held.pop()?.close();
  const words = (sqlite: Sqlite) => {
    const rows = sqlite.prepare('SELECT word FROM said ORDER BY id').all();
    return rows.map(({ word }) => word);
  };
  const begin = () => {
    const sqlite = hold();
    sqlite.exec(
      `CREATE TABLE said (id INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT);
       INSERT INTO said (word) VALUES ('first')`,
    );
    return sqlite;
  };

  it('is there from when it was held until it is removed, and is empty then', () => {
    expect(find().isThere()).toBe(false);
    begin();
    expect(find().isThere()).toBe(true);
    close();
    expect(find().isThere()).toBe(true);
    find().remove();
    expect(find().isThere()).toBe(false);
    find().remove();
    const sqlite = hold();
    expect(sqlite.prepare('SELECT count(*) AS n FROM sqlite_schema').get()).toEqual({ n: 0 });
  });

  it('holds what was committed when it is held again, and counts on', () => {
    begin().exec(
      `BEGIN IMMEDIATE; INSERT INTO said (word) VALUES ('second'), ('third'); COMMIT;
       DELETE FROM said WHERE word = 'third'`,
    );
    close();
    const sqlite = hold();
    expect(words(sqlite)).toEqual(['first', 'second']);
    const { lastInsertRowid } = sqlite.prepare("INSERT INTO said (word) VALUES ('x')").run();
    expect(Number(lastInsertRowid)).toBe(4);
  });

  it('holds nothing of what was rolled back, or not committed when it was closed', () => {
    const sqlite = begin();
    sqlite.exec("BEGIN IMMEDIATE; INSERT INTO said (word) VALUES ('second'); ROLLBACK");
    expect(words(sqlite)).toEqual(['first']);
    sqlite.exec("BEGIN IMMEDIATE; INSERT INTO said (word) VALUES ('third')");
    close();
    expect(() => sqlite.exec('COMMIT')).toThrow();
    expect(words(hold())).toEqual(['first']);
  });

  it('is held by one, and at once by the next when it was closed', () => {
    const first = begin();
    expect(codeOf(() => find().hold())).toBe('profile.in_use');
    first.exec("INSERT INTO said (word) VALUES ('second')");
    close();
    const second = hold();
    expect(words(second)).toEqual(['first', 'second']);
    expect(() => first.exec("INSERT INTO said (word) VALUES ('late')")).toThrow();
    expect(() => first.prepare('SELECT 1')).toThrow();
    expect(words(second)).toEqual(['first', 'second']);
  });

  it('gives rows back as they were put in, in the order that was asked for', () => {
    const sqlite = hold();
    sqlite.exec('CREATE TABLE kinds (one, two, three, four, five)');
    const bytes = new Uint8Array([0, 255, 7]);
    const put = sqlite.prepare('INSERT INTO kinds VALUES (?, ?, ?, ?, ?)');
    expect(put.run(null, 2n, 0.5, 'four\u0000🌿', bytes).changes).toBe(1);
    put.run(2, 3, 4, '', new Uint8Array());
    const all = sqlite.prepare('SELECT * FROM kinds ORDER BY one DESC');
    const first = { one: null, two: 2, three: 0.5, four: 'four\u0000🌿', five: bytes };
    const second = { one: 2, two: 3, three: 4, four: '', five: new Uint8Array() };
    expect(all.all()).toEqual([second, first]);
    expect([...all.iterate()]).toEqual([second, first]);
    expect(all.get()).toEqual(second);
    expect(sqlite.prepare('SELECT 1 FROM kinds WHERE one = 9').get()).toBeUndefined();
  });

  it('lets its statements call functions, and lends memory of its own', () => {
    const sqlite = begin();
    sqlite.function('joined', { deterministic: true, varargs: true }, (...all) => all.join('+'));
    expect(sqlite.prepare("SELECT joined('a', 1) AS it").get()).toEqual({ it: 'a+1' });
    const [one, other] = [find().scratch(), find().scratch()];
    one.exec('CREATE TABLE apart (id INTEGER)');
    expect(() => other.prepare('SELECT * FROM apart')).toThrow();
    expect(() => sqlite.prepare('SELECT * FROM apart')).toThrow();
    one.close();
    other.close();
  });

  describe('a profile in it', () => {
    it('is missing, or there, as it was asked for', () => {
      expect(codeOf(() => new Store(find(), 'existing'))).toBe('profile.missing');
      expect(find().isThere()).toBe(false);
      const store = new Store(find(), 'create');
      expect(codeOf(() => new Store(find(), 'existing'))).toBe('profile.in_use');
      store.close();
      expect(codeOf(() => new Store(find(), 'create'))).toBe('profile.exists');
      new Store(find(), 'existing').close();
    });

    it('changes as a whole or not at all', () => {
      const store = new Store(find(), 'create');
      store.profile.begin(server);
      const { password } = store.profile.read();
      expect(() =>
        store.transaction(() => {
          store.profile.move('http://elsewhere');
          store.transaction(() => store.sealed.profileKey());
          throw new Error('not so');
        }),
      ).toThrow('not so');
      store.close();
      expect(codeOf(() => store.profile.read())).toBe('client.closed');
      const again = new Store(find(), 'existing');
      expect(again.profile.read()).toMatchObject({ server, password });
      again.close();
    });

    it('opens by its passphrase alone, and without one when that was taken away', async () => {
      const store = await Store.openLocked(find(), 'create', passphrase, cheap);
      store.profile.begin(server);
      const { password } = store.profile.read();
      store.close();
      expect(codeOf(() => new Store(find(), 'existing'))).toBe('profile.locked');
      await expect(Store.openLocked(find(), 'existing', 'another')).rejects.toMatchObject({
        code: 'profile.passphrase',
      });
      const again = await Store.openLocked(find(), 'existing', passphrase);
      expect(again.profile.read()).toMatchObject({ password });
      again.profile.move('http://elsewhere');
      again.unlock();
      again.close();
      const clear = new Store(find(), 'existing');
      expect(clear.profile.read()).toMatchObject({ server: 'http://elsewhere', password });
      clear.close();
    });

    it('is refused where a newer Aldis wrote it, and stays as it is', () => {
      new Store(find(), 'create').close();
      const sqlite = hold();
      sqlite.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
      close();
      expect(codeOf(() => new Store(find(), 'existing'))).toBe('profile.unreadable');
      expect(hold().prepare('PRAGMA user_version').get()).toEqual({
        user_version: schemaVersion + 1,
      });
    });
  });

  describe('a client in it', () => {
    it('is registered, moved and opened again; a refused one leaves nothing', async () => {
      const network = new MemoryServer();
      const given = () => ({ server, invitation: 'welcome', network, profile: find() });
      network.cuts.request = () => ({ status: 403, headers: {}, body: {} });
      await expect(AldisClient.register(given())).rejects.toMatchObject({ name: 'ClientError' });
      expect(find().isThere()).toBe(false);
      network.cuts.request = () => undefined;
      const client = await AldisClient.register(given());
      const { account } = client;
      await client.close();
      await expect(AldisClient.register(given())).rejects.toMatchObject({
        code: 'profile.exists',
      });
      await moveProfile(find(), 'http://127.0.0.1:7350');
      const again = AldisClient.open(find(), { network });
      expect(again).toMatchObject({ account, server: 'http://127.0.0.1:7350' });
      await again.close();
    });
  });
});
