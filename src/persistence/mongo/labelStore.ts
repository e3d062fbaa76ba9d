// Which label each shard is of, as the cluster has it, in MongoDB.
//
//   labels  {_id: 'shards', labels}   the label of each shard, from the first on

import type { Collection } from 'mongodb';
import type { LabelStore } from '../residency.ts';
import type { MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

interface Row {
  readonly _id: 'shards';
  readonly labels: readonly string[];
}

const Id = 'shards';

export class MongoLabelStore implements LabelStore {
  readonly #rows: Collection<Row>;

  constructor(connection: MongoConnection) {
    this.#rows = connection.collection<Row>({ name: 'labels', indexes: [] });
  }

  async load() {
    const row = await reaching(() => this.#rows.findOne({ _id: Id }));
    return row?.labels;
  }

  async replace(expected: readonly string[] | undefined, next: readonly string[]) {
    try {
      if (!expected) {
        await reaching(() => this.#rows.insertOne({ _id: Id, labels: next }));
        return true;
      }
      const { matchedCount } = await reaching(() =>
        this.#rows.updateOne({ _id: Id, labels: [...expected] }, { $set: { labels: next } }),
      );
      return matchedCount === 1;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }
}
