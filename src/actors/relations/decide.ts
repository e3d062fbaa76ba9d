// What two accounts become to each other. Pure: whatever store keeps the pair, these decide.

import type { AccountId } from '#protocol';

/** Within so many days a note of who has written is not written anew. */
export const renewAfterDays = 7;
const dayMs = 24 * 60 * 60 * 1000;

/** The day that a time is on. Unit: days since the epoch. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / dayMs);
}

/** One of a pair that has written to the other by name. */
export interface Writer {
  readonly account: AccountId;
  /** When it last did, or up to `renewAfterDays` before. Unit: days since the epoch. */
  readonly day: number;
}

/** What two accounts are to each other; one document a pair. */
export interface Relation {
  readonly friendship: 'none' | 'requested' | 'accepted';
  /** Who asked, while `requested`. */
  readonly requestedBy?: AccountId;
  /** Order: by id. What is too long ago goes (RelationStore.expire). */
  readonly wrote: readonly Writer[];
}

/** Two that have nothing to do with each other. */
export const strangers = { friendship: 'none', wrote: [] } as const satisfies Relation;

/** True when nothing in one differs from the other. */
export function isSameRelation(a: Relation, b: Relation): boolean {
  return (
    a.friendship === b.friendship &&
    a.requestedBy === b.requestedBy &&
    a.wrote.length === b.wrote.length &&
    a.wrote.every(({ account, day }, index) => {
      const other = b.wrote[index];
      return account === other?.account && day === other.day;
    })
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

/** One has written to the other by name, on that day. */
export function written(relation: Relation, from: AccountId, day: number): Relation {
  const known = relation.wrote.find(({ account }) => account === from);
  if (known && day - known.day < renewAfterDays) return relation;
  const others = relation.wrote.filter(({ account }) => account !== from);
  const wrote = [...others, { account: from, day }].sort((a, b) =>
    a.account < b.account ? -1 : 1,
  );
  return { ...relation, wrote };
}

/** What is left of it when nothing counts any more that was written before that day. */
export function expired(relation: Relation, beforeDay: number): Relation {
  const wrote = relation.wrote.filter(({ day }) => day >= beforeDay);
  return wrote.length === relation.wrote.length ? relation : { ...relation, wrote };
}

/** Friends, or two who have both written to the other since that day. */
export function areAcquainted(relation: Relation, sinceDay: number): boolean {
  return relation.friendship === 'accepted' || expired(relation, sinceDay).wrote.length >= 2;
}
