// Which label each shard is of, as the cluster has it, in MongoDB.
//
//   labels  {_id: 'shards', labels, served?}   the label of each shard, from the first on

import type { Collection, Filter } from 'mongodb';
import type { LabelStore, NotedLabels } from '../residency.ts';
import type { MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

interface Row {
  readonly _id: 'shards';
  readonly labels: readonly string[];
  /** An earlier version counted nobody. */
  readonly served?: number;
}

const Id = 'shards';

export class MongoLabelStore implements LabelStore {
  readonly #rows: Collection<Row>;

  constructor(connection: MongoConnection) {
    this.#rows = connection.collection<Row>({ name: 'labels', indexes: [] });
  }

  async load() {
    const row = await reaching(() => this.#rows.findOne({ _id: Id }));
    return row ? { labels: row.labels, served: row.served ?? 0 } : undefined;
  }

  async replace(expected: NotedLabels | undefined, next: NotedLabels) {
    try {
      if (!expected) {
        await reaching(() => this.#rows.insertOne({ _id: Id, ...next }));
        return true;
      }
      const { labels, served } = expected;
      const asExpected: Filter<Row> = {
        ...{ _id: Id, labels: [...labels] },
        ...(served === 0 ? { served: { $in: [0, null] as unknown as number[] } } : { served }),
      };
      const { matchedCount } = await reaching(() =>
        this.#rows.updateOne(asExpected, { $set: { ...next } }),
      );
      return matchedCount === 1;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }
}
