// The operators' log in MongoDB. Entries and the head go in one transaction; the head that was
// seen is what is compared.
//
//   audit      {_id: number, hash, bytes}
//   auditHead  {_id: 'head', seq, hash, mac}

import type { Collection, Condition } from 'mongodb';
import { Binary } from 'mongodb';
import type { AuditRow, AuditStore, SealedAuditHead } from '#ports';
import { headSeq } from '../auditEntries.ts';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

interface Row {
  readonly _id: number;
  readonly hash: Binary;
  readonly bytes: Binary;
}

interface HeadRow {
  readonly _id: 'head';
  readonly seq: number;
  readonly hash: Binary;
  readonly mac: Binary;
}

const rowsPlan = { name: 'audit', indexes: [] } as const satisfies CollectionPlan;
const headPlan = { name: 'auditHead', indexes: [] } as const satisfies CollectionPlan;
const Id = 'head';

export class MongoAuditStore implements AuditStore {
  readonly #connection: MongoConnection;
  readonly #rows: Collection<Row>;
  readonly #heads: Collection<HeadRow>;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
    this.#rows = connection.collection<Row>(rowsPlan);
    this.#heads = connection.collection<HeadRow>(headPlan);
  }

  async head() {
    const found = await reaching(() => this.#heads.findOne({ _id: Id }));
    if (!found) return undefined;
    const seq = headSeq(found.seq);
    return { seq, hash: bytesOf(found.hash), mac: bytesOf(found.mac) };
  }

  async last() {
    const [found] = await this.#find({ $gt: 0 }, -1, 1);
    return found;
  }

  async append(
    expected: SealedAuditHead | undefined,
    rows: readonly AuditRow[],
    head: SealedAuditHead,
  ) {
    const { seq, hash, mac } = head;
    const next = { seq, hash: new Binary(hash), mac: new Binary(mac) };
    const entries = rows.map((row) => {
      return { _id: row.seq, hash: new Binary(row.hash), bytes: new Binary(row.bytes) };
    });
    try {
      return await this.#connection.transaction(async (session) => {
        if (expected) {
          const seen = { _id: Id, seq: expected.seq, mac: new Binary(expected.mac) } as const;
          const { matchedCount } = await this.#heads.replaceOne(seen, next, { session });
          if (matchedCount === 0) return false;
        } else await this.#heads.insertOne({ _id: Id, ...next }, { session });
        await this.#rows.insertMany(entries, { session });
        return true;
      });
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async from(seq: number, limit: number) {
    return this.#find({ $gte: seq }, 1, limit);
  }

  async below(seq: number, limit: number) {
    return this.#find({ $gt: 0, $lt: seq }, -1, limit);
  }

  async #find(numbers: Condition<number>, order: 1 | -1, limit: number): Promise<AuditRow[]> {
    const found = await reaching(() =>
      this.#rows.find({ _id: numbers }).sort({ _id: order }).limit(limit).toArray(),
    );
    return found.map(({ _id: seq, hash, bytes }) => {
      return { seq, hash: bytesOf(hash), bytes: bytesOf(bytes) };
    });
  }
}

const bytesOf = (binary: Binary) => Uint8Array.from(binary.buffer);
