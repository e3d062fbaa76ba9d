// Friendships and who has written to whom, in MongoDB; one document a pair.
//
//   relations {_id: low:high, low, high, friendship, requestedBy?, wrote}

import type { Collection, Document, Filter } from 'mongodb';
import type { AccountId } from '#protocol';
import type { Relation, RelationStore } from '#ports';
import { pairOf, strangers } from '../names.ts';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

interface Row {
  readonly _id: string;
  readonly low: AccountId;
  readonly high: AccountId;
  readonly friendship: Relation['friendship'];
  readonly requestedBy?: AccountId;
  readonly wrote: AccountId[];
}

export const relationsPlan: CollectionPlan = {
  name: 'relations',
  indexes: [{ key: { low: 1, high: 1 } }, { key: { high: 1, low: 1 } }],
};

export class MongoRelationStore implements RelationStore {
  readonly #relations: Collection<Row>;

  constructor(connection: MongoConnection) {
    this.#relations = connection.collection<Row>(relationsPlan);
  }

  async load(a: AccountId, b: AccountId) {
    const row = await reaching(() => this.#relations.findOne({ _id: nameOf(a, b) }));
    return row ? relationOf(row) : strangers;
  }

  async request(from: AccountId, to: AccountId) {
    await this.#made(from, to);
    const stranger = { _id: nameOf(from, to), friendship: 'none' as const };
    await reaching(() =>
      this.#relations.updateOne(stranger, { $set: { friendship: 'requested', requestedBy: from } }),
    );
    await this.accept(from, to);
    return this.load(from, to);
  }

  async accept(by: AccountId, from: AccountId) {
    const _id = nameOf(by, from);
    const asked: Filter<Row> = { _id, friendship: 'requested', requestedBy: from };
    const { matchedCount } = await reaching(() =>
      this.#relations.updateOne(asked, {
        $set: { friendship: 'accepted' },
        $unset: { requestedBy: '' },
      }),
    );
    if (matchedCount === 1) return true;
    return (await this.load(by, from)).friendship === 'accepted';
  }

  async end(a: AccountId, b: AccountId) {
    const _id = nameOf(a, b);
    const { deletedCount } = await reaching(() => this.#relations.deleteOne({ _id, wrote: [] }));
    if (deletedCount === 1) return;
    const change = { $set: { friendship: 'none' as const }, $unset: { requestedBy: '' as const } };
    await reaching(() => this.#relations.updateOne({ _id }, change));
  }

  async recordWrote(from: AccountId, to: AccountId) {
    await this.#made(from, to);
    await reaching(() =>
      this.#relations.updateOne({ _id: nameOf(from, to) }, { $addToSet: { wrote: from } }),
    );
  }

  async list(of: AccountId, limit: number) {
    const friendship = { $in: ['requested' as const, 'accepted' as const] };
    const side = (filter: Filter<Row>, sort: Document) =>
      reaching(() => this.#relations.find(filter).sort(sort).limit(limit).toArray());
    const [lows, highs] = await Promise.all([
      side({ low: of, friendship }, { high: 1 }),
      side({ high: of, friendship }, { low: 1 }),
    ]);
    return [
      ...lows.map((row) => ({ with: row.high, relation: relationOf(row) })),
      ...highs.map((row) => ({ with: row.low, relation: relationOf(row) })),
    ]
      .sort((a, b) => (a.with < b.with ? -1 : 1))
      .slice(0, limit);
  }

  async removeAll(of: AccountId) {
    await reaching(() => this.#relations.deleteMany({ low: of }));
    await reaching(() => this.#relations.deleteMany({ high: of }));
  }

  /** Makes the pair's document unless it is there. */
  async #made(a: AccountId, b: AccountId): Promise<void> {
    const { low, high } = pairOf(a, b);
    const fresh = { low, high, friendship: 'none' as const, wrote: [] };
    try {
      await reaching(() =>
        this.#relations.updateOne({ _id: nameOf(a, b) }, { $setOnInsert: fresh }, { upsert: true }),
      );
    } catch (error) {
      // Another made it in the same moment.
      if (!isDuplicate(error)) throw error;
    }
  }
}

function nameOf(a: AccountId, b: AccountId): string {
  const { low, high } = pairOf(a, b);
  return `${low}:${high}`;
}

function relationOf(row: Row): Relation {
  const { friendship, requestedBy, wrote } = row;
  return { friendship, ...(requestedBy ? { requestedBy } : {}), wrote: [...wrote].sort() };
}
