// Which label each shard is of: noted in the store when a cluster begins, so that no later start
// has accounts belong to another label than they were registered under.

import type { AccountId } from '#protocol';
import { accountAddress, shardOf } from '#protocol';
import { StoreError } from './storeError.ts';
import type { StoreUpkeep } from './upkeep.ts';

const accountsPerPage = 500;

/** What is noted. */
export interface NotedLabels {
  /** The label of each shard, from the first on. */
  readonly labels: readonly string[];
  /** How many workers have served with some: whoever has not seen the latest changes nothing. */
  readonly served: number;
}

export interface LabelStore {
  load(): Promise<NotedLabels | undefined>;
  /** Notes it if what is there is still as expected; false when another came first. */
  replace(expected: NotedLabels | undefined, next: NotedLabels): Promise<boolean>;
}

interface Parts {
  readonly labels: LabelStore;
  readonly upkeep: Pick<StoreUpkeep, 'accountsAfter'>;
}

/**
 * Notes the labels of a cluster's shards. Other ones than are noted take their place while nobody
 * serves, and as long as no account is in a shard whose label would be another. Throws StoreError.
 */
export async function claimResidency(
  { labels: store, upkeep }: Parts,
  labels: readonly string[],
  isAnybodyServing: () => Promise<boolean>,
): Promise<void> {
  const noted = await store.load();
  if (areSame(noted?.labels, labels)) return;
  // A cluster of before there were labels had one.
  const former = noted?.labels ?? labels.map(() => 'all');
  const isSame = areSame(former, labels);
  if (!isSame && (await isAnybodyServing())) {
    throw new StoreError(
      'Workers with another ALDIS_RESIDENCY_FILE serve; give all hosts the same, or stop them.',
    );
  }
  for await (const account of isSame ? [] : accountsOf(upkeep)) {
    const shard = shardOf(accountAddress(account));
    if (former[shard] === labels[shard]) continue;
    throw new StoreError(
      `ALDIS_RESIDENCY_FILE would move accounts from the label ${former[shard]} to ` +
        `${labels[shard]}, and an account stays where it is; give shards to labels as before.`,
    );
  }
  if (await store.replace(noted, { labels, served: noted?.served ?? 0 })) return;
  // Another worker of this start was quicker.
  if (areSame((await store.load())?.labels, labels)) return;
  throw othersNoted();
}

/**
 * Says that a worker serves with these labels, once others can see that it does: whoever looked
 * before, and saw nobody, notes no others any more. Throws StoreError where they have by now.
 */
export async function confirmResidency(
  { labels: store }: Pick<Parts, 'labels'>,
  labels: readonly string[],
): Promise<void> {
  for (;;) {
    const noted = await store.load();
    if (!noted || !areSame(noted.labels, labels)) throw othersNoted();
    // Else another worker of this start was quicker, and it is looked at again.
    if (await store.replace(noted, { labels, served: noted.served + 1 })) return;
  }
}

function othersNoted(): StoreError {
  return new StoreError('Another start notes other labels just now; start again.');
}

export function areSame(one: readonly string[] | undefined, other: readonly string[] | undefined) {
  if (!one || !other) return one === other;
  return one.length === other.length && one.every((label, shard) => label === other[shard]);
}

async function* accountsOf(upkeep: Parts['upkeep']): AsyncGenerator<AccountId> {
  for (let last: AccountId | undefined; ; ) {
    const page = await upkeep.accountsAfter(last, accountsPerPage);
    yield* page;
    last = page.at(-1);
    if (page.length < accountsPerPage) return;
  }
}
