// What every twin of the durable stores promises: accounts, pre-keys and the archive.

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DurableStores } from '#persistence';
import type { Account, DeviceLife, IdleAccount } from '#ports';
import type { AccountId, DeviceId } from '#protocol';
import { pageBytesMax } from '../../src/persistence/queuePages.ts';
import {
  archived,
  ecKey,
  fence,
  kemKey,
  newAccount,
  newDevice,
  newLogin,
  newQueue,
} from '../support/storeSubjects.ts';

export type Stores = () => DurableStores;
let numbers = 0;
const newNumber = () => `+1555${String(Date.now()).slice(-8)}${numbers++}`;

export function accountPromises(stores: Stores): void {
  test('an account comes back as it was stored, byte arrays included', async () => {
    const account = newAccount(newNumber());
    expect(await stores().accounts.create(account, fence(3))).toBe('created');
    expect(await stores().accounts.claim(account.id, fence(4))).toEqual(account);
  });

  test('an id, a number and a PNI belong to one account', async () => {
    const { accounts } = stores();
    const account = newAccount(newNumber());
    await accounts.create(account, fence(1));
    const { number, pni, id } = account;
    expect(await accounts.create({ ...newAccount(), id }, fence(9))).toBe('taken');
    expect(await accounts.create({ ...newAccount(), pni }, fence(9))).toBe('taken');
    expect(await accounts.create({ ...newAccount(), ...(number && { number }) }, fence(9))).toBe(
      'taken',
    );
    expect(await accounts.create(newAccount(), fence(1))).toBe('created');
    expect(await accounts.create(newAccount(), fence(1))).toBe('created');
  });

  test('of two who create the same number at once, one succeeds', async () => {
    const number = newNumber();
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map(() => stores().accounts.create(newAccount(number), fence(1))),
    );
    expect(outcomes.sort()).toEqual(['created', 'taken', 'taken', 'taken']);
  });

  test('the name of a login is one account’s, from that write to the next', async () => {
    const { accounts } = stores();
    const people = [newAccount(), newAccount(), newAccount()] as const;
    for (const one of people) await accounts.create(one, fence(1));
    const name = `name-${randomUUID()}`;
    const named = people.map((one) => ({ ...one, login: newLogin(name) }));
    const written = await Promise.all(named.map((one) => accounts.replace(one, fence(1))));
    expect(written.toSorted()).toEqual(['replaced', 'taken', 'taken']);
    const winner = named[written.indexOf('replaced')] as (typeof named)[number];
    const loser = named[written.indexOf('taken')] as (typeof named)[number];
    const found = await accounts.findByLogin(name);
    expect(found).toEqual({ account: winner.id, login: winner.login });
    expect(await accounts.claim(loser.id, fence(1))).not.toHaveProperty('login');
    expect(await accounts.create({ ...newAccount(), login: newLogin(name) }, fence(1))).toBe(
      'taken',
    );
    const changed = { ...winner, login: newLogin(name) };
    expect(await accounts.replace(changed, fence(2))).toBe('replaced');
    expect((await accounts.findByLogin(name))?.login).toEqual(changed.login);
    expect(await accounts.replace({ ...winner, login: newLogin(`${name}2`) }, fence(2))).toBe(
      'replaced',
    );
    expect(await accounts.findByLogin(name)).toBeUndefined();
    expect(await accounts.replace(loser, fence(2))).toBe('replaced');
    const { login: _gone, ...bare } = loser;
    expect(await accounts.replace(bare, fence(2))).toBe('replaced');
    expect(await accounts.findByLogin(name)).toBeUndefined();
    await accounts.remove(winner.id, fence(2));
    expect(await accounts.findByLogin(`${name}2`)).toBeUndefined();
  });

  test('accounts are told by the day on which a linked device was last seen', async () => {
    const { accounts } = stores();
    const from = 1_000_000 * (1 + Math.floor(Math.random() * 1000));
    const seen = (account: Account, ...days: (number | undefined)[]): Account => ({
      ...account,
      devices: days.map((day, index) => ({
        ...(account.devices[0] as Account['devices'][number]),
        id: (index + 1) as DeviceId,
        ...(day === undefined ? {} : { seenOnDay: day }),
      })),
    });
    // Of the primary the day does not matter, and of others the oldest does.
    const made = [
      seen(newAccount(), from, from + 3),
      seen(newAccount(), undefined, from + 9, from + 1),
      seen(newAccount(), from + 9, from + 2),
      seen(newAccount(), from + 9, from + 2),
      seen(newAccount(), from),
      seen(newAccount(), from, undefined),
    ];
    for (const account of made) await accounts.create(account, fence(1));
    const idle = async (upTo: number, limit = 100, behind?: IdleAccount) =>
      (await accounts.idle(from + upTo, behind, limit)).filter(({ sinceDay }) => sinceDay >= from);
    const [third, first] = made;
    // Of one day in the store's own order.
    const order = (await idle(9)).map(({ id }) => id);
    const second = made.slice(2, 4).sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
    const inOrder = [first, ...second, third].map((one) => one?.id);
    expect((await idle(9)).map(({ id }) => id)).toEqual(inOrder);
    expect((await idle(2)).map(({ id, sinceDay }) => [id, sinceDay - from])).toEqual([
      [first?.id, 1],
      [second[0]?.id, 2],
      [second[1]?.id, 2],
    ]);
    const paged: unknown[] = [];
    for (let last: IdleAccount | undefined = { id: '' as AccountId, sinceDay: from }; last; ) {
      const [next]: IdleAccount[] = await idle(9, 1, last);
      if (next) paged.push(next.id);
      last = next;
    }
    expect(paged).toEqual(inOrder);
    await accounts.replace(seen(first as Account, from, from + 4), fence(1));
    await accounts.replace(seen(second[0] as Account, from), fence(1));
    await accounts.remove((second[1] as Account).id, fence(1));
    expect((await idle(9)).map(({ id, sinceDay }) => [id, sinceDay - from])).toEqual([
      [third?.id, 3],
      [first?.id, 4],
    ]);
  });

  test('an older owner can neither replace, remove nor claim', async () => {
    const { accounts } = stores();
    const account = newAccount(newNumber());
    await accounts.create(account, fence(5));
    await accounts.claim(account.id, fence(7));
    const late = { ...account, discoverableByNumber: false };
    expect(await accounts.replace(late, fence(6))).toBe('fenced');
    expect(await accounts.remove(account.id, fence(6))).toBe('fenced');
    expect(await accounts.claim(account.id, fence(6))).toBe('fenced');
    expect(await accounts.claim(account.id, fence(7))).toEqual(account);
    expect(await accounts.replace(late, fence(7))).toBe('replaced');
    expect(await accounts.claim(account.id, fence(7))).toEqual(late);
  });

  test('a replacement by a newer owner raises the fence', async () => {
    const { accounts } = stores();
    const account = newAccount();
    await accounts.create(account, fence(1));
    expect(await accounts.replace(account, fence(2))).toBe('replaced');
    expect(await accounts.replace(account, fence(1))).toBe('fenced');
  });

  test('an account that is not there is missing', async () => {
    const { accounts } = stores();
    const account = newAccount();
    expect(await accounts.claim(account.id, fence(1))).toBe('missing');
    expect(await accounts.replace(account, fence(1))).toBe('missing');
    expect(await accounts.remove(account.id, fence(1))).toBe('missing');
  });

  test('an account is there until it is deleted, whatever of it is left then', async () => {
    const { accounts } = stores();
    const account = newAccount();
    expect(await accounts.isThere(account.id)).toBe(false);
    await accounts.create(account, fence(1));
    expect(await accounts.isThere(account.id)).toBe(true);
    await accounts.replace({ ...account, devices: [], deleted: true }, fence(1));
    expect(await accounts.isThere(account.id)).toBe(false);
    await accounts.remove(account.id, fence(1));
    expect(await accounts.isThere(account.id)).toBe(false);
  });

  test('identity keys are told of all that there are, as they were written last', async () => {
    const { accounts } = stores();
    const [one, two, gone] = [newAccount(), newAccount(), newAccount()];
    for (const account of [one, two, gone]) await accounts.create(account, fence(1));
    await accounts.replace({ ...gone, devices: [], deleted: true }, fence(1));
    const changed = { aci: Uint8Array.of(5, 1), pni: Uint8Array.of(5, 2) };
    await accounts.replace({ ...two, identityKeys: changed }, fence(1));
    const asked = [one.id, two.id, gone.id, newAccount().id];
    const found = await accounts.identityKeys(asked);
    expect([...found.keys()].sort()).toEqual([one.id, two.id].sort());
    expect(found.get(one.id)).toEqual(one.identityKeys);
    expect(found.get(two.id)).toEqual(changed);
    expect((await accounts.identityKeys([])).size).toBe(0);
  });

  test('an account is found by number and PNI until it is removed', async () => {
    const { accounts } = stores();
    const number = newNumber();
    const account = newAccount(number);
    await accounts.create(account, fence(1));
    expect(await accounts.findByNumber(number)).toEqual({ id: account.id, pni: account.pni });
    expect(await accounts.findByPhoneIdentity(account.pni)).toBe(account.id);
    expect(await accounts.remove(account.id, fence(1))).toBe('removed');
    expect(await accounts.findByNumber(number)).toBeUndefined();
    expect(await accounts.findByPhoneIdentity(account.pni)).toBeUndefined();
    expect(await accounts.create(newAccount(number), fence(1))).toBe('created');
  });
}

export function preKeyPromises(stores: Stores): void {
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, step) => from + step);

  test('keys come back as they were stored, each once', async () => {
    const { preKeys } = stores();
    const pool = { ...newDevice(), identity: 'aci' as const };
    await preKeys.replaceEc(pool, range(1, 3).map(ecKey));
    await preKeys.replaceKem(pool, range(1, 2).map(kemKey));
    expect(await preKeys.count(pool)).toEqual({ ec: 3, kem: 2 });
    const kem = [await preKeys.takeKem(pool), await preKeys.takeKem(pool)];
    expect(kem.sort((a, b) => (a?.keyId ?? 0) - (b?.keyId ?? 0))).toEqual([kemKey(1), kemKey(2)]);
    expect(await preKeys.takeKem(pool)).toBeUndefined();
    const ec = await preKeys.takeEc(pool);
    expect(ec).toEqual(ecKey(ec?.keyId ?? 0));
    expect(await preKeys.count(pool)).toEqual({ ec: 2, kem: 0 });
  });

  test('forty who take at once from twenty keys get twenty different ones', async () => {
    const { preKeys } = stores();
    const pool = { ...newDevice(), identity: 'pni' as const };
    await preKeys.replaceEc(pool, range(1, 20).map(ecKey));
    const taken = await Promise.all(range(1, 40).map(() => preKeys.takeEc(pool)));
    const ids = taken.flatMap((key) => (key ? [key.keyId] : []));
    expect(ids.sort((a, b) => a - b)).toEqual(range(1, 20));
  });

  test('after an upload no older key is served, though takers were at work', async () => {
    const { preKeys } = stores();
    const pool = { ...newDevice(), identity: 'aci' as const };
    await preKeys.replaceEc(pool, range(1, 12).map(ecKey));
    const during = range(1, 6).map(() => preKeys.takeEc(pool));
    await preKeys.replaceEc(pool, range(101, 112).map(ecKey));
    const after = await Promise.all(range(1, 6).map(() => preKeys.takeEc(pool)));
    expect(after.every((key) => key && key.keyId > 100)).toBe(true);
    const all = [...(await Promise.all(during)), ...after].map((key) => key?.keyId);
    expect(new Set(all).size).toBe(12);
  });

  test('of two uploads at once one remains whole', async () => {
    const { preKeys } = stores();
    const pool = { ...newDevice(), identity: 'aci' as const };
    await Promise.all([
      preKeys.replaceEc(pool, range(1, 5).map(ecKey)),
      preKeys.replaceEc(pool, range(11, 15).map(ecKey)),
    ]);
    const taken = await Promise.all(range(1, 5).map(() => preKeys.takeEc(pool)));
    const ids = taken.map((key) => key?.keyId ?? 0).sort((a, b) => a - b);
    expect([range(1, 5), range(11, 15)]).toContainEqual(ids);
    expect(await preKeys.takeEc(pool)).toBeUndefined();
  });

  test('clearing a device leaves other devices their keys', async () => {
    const { preKeys } = stores();
    const one = { ...newDevice(), identity: 'aci' as const };
    const other = { ...newDevice(), identity: 'aci' as const };
    for (const pool of [one, { ...one, identity: 'pni' as const }, other]) {
      await preKeys.replaceEc(pool, [ecKey(1)]);
      await preKeys.replaceKem(pool, [kemKey(1)]);
    }
    await preKeys.clear(one);
    expect(await preKeys.count(one)).toEqual({ ec: 0, kem: 0 });
    expect(await preKeys.count({ ...one, identity: 'pni' })).toEqual({ ec: 0, kem: 0 });
    expect(await preKeys.count(other)).toEqual({ ec: 1, kem: 1 });
  });

  test('keys of one life of a device are not taken in the next, whenever cleared', async () => {
    const { preKeys } = stores();
    const former = { ...newDevice(), identity: 'aci' as const };
    const next = { ...former, generation: newDevice().generation };
    await preKeys.replaceEc(former, [ecKey(1)]);
    expect(await preKeys.takeEc(next)).toBeUndefined();
    await preKeys.replaceEc(next, [ecKey(2)]);
    await preKeys.clear(former);
    expect(await preKeys.takeEc(former)).toBeUndefined();
    expect((await preKeys.takeEc(next))?.keyId).toBe(2);
  });
}

export function archivePromises(stores: Stores): void {
  const all = Number.MAX_SAFE_INTEGER;
  const page = async (queue: DeviceLife, after: number, upTo: number, limit: number) =>
    (await stores().archive.page(queue, after, upTo, limit)).envelopes;
  const positions = (rows: readonly { position: number }[]) => rows.map((one) => one.position);

  test('a page has what follows a position up to another, oldest first', async () => {
    const { archive } = stores();
    const queue = newQueue();
    const rows = [9, 10, 11, 300].map((position) => archived(position));
    await archive.append(queue, [...rows].reverse());
    expect(await page(queue, 0, all, 10)).toEqual(rows);
    expect(await page(queue, 9, all, 2)).toEqual(rows.slice(1, 3));
    expect(positions(await page(queue, 9, 11, 10))).toEqual([10, 11]);
    expect(await page(queue, 300, all, 10)).toEqual([]);
    expect(await page(newQueue(), 0, all, 10)).toEqual([]);
  });

  test('a page says whether more follow, and is short where they are large', async () => {
    const { archive } = stores();
    const queue = newQueue();
    const large = (position: number, bytes: number) => ({
      ...archived(position),
      sealed: new Uint8Array(bytes),
    });
    const [third, whole] = [Math.ceil(pageBytesMax / 3), pageBytesMax];
    await archive.append(
      queue,
      [1, 2, 3, 4].map((position) => large(position, third)),
    );
    await archive.append(queue, [large(5, whole + 1), large(6, 1)]);
    const look = async (after: number, limit: number) => {
      const { envelopes, more } = await archive.page(queue, after, all, limit);
      return [positions(envelopes), more];
    };
    expect(await look(0, 100)).toEqual([[1, 2], true]);
    expect(await look(2, 1)).toEqual([[3], true]);
    expect(await look(2, 100)).toEqual([[3, 4], true]);
    expect(await look(4, 100)).toEqual([[5], true]);
    expect(await look(5, 1)).toEqual([[6], false]);
    expect(await look(6, 1)).toEqual([[], false]);
    await archive.clear(queue);
  });

  test('two lives of one device’s queue share nothing', async () => {
    const { archive } = stores();
    const [one, other] = [newQueue(), newQueue()];
    const next = { ...one, generation: other.generation };
    await archive.append(one, [archived(1), archived(2)]);
    await archive.append(next, [archived(2), archived(3)]);
    await archive.clear(one);
    expect(await page(one, 0, all, 10)).toEqual([]);
    expect(positions(await page(next, 0, all, 10))).toEqual([2, 3]);
  });

  test('a position appended again keeps the first, and what is new beside it', async () => {
    const { archive } = stores();
    const queue = newQueue();
    const first = archived(1);
    const second = archived(2);
    await archive.append(queue, [first]);
    await archive.append(queue, [archived(1), second]);
    await archive.append(queue, []);
    expect(await page(queue, 0, all, 10)).toEqual([first, second]);
  });

  test('removal and clearing touch what they name and say how many went', async () => {
    const { archive } = stores();
    const queue = newQueue();
    const other = newQueue();
    const rows = [1, 2, 3].map((position) => archived(position));
    await archive.append(queue, rows);
    await archive.append(other, rows);
    expect(await archive.remove(queue, [2, 77])).toBe(1);
    expect(await archive.remove(queue, [])).toBe(0);
    expect(positions(await page(queue, 0, all, 10))).toEqual([1, 3]);
    await archive.clear(queue);
    expect(await page(queue, 0, all, 10)).toEqual([]);
    expect(await page(other, 0, all, 10)).toHaveLength(3);
    await archive.clear(other);
  });

  test('it finds envelopes by guid, and says how much a queue and all queues hold', async () => {
    const { archive } = stores();
    const queue = newQueue();
    const before = await archive.count();
    const rows = [4, 5, 6].map((position) => archived(position));
    await archive.append(queue, rows);
    const guids = [rows[2], rows[0], archived(5)].flatMap((one) => one?.guid ?? []);
    const found = await archive.locate(queue, guids);
    expect(positions(found).sort()).toEqual([4, 6]);
    const bytes = rows.reduce((sum, one) => sum + one.sealed.length, 0);
    expect(await archive.measure(queue)).toEqual({ length: 3, bytes });
    expect(await archive.measure(newQueue())).toEqual({ length: 0, bytes: 0 });
    expect(await archive.count()).toBe(before + 3);
    await archive.clear(queue);
  });

  test('a purge deletes the oldest up to its limit and nothing younger', async () => {
    const { archive } = stores();
    const queue = newQueue();
    await archive.append(queue, [archived(1, 10), archived(2, 20), archived(3, 30)]);
    expect(await archive.purge(30, 1)).toBe(1);
    expect(positions(await page(queue, 0, all, 9))).toEqual([2, 3]);
    expect(await archive.purge(30, 10)).toBe(1);
    expect(await archive.purge(30, 10)).toBe(0);
    expect(positions(await page(queue, 0, all, 9))).toEqual([3]);
    await archive.clear(queue);
  });
}
