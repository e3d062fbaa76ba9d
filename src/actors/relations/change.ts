// Changes what two accounts are to each other, whoever else changes it at the same time, and
// whichever of them goes meanwhile.

import type { AccountId } from '#protocol';
import type { AccountStore, RelationStore } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import type { Relation } from './decide.ts';
import { isSameRelation, strangers } from './decide.ts';

/** Times that a change is decided anew because another came first. */
export const changesTriedMax = 16;

/** Where relations are, and who there is. */
export interface RelationStores {
  readonly relations: Pick<RelationStore, 'load' | 'replace'>;
  readonly accounts: Pick<AccountStore, 'isThere'>;
}

export interface RelationChange {
  readonly before: Relation;
  readonly after: Relation;
  /** One of the two was deleted: they are nothing to each other any more. */
  readonly isGone: boolean;
}

/**
 * Decides on what the pair is now and stores it, unless that would change nothing; decides again
 * when another change came first. An account that is deleted takes its relations with it, but not
 * one that is written after that: so it is looked afterwards whether both are there still. Throws
 * Unreachable.
 */
export async function changeRelation(
  stores: RelationStores,
  pair: readonly [AccountId, AccountId],
  decide: (before: Relation) => Relation,
): Promise<RelationChange> {
  const change = await replaceDecided(stores, pair, decide);
  if (isSameRelation(change.before, change.after)) return { ...change, isGone: false };
  const there = await Promise.all(pair.map((one) => stores.accounts.isThere(one)));
  if (there.every(Boolean)) return { ...change, isGone: false };
  await replaceDecided(stores, pair, () => strangers);
  return { before: change.before, after: strangers, isGone: true };
}

async function replaceDecided(
  { relations }: RelationStores,
  [a, b]: readonly [AccountId, AccountId],
  decide: (before: Relation) => Relation,
): Promise<Omit<RelationChange, 'isGone'>> {
  for (let tried = 0; tried < changesTriedMax; tried++) {
    const before = await relations.load(a, b);
    const after = decide(before);
    if (isSameRelation(before, after)) return { before, after };
    if (await relations.replace(a, b, before, after)) return { before, after };
  }
  throw new Unreachable('others changed the relation each time');
}
