// What only a live MongoDB server can show: acknowledged writes survive a kill -9 of the server, a
// missing server is Unreachable and then mends, indexes are there, transactions undo, TTL deletes.

import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DurableStores } from '#persistence';
import { openDurableStores, StoreError } from '#persistence';
import { Unreachable } from '#ports';
import type { AccountId } from '#protocol';
import { silentLog, systemClock } from '#runtime';
import type { Mongod } from '../support/servers.ts';
import { startMongod } from '../support/servers.ts';
import { archived, fence, newAccount, newQueue, testSealer } from '../support/storeSubjects.ts';

const common = { dataDir: '', sealer: testSealer(), clock: systemClock, log: silentLog };
const writesBeforeKill = 60;
/** MongoDB looks for what has expired once a minute. */
const sweptMs = 150_000;
const patient = { timeout: sweptMs + 30_000 };
const killRounds = 3;

let server: Mongod;
let stores: DurableStores;
let client: MongoClient;

beforeAll(async () => {
  server = await startMongod();
  stores = await openDurableStores({ mongodbUrl: server.url, ...common });
  client = await new MongoClient(server.url).connect();
});
afterAll(async () => {
  await stores.close();
  await client.close();
  await server.stop();
});

describe('a live MongoDB server', () => {
  test('has the indexes that the stores declare', async () => {
    const indexes = async (name: string) =>
      (await client.db().collection(name).indexes()).map(({ key, unique, expireAfterSeconds }) => ({
        fields: Object.keys(key).join(),
        unique: unique === true,
        ttl: expireAfterSeconds,
      }));
    const accounts = await indexes('accounts');
    expect(accounts).toContainEqual({ fields: 'pni', unique: true, ttl: undefined });
    expect(accounts).toContainEqual({ fields: 'numberName', unique: true, ttl: undefined });
    const expiring = { fields: 'expiresAt', unique: false, ttl: 0 };
    expect(await indexes('sessions')).toContainEqual(expiring);
    expect(await indexes('invitations')).toContainEqual(expiring);
    expect(await indexes('waiting')).toContainEqual({
      fields: 'queue,position',
      unique: false,
      ttl: undefined,
    });
  });

  test('keeps no phone number in the clear', async () => {
    await stores.accounts.create(newAccount('+15557654321'), fence(1));
    const everything = await client.db().collection('accounts').find().toArray();
    expect(everything.length).toBeGreaterThan(0);
    expect(Buffer.from(JSON.stringify(everything)).includes('5557654321')).toBe(false);
  });

  test('deletes what a former layout has left when its time is over', async () => {
    const former = client.db().collection<{ _id: string; storedAt: Date }>('archive');
    await former.insertMany(
      [1, 2, 3].map((n) => ({ _id: `someone.1:${n}`, storedAt: new Date(1000 * n) })),
    );
    expect(await stores.archive.purge(2500, 1)).toBe(1);
    expect(await stores.archive.purge(2500, 100)).toBe(1);
    expect(await stores.archive.purge(2500, 100)).toBe(0);
    expect(await former.countDocuments()).toBe(1);
  });

  // From here on beside each other: MongoDB looks once a minute for what has expired.
  test.concurrent('deletes expired sessions by itself', patient, async () => {
    const session = { number: '+1555', attempts: 0, codesSent: 0, verified: false };
    const expiresAtMs = systemClock.now() + 1000;
    await stores.sessions.create({ ...session, id: 'soon', expiresAtMs });
    const sessions = client.db().collection('sessions');
    expect(await sessions.countDocuments()).toBe(1);
    await expect.poll(() => sessions.countDocuments(), { timeout: sweptMs, interval: 500 }).toBe(0);
  });

  test.concurrent('killed in the middle of writes it has every acknowledged one', async ({
    skip,
  }) => {
    const { url, kill9, restart, stop } = await startMongod();
    if (!kill9 || !restart) return skip('the server of MONGODB_URL is not ours to kill');
    const its = await openDurableStores({ mongodbUrl: url, ...common });
    for (let round = 0; round < killRounds; round++) {
      const { queue, acknowledged, accounts, unknown } = await writeUntilKilled(its, kill9);
      expect(unknown).toBeInstanceOf(Unreachable);
      expect(acknowledged.length).toBeGreaterThanOrEqual(writesBeforeKill);
      await restart();
      const page = await its.archive.page(queue, 0, Number.MAX_SAFE_INTEGER, 10_000);
      const kept = new Set(page.envelopes.map((one) => one.position));
      expect(acknowledged.filter((position) => !kept.has(position))).toEqual([]);
      for (const id of accounts) {
        expect(await its.accounts.claim(id, fence(2))).toMatchObject({ id });
      }
    }
    await its.close();
    await stop();
  });

  test.concurrent('that is not there stops the opening with one sentence', patient, async () => {
    const mongodbUrl = 'mongodb://127.0.0.1:1/aldis';
    await expect(openDurableStores({ mongodbUrl, ...common })).rejects.toThrow(StoreError);
    await expect(openDurableStores({ mongodbUrl: 'nonsense', ...common })).rejects.toThrow(
      /is not a MongoDB address/,
    );
  });
});

/**
 * Four writers; the server is killed while they write, and each write is acknowledged or unknown.
 */
async function writeUntilKilled(its: DurableStores, kill9: () => Promise<void>) {
  const queue = newQueue();
  const acknowledged: number[] = [];
  const accounts: AccountId[] = [];
  let killed: Promise<void> | undefined;
  let unknown: unknown;
  const writer = async (first: number) => {
    for (let position = first; !unknown; position += 4) {
      try {
        const account = newAccount();
        await its.archive.append(queue, [archived(position)]);
        acknowledged.push(position);
        await its.accounts.create(account, fence(1));
        accounts.push(account.id);
      } catch (error) {
        unknown ??= error;
      }
      if (acknowledged.length >= writesBeforeKill) killed ??= kill9();
    }
  };
  await Promise.all([1, 2, 3, 4].map(writer));
  await killed;
  return { queue, acknowledged, accounts, unknown };
}
