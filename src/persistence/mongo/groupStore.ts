// Groups in MongoDB.
//
//   groups        {_id: group id, fence, sealed}
//   groupChanges  {_id: group id and version, sealed}
//
// Every write of a group names the fence it may not be older than in its filter; a change is noted
// in the same transaction.

import type { Collection } from 'mongodb';
import { Binary } from 'mongodb';
import type { Sealer } from '#crypto';
import type { FencingToken, GroupId } from '#protocol';
import { limits } from '#protocol';
import type { Group, GroupChange, GroupStore } from '#ports';
import { SealedDocuments } from '../documents.ts';
import { changeName, PageOfChanges } from '../groups.ts';
import type { MongoConnection } from './connection.ts';
import { isDuplicate, largeRowsReadMax, reaching } from './connection.ts';

interface Row {
  readonly _id: GroupId;
  readonly fence: FencingToken;
  readonly sealed: Binary;
}

interface ChangeRow {
  readonly _id: string;
  readonly sealed: Binary;
}

export class MongoGroupStore implements GroupStore {
  readonly #connection: MongoConnection;
  readonly #groups: Collection<Row>;
  readonly #changes: Collection<ChangeRow>;
  readonly #documents: SealedDocuments<Group>;
  readonly #entries: SealedDocuments<GroupChange>;

  constructor(connection: MongoConnection, sealer: Sealer) {
    this.#connection = connection;
    this.#groups = connection.collection<Row>({ name: 'groups', indexes: [] });
    this.#changes = connection.collection<ChangeRow>({ name: 'groupChanges', indexes: [] });
    this.#documents = new SealedDocuments(sealer, 'group');
    this.#entries = new SealedDocuments(sealer, 'groupChange');
  }

  async claim(id: GroupId, fence: FencingToken) {
    const row = await reaching(() =>
      this.#groups.findOneAndUpdate(
        { _id: id, fence: { $lte: fence } },
        { $set: { fence } },
        { returnDocument: 'after' },
      ),
    );
    return row ? this.#documents.open(id, row.sealed.buffer) : this.#whyNot(id);
  }

  async create(group: Group, fence: FencingToken) {
    const sealed = new Binary(this.#documents.seal(group.id, group));
    try {
      await reaching(() => this.#groups.insertOne({ _id: group.id, fence, sealed }));
      return 'created' as const;
    } catch (error) {
      if (isDuplicate(error)) return 'taken' as const;
      throw error;
    }
  }

  async change(group: Group, change: GroupChange, fence: FencingToken) {
    const { id, version } = group;
    const sealed = new Binary(this.#documents.seal(id, group));
    const name = changeName(id, version);
    const entry = new Binary(this.#entries.seal(name, change));
    const keptFrom = group.members.length === 0 ? version + 1 : version - limits.groupLogMax + 1;
    const old = { $gte: changeName(id, 0), $lt: changeName(id, Math.max(0, keptFrom)) };
    const isChanged = await this.#connection.transaction(async (session) => {
      const { matchedCount } = await this.#groups.updateOne(
        { _id: id, fence: { $lte: fence } },
        { $set: { fence, sealed } },
        { session },
      );
      if (matchedCount === 0) return false;
      const upsert = { upsert: true, session };
      await this.#changes.replaceOne({ _id: name }, { sealed: entry }, upsert);
      if (keptFrom > 0) await this.#changes.deleteMany({ _id: old }, { session });
      return true;
    });
    return isChanged ? 'changed' : this.#whyNot(id);
  }

  async log(id: GroupId, fromVersion: number, limit: number) {
    const last = changeName(id, limits.groupVersionMax);
    const range = { $gte: changeName(id, fromVersion), $lte: last };
    const rows = this.#changes
      .find({ _id: range })
      .sort({ _id: 1 })
      .limit(limit)
      .batchSize(largeRowsReadMax);
    return reaching(async () => {
      const page = new PageOfChanges();
      const changes: GroupChange[] = [];
      for await (const { _id, sealed } of rows) {
        if (!page.takes({ length: sealed.length() })) break;
        changes.push(this.#entries.open(_id, sealed.buffer));
      }
      return changes;
    });
  }

  async #whyNot(id: GroupId): Promise<'missing' | 'fenced'> {
    const row = await reaching(() => this.#groups.findOne({ _id: id }, { projection: { _id: 1 } }));
    return row ? 'fenced' : 'missing';
  }
}
