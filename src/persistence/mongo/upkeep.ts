// What an operator's work needs of the stores in MongoDB.

import type { AccountId } from '#protocol';
import type { StoreUpkeep } from '../upkeep.ts';
import { accountsPlan } from './accountStore.ts';
import type { MongoConnection } from './connection.ts';
import { reaching } from './connection.ts';
import { preKeyPoolsPlan, preKeysPlan } from './preKeyStore.ts';
import { mongoReplication } from './replication.ts';

export class MongoStoreUpkeep implements StoreUpkeep {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  async accountsAfter(after: AccountId | undefined, limit: number) {
    const accounts = this.#connection.collection<{ _id: AccountId }>(accountsPlan);
    const filter = after === undefined ? {} : { _id: { $gt: after } };
    const options = { projection: { _id: 1 }, sort: { _id: 1 }, limit } as const;
    const rows = await reaching(() => accounts.find(filter, options).toArray());
    return rows.map((row) => row._id);
  }

  async voidPreKeys() {
    for (const plan of [preKeysPlan, preKeyPoolsPlan]) {
      await reaching(() => this.#connection.collection(plan).deleteMany({}));
    }
  }

  replication() {
    return mongoReplication(this.#connection);
  }
}
