// Promises of where labels are noted, and of what a start may change of them.

import { expect, test } from 'vitest';
import type { DurableStores } from '#persistence';
import { claimResidency } from '#persistence';
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
    expect(await store.replace(all, halves)).toBe(false);
    const first = await Promise.all([all, halves].map((one) => store.replace(undefined, one)));
    expect(first.sort()).toEqual([false, true]);
    const noted = await store.load();
    expect(await store.replace(undefined, all)).toBe(false);
    expect(await store.replace(noted, all)).toBe(true);
    expect(await store.load()).toEqual(all);
  });

  test('while there is no account other labels may be had, but not beside workers', async () => {
    const { labels: store } = stores();
    const empty = { labels: store, upkeep: { accountsAfter: page } };
    await expect(claimResidency(empty, halves, async () => true)).rejects.toThrow(/serve/);
    await claimResidency(empty, halves, nobody);
    expect(await store.load()).toEqual(halves);
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
    expect(await store.load()).toEqual(halves);
    // What nobody is in may become another's.
    const free = halves.findIndex((_label, shard) => !held.has(shard as never));
    const grown = halves.map((label, shard) => (shard === free ? 'cn' : label));
    await claimResidency(parts, grown, nobody);
    expect(await store.load()).toEqual(grown);
  });
}
