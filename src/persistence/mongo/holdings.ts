// What is held of one account, read out of the collections of the stores that keep it.

import type { Collection } from 'mongodb';
import type { AccountId } from '#protocol';
import type { Holdings } from '#ports';
import { itemKey } from '../records.ts';
import { heldUsername } from '../usernames.ts';
import type { MongoConnection } from './connection.ts';
import { reaching } from './connection.ts';
import type { ProfileRow } from './profileStore.ts';
import { storedIn } from './profileStore.ts';
import type { RecordRow } from './recordStore.ts';
import { manifestOf } from './recordStore.ts';
import type { RelationRow } from './relationStore.ts';
import { relationsOf, relationsPlan } from './relationStore.ts';
import type { UsernameRow } from './usernameStore.ts';
import { usernameOf, usernamesPlan } from './usernameStore.ts';

export class MongoHoldings implements Holdings {
  readonly #relations: Collection<RelationRow>;
  readonly #usernames: Collection<UsernameRow>;
  readonly #profiles: Collection<ProfileRow>;
  readonly #records: Collection<RecordRow>;

  constructor(connection: MongoConnection) {
    this.#relations = connection.collection<RelationRow>(relationsPlan);
    this.#usernames = connection.collection<UsernameRow>(usernamesPlan);
    this.#profiles = connection.collection<ProfileRow>({ name: 'profiles', indexes: [] });
    this.#records = connection.collection<RecordRow>({ name: 'records', indexes: [] });
  }

  async relations(of: AccountId, behind: AccountId | undefined, limit: number) {
    return relationsOf(this.#relations, of, limit, {}, behind);
  }

  async usernames(of: AccountId) {
    const rows = await reaching(() => this.#usernames.find({ account: of }).toArray());
    return rows.map((row) => heldUsername(usernameOf(row)));
  }

  async profiles(of: AccountId) {
    const row = await reaching(() => this.#profiles.findOne({ _id: of }));
    return row ? storedIn(row).profiles : [];
  }

  async record(of: AccountId) {
    const row = await reaching(() => this.#records.findOne({ _id: of }));
    if (!row) return undefined;
    const items = Object.entries(row.items ?? {}).map(([name, value]) => ({
      key: itemKey(name),
      value: Uint8Array.from(value.buffer),
    }));
    return { manifest: manifestOf(row), items };
  }
}
