// The embedded store's file names nobody: not while rows are there, not in what is left of them,
// and not after a store of the former layout was opened.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { count, formsOf } from '#lab/search.ts';
import { createEnvelopeSealer } from '#crypto';
import { openDurableStores, readRows, StoreError, writeRows } from '#persistence';
import { strangers } from '#ports';
import { ManualClock, silentLog } from '#runtime';
import { checkLmdb, openLmdb } from '../../src/persistence/lmdb/environment.ts';
import { VeiledTables } from '../../src/persistence/tables/veiledTables.ts';
import { TableRelationStore } from '../../src/persistence/tables/relationStore.ts';
import {
  fence,
  newAccount,
  newAccountId,
  newDevice,
  testSealer,
} from '../support/storeSubjects.ts';
import { profileOf } from './storesProfileSuite.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'aldis-veiled-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const sealer = testSealer();
const common = { sealer, clock: new ManualClock(Date.now()), log: silentLog };
const timesIn = (id: string) =>
  count(readFileSync(join(dataDir, 'store/durable.lmdb')), formsOf(id));

it('no id stands in the file, in any form, before and after its rows are removed', async () => {
  const stores = await openDurableStores({ dataDir, ...common });
  const account = newAccount('+491700000042');
  const life = { ...newDevice(), account: account.id };
  const other = newAccountId();
  await stores.accounts.create(account, fence(1));
  const wrote = [{ account: other, day: 3 }];
  await stores.relations.replace(account.id, other, strangers, { friendship: 'none', wrote });
  await stores.profiles.write(life, fence(1), profileOf('0'.repeat(64)));
  const hash = Uint8Array.from(randomBytes(32));
  await stores.usernames.reserve(account.id, [hash], Date.now());
  await stores.usernames.confirm(account.id, hash, undefined, Date.now());
  const [first] = await stores.upkeep.accountsAfter(undefined, 10);
  expect(first).toBe(account.id);
  expect(await stores.usernames.find(hash)).toBe(account.id);
  for (const id of [account.id, account.pni, other]) expect(timesIn(id)).toBe(0);
  await stores.usernames.removeAll(account.id);
  await stores.relations.removeAll(account.id);
  await stores.accounts.remove(account.id, fence(1));
  await stores.close();
  for (const id of [account.id, account.pni, other]) expect(timesIn(id)).toBe(0);
});

it('a file that is written anew has nothing of a row that was removed', async () => {
  const stores = await openDurableStores({ dataDir, ...common });
  const [gone, kept] = [newAccount('+491700000042'), newAccount('+491700000043')];
  for (const one of [gone, kept]) await stores.accounts.create(one, fence(1));
  await stores.close();
  const sealed: Buffer[] = [];
  for await (const page of readRows(dataDir, sealer)) {
    for (const { owners, value } of page) {
      if (owners.includes(gone.id) && value.length > 0) sealed.push(Buffer.from(value));
    }
  }
  expect(sealed.length).toBeGreaterThan(1);
  const again = await openDurableStores({ dataDir, ...common });
  await again.accounts.remove(gone.id, fence(1));
  await again.close();
  // As a restore writes it. In the file of before it may stand in a free page, sealed.
  const anew = mkdtempSync(join(tmpdir(), 'aldis-anew-'));
  try {
    await writeRows(anew, readRows(dataDir, sealer));
    const file = readFileSync(join(anew, 'store/durable.lmdb'));
    expect(count(file, [...sealed, Buffer.from(sealer.veil(gone.id))])).toBe(0);
    const restored = await openDurableStores({ dataDir: anew, ...common });
    expect(await restored.upkeep.accountsAfter(undefined, 10)).toEqual([kept.id]);
    await restored.close();
  } finally {
    rmSync(anew, { recursive: true, force: true });
  }
});

it('a store of the former layout is moved at its opening, and reads as before', async () => {
  const former = openLmdb(dataDir);
  const relations = new TableRelationStore(former);
  const whose = newAccountId();
  const others = Array.from({ length: 2500 }, newAccountId);
  const friends = { friendship: 'accepted', wrote: [] } as const;
  for (const other of others) await relations.replace(whose, other, strangers, friends);
  await former.close();
  expect(timesIn(whose)).toBeGreaterThan(others.length);

  // Nobody converts it beneath workers that know the former layout alone; none calls it whole.
  const serving = () => Promise.resolve(false);
  for (const more of [{}, { mayConvert: serving }]) {
    await expect(openDurableStores({ dataDir, ...common, ...more })).rejects.toThrow(StoreError);
  }
  const checked = checkLmdb(
    dataDir,
    { sealer, envelopes: createEnvelopeSealer() },
    () => undefined,
  );
  await expect(checked.next()).rejects.toThrow(/earlier release/);
  const mayConvert = () => Promise.resolve(true);
  const told: [number, number][] = [];
  const converting = (moved: number, of: number) => void told.push([moved, of]);
  const stores = await openDurableStores({ dataDir, ...common, mayConvert, converting });
  // How far it is, a slice after the other, to its end.
  const of = others.length * 2;
  expect(told.length).toBeGreaterThan(3);
  expect(told.map(([moved]) => moved)).toEqual(
    told.map(([moved]) => moved).toSorted((a, b) => a - b),
  );
  expect([told[0], told.at(-1)]).toEqual([
    [0, of],
    [of, of],
  ]);
  const found = await stores.relations.list(whose, 5000);
  expect(found.map((one) => one.with).sort()).toEqual([...others].sort());
  await stores.close();
  const raw = openLmdb(dataDir);
  expect(raw.table('relations').count()).toBe(0);
  await raw.close();
});

it('a changed row is refused and no other row is touched by it', async () => {
  const tables = new VeiledTables(openLmdb(dataDir), sealer);
  const [one, two] = [newAccountId(), newAccountId()];
  await tables.write(() => {
    tables.table('records').put(one, Buffer.from('of one'));
    tables.table('records').put(two, Buffer.from('of two'));
  });
  await tables.close();
  const raw = openLmdb(dataDir);
  const rows = raw.table('records.2');
  const moved = raw.read(() => rows.get(sealer.veil(one)));
  await raw.write(() => rows.put(sealer.veil(two), Uint8Array.from(moved ?? [])));
  await raw.close();
  const again = new VeiledTables(openLmdb(dataDir), sealer);
  expect(Buffer.from(again.read(() => again.table('records').get(one)) ?? []).toString()).toBe(
    'of one',
  );
  expect(() => again.read(() => again.table('records').get(two))).toThrow(/damaged/);
  await again.close();
});
