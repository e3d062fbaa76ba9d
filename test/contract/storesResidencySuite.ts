// Promises of where labels are noted, and of what a start may change of them.

import { expect, test } from 'vitest';
import type { DurableStores } from '#persistence';
import { claimResidency, confirmResidency } from '#persistence';
import { accountAddress, shardCount, shardOf } from '#protocol';
import { fence, newAccount } from '../support/storeSubjects.ts';

/** The store is one for all of them, and never emptied. */
export function residencyPromises(stores: () => DurableStores): void {
  const labels = (of: (shard: number) => string) =>
    Array.from({ length: shardCount() }, (_, at) => of(at));
  const nobody = async () => false;
  const halves = labels((shard) => (shard < 128 ? 'eu' : 'us'));
  const page = async () => [];

  test('labels are noted by whoever has seen what is there, and by one', async () => {
    const { labels: store } = stores();
    expect(await store.load()).toBeUndefined();
    const all = labels(() => 'all');
    const by = (of: readonly string[], served = 0) => ({ labels: of, served });
    expect(await store.replace(by(all), by(halves))).toBe(false);
    const first = await Promise.all([all, halves].map((one) => store.replace(undefined, by(one))));
    expect(first.sort()).toEqual([false, true]);
    const noted = await store.load();
    expect(await store.replace(undefined, by(all))).toBe(false);
    expect(await store.replace(noted, by(all, 1))).toBe(true);
    expect(await store.load()).toEqual(by(all, 1));
    // As somebody has served with them, whoever looked before notes nothing.
    expect(await store.replace(by(all), by(halves))).toBe(false);
    expect(await store.replace(by(all, 1), by(all, 2))).toBe(true);
  });

  test('while there is no account other labels may be had, but not beside workers', async () => {
    const { labels: store } = stores();
    const empty = { labels: store, upkeep: { accountsAfter: page } };
    await expect(claimResidency(empty, halves, async () => true)).rejects.toThrow(/serve/);
    await claimResidency(empty, halves, nobody);
    expect((await store.load())?.labels).toEqual(halves);
    // As they are they may serve already.
    await claimResidency(empty, halves, async () => true);
  });

  test('no start moves an account to another label', async () => {
    const { labels: store, accounts, upkeep } = stores();
    const account = newAccount();
    await accounts.create(account, fence(1));
    const own = shardOf(accountAddress(account.id));
    const parts = { labels: store, upkeep };
    const others = await upkeep.accountsAfter(undefined, 10_000);
    const held = new Set(others.map((id) => shardOf(accountAddress(id))));
    const moved = halves.map((label, shard) => (shard === own ? 'cn' : label));
    await expect(claimResidency(parts, moved, nobody)).rejects.toThrow(/would move accounts from/);
    expect((await store.load())?.labels).toEqual(halves);
    // What nobody is in may become another's.
    const free = halves.findIndex((_label, shard) => !held.has(shard as never));
    const grown = halves.map((label, shard) => (shard === free ? 'cn' : label));
    await claimResidency(parts, grown, nobody);
    expect((await store.load())?.labels).toEqual(grown);
  });

  test('of two starts with other labels no more than one serves', async () => {
    const { labels: store } = stores();
    const empty = { labels: store, upkeep: { accountsAfter: page } };
    const thirds = labels((shard) => (shard < 85 ? 'eu' : 'cn'));
    await claimResidency(empty, halves, nobody);
    // The one looks whether anybody serves, and sees nobody; the other is seen before it goes on.
    const standsStill = async () => {
      await confirmResidency(empty, halves);
      return false;
    };
    const next = claimResidency(
      empty,
      labels(() => 'us'),
      standsStill,
    );
    await expect(next).rejects.toThrow(/Another/);
    expect((await store.load())?.labels).toEqual(halves);
    // Nor does one serve that another has passed before it could be seen.
    await claimResidency(empty, thirds, nobody);
    await expect(confirmResidency(empty, halves)).rejects.toThrow(/Another/);
    await confirmResidency(empty, thirds);
    await Promise.all([1, 2, 3].map(() => confirmResidency(empty, thirds)));
    expect((await store.load())?.labels).toEqual(thirds);
  });
}
