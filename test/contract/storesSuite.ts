// What every twin of the durable stores promises: pre-keys and the archive.

import { expect, test } from 'vitest';
import type { DurableStores } from '#persistence';
import type { DeviceLife } from '#ports';
import { pageBytesMax } from '../../src/persistence/queuePages.ts';
import { archived, ecKey, kemKey, newDevice, newQueue } from '../support/storeSubjects.ts';

export type Stores = () => DurableStores;

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

  test('clearing one identity of a device leaves the other its keys', async () => {
    const { preKeys } = stores();
    const aci = { ...newDevice(), identity: 'aci' as const };
    const pni = { ...aci, identity: 'pni' as const };
    for (const pool of [aci, pni]) {
      await preKeys.replaceEc(pool, [ecKey(1)]);
      await preKeys.replaceKem(pool, [kemKey(1)]);
    }
    await preKeys.clear(aci, 'pni');
    expect(await preKeys.count(pni)).toEqual({ ec: 0, kem: 0 });
    expect(await preKeys.count(aci)).toEqual({ ec: 1, kem: 1 });
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
