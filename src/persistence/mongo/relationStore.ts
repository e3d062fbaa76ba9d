// Friendships and who has written to whom, in MongoDB; one document a pair.
//
//   relations {_id: low:high, low, high, friendship, requestedBy?, wrote: [{account, day}]}

import type { Collection, Document, Filter } from 'mongodb';
import type { AccountId } from '#protocol';
import type { Relation, RelationStore, UpkeepSlice, Writer } from '#ports';
import { isSameRelation, strangers } from '#ports';
import { pairOf } from '../names.ts';
import { formerWritersDay, writersOf } from '../writers.ts';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

export interface RelationRow {
  readonly _id: string;
  readonly low: AccountId;
  readonly high: AccountId;
  readonly friendship: Relation['friendship'];
  readonly requestedBy?: AccountId;
  /** An earlier version wrote the account alone. */
  readonly wrote: (Writer | AccountId)[];
}

export const relationsPlan: CollectionPlan = {
  name: 'relations',
  indexes: [{ key: { low: 1, high: 1 } }, { key: { high: 1, low: 1 } }],
};

export class MongoRelationStore implements RelationStore {
  readonly #relations: Collection<RelationRow>;

  constructor(connection: MongoConnection) {
    this.#relations = connection.collection<RelationRow>(relationsPlan);
  }

  async load(a: AccountId, b: AccountId) {
    const row = await reaching(() => this.#relations.findOne({ _id: nameOf(a, b) }));
    return row ? relationOf(row) : strangers;
  }

  async replace(a: AccountId, b: AccountId, expected: Relation, next: Relation) {
    const asExpected = expectation(a, b, expected);
    const isNew = isSameRelation(expected, strangers);
    if (isSameRelation(next, strangers)) {
      const { deletedCount } = await reaching(() => this.#relations.deleteOne(asExpected));
      return isNew || deletedCount === 1;
    }
    const { requestedBy, friendship, wrote } = next;
    const change = {
      $set: { friendship, wrote: [...wrote], ...(requestedBy ? { requestedBy } : {}) },
      ...(requestedBy ? {} : { $unset: { requestedBy: '' as const } }),
      $setOnInsert: pairOf(a, b),
    };
    try {
      const { matchedCount, upsertedCount } = await reaching(() =>
        this.#relations.updateOne(asExpected, change, { upsert: isNew }),
      );
      return matchedCount + upsertedCount === 1;
    } catch (error) {
      // The pair has a document, and it is another.
      if (isNew && isDuplicate(error)) return false;
      throw error;
    }
  }

  async list(of: AccountId, limit: number) {
    const friendship = { $in: ['requested' as const, 'accepted' as const] };
    return relationsOf(this.#relations, of, limit, { friendship });
  }

  async expire(beforeDay: number): Promise<UpkeepSlice> {
    const old = { 'wrote.day': { $lt: beforeDay } };
    const pull: Document = { $pull: { wrote: { day: { $lt: beforeDay } } } };
    const changed = await reaching(() =>
      this.#relations.updateMany(old as Filter<RelationRow>, pull),
    );
    if (formerWritersDay < beforeDay) {
      const former = { wrote: { $type: 'string' } };
      const all: Document = { $pull: { wrote: { $type: 'string' } } };
      await reaching(() => this.#relations.updateMany(former as Filter<RelationRow>, all));
    }
    const nothing = { friendship: 'none' as const, wrote: [] };
    await reaching(() => this.#relations.deleteMany(nothing as Filter<RelationRow>));
    return { done: changed.modifiedCount, finished: true };
  }

  async removeAll(of: AccountId) {
    await reaching(() => this.#relations.deleteMany({ low: of }));
    await reaching(() => this.#relations.deleteMany({ high: of }));
  }
}

/** Relations of an account in the order of whom they are with: behind one, if any is named. */
export async function relationsOf(
  relations: Collection<RelationRow>,
  of: AccountId,
  limit: number,
  only: Filter<RelationRow>,
  behind?: AccountId,
) {
  const side = (own: 'low' | 'high', other: 'low' | 'high') => {
    const isBehind = behind === undefined ? {} : { [other]: { $gt: behind } };
    const filter = { ...only, ...isBehind, [own]: of } as Filter<RelationRow>;
    return reaching(() =>
      relations
        .find(filter)
        .sort({ [other]: 1 })
        .limit(limit)
        .toArray(),
    );
  };
  const [lows, highs] = await Promise.all([side('low', 'high'), side('high', 'low')]);
  return [
    ...lows.map((row) => ({ with: row.high, relation: relationOf(row) })),
    ...highs.map((row) => ({ with: row.low, relation: relationOf(row) })),
  ]
    .sort((a, b) => (a.with < b.with ? -1 : 1))
    .slice(0, limit);
}

/** Whoever has written stands in any order, and by the account alone, in an earlier form. */
function expectation(a: AccountId, b: AccountId, expected: Relation): Filter<RelationRow> {
  const { friendship, requestedBy, wrote } = expected;
  return {
    _id: nameOf(a, b),
    friendship,
    ...(requestedBy ? { requestedBy } : {}),
    ...(wrote.length === 0
      ? { wrote: [] }
      : { $and: [{ wrote: { $size: wrote.length } }, ...wrote.map(noted)] }),
  };
}

function noted({ account, day }: Writer): Filter<RelationRow> {
  const whole = { wrote: { $elemMatch: { account, day } } };
  return (
    day === formerWritersDay ? { $or: [whole, { wrote: account }] } : whole
  ) as Filter<RelationRow>;
}

function nameOf(a: AccountId, b: AccountId): string {
  const { low, high } = pairOf(a, b);
  return `${low}:${high}`;
}

/** The relation of a row, of an earlier form too. */
function relationOf(row: RelationRow): Relation {
  const { friendship, requestedBy, wrote } = row;
  return { friendship, ...(requestedBy ? { requestedBy } : {}), wrote: writersOf(wrote) };
}
