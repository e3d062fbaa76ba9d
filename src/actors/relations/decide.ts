// What two accounts become to each other. Pure: whatever store keeps the pair, these decide.

import type { AccountId } from '#protocol';

/** What two accounts are to each other; one document a pair. */
export interface Relation {
  readonly friendship: 'none' | 'requested' | 'accepted';
  /** Who asked, while `requested`. */
  readonly requestedBy?: AccountId;
  /** Accounts of the pair that have written to the other by name. Order: by id. */
  readonly wrote: readonly AccountId[];
}

/** Two that have nothing to do with each other. */
export const strangers = { friendship: 'none', wrote: [] } as const satisfies Relation;

/** True when nothing in one differs from the other. */
export function isSameRelation(a: Relation, b: Relation): boolean {
  return (
    a.friendship === b.friendship &&
    a.requestedBy === b.requestedBy &&
    a.wrote.length === b.wrote.length &&
    a.wrote.every((account, index) => account === b.wrote[index])
  );
}

/** A request; when the other had asked before, the friendship. */
export function requested(relation: Relation, from: AccountId): Relation {
  const { friendship, requestedBy, wrote } = relation;
  if (friendship === 'accepted') return relation;
  if (friendship === 'requested' && requestedBy !== from) return { friendship: 'accepted', wrote };
  return { friendship: 'requested', requestedBy: from, wrote };
}

/** Neither friends nor asked any more; who has written to whom stays known. */
export function ended({ wrote }: Relation): Relation {
  return { friendship: 'none', wrote };
}

/** One has written to the other by name. */
export function written(relation: Relation, from: AccountId): Relation {
  if (relation.wrote.includes(from)) return relation;
  return { ...relation, wrote: [...relation.wrote, from].sort() };
}

/** Friends, or two who have both written to the other. */
export function areAcquainted({ friendship, wrote }: Relation): boolean {
  return friendship === 'accepted' || wrote.length >= 2;
}
