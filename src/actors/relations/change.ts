// Changes what two accounts are to each other, whoever else changes it at the same time.

import type { AccountId } from '#protocol';
import type { RelationStore } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import type { Relation } from './decide.ts';
import { isSameRelation } from './decide.ts';

/** Times that a change is decided anew because another came first. */
export const changesTriedMax = 16;

export interface RelationChange {
  readonly before: Relation;
  readonly after: Relation;
}

/**
 * Decides on what the pair is now and stores it, unless that would change nothing; decides again
 * when another change came first. Throws Unreachable.
 */
export async function changeRelation(
  store: Pick<RelationStore, 'load' | 'replace'>,
  [a, b]: readonly [AccountId, AccountId],
  decide: (before: Relation) => Relation,
): Promise<RelationChange> {
  for (let tried = 0; tried < changesTriedMax; tried++) {
    const before = await store.load(a, b);
    const after = decide(before);
    if (isSameRelation(before, after)) return { before, after };
    if (await store.replace(a, b, before, after)) return { before, after };
  }
  throw new Unreachable('others changed the relation each time');
}
