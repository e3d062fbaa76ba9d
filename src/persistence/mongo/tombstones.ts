// Which accounts were deleted, in a collection of its own that backups leave out and restores leave
// alone.
//
//   tombstones  {_id: mark, day}

import type { Collection } from 'mongodb';
import type { AccountId } from '#protocol';
import type { MarkOf, TombstoneLog } from '../tombstones.ts';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { reaching } from './connection.ts';

export const tombstonesPlan = { name: 'tombstones', indexes: [] } as const satisfies CollectionPlan;

export class MongoTombstones implements TombstoneLog {
  readonly #rows: Collection<{ _id: string; day: number }>;
  readonly markOf: MarkOf;

  constructor(connection: MongoConnection, markOf: MarkOf) {
    this.#rows = connection.collection(tombstonesPlan);
    this.markOf = markOf;
  }

  async bury(account: AccountId, day: number) {
    const _id = this.markOf(account);
    await reaching(() =>
      this.#rows.updateOne({ _id }, { $setOnInsert: { day } }, { upsert: true }),
    );
  }

  async marks() {
    const rows = await reaching(() =>
      this.#rows.find().project<{ _id: string }>({ _id: 1 }).toArray(),
    );
    return new Set(rows.map((row) => row._id));
  }
}
