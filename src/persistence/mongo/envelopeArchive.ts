// The durable half of the queue in MongoDB.
//
//   waiting {_id: queue:position, queue, position, guid, storedAt, sealed}
//   archive {_id, storedAt, …}   of a former layout: nothing reads it, it ends with its time
//
// What is too old is deleted by the purge job, which counts it; a TTL index would not.

import type { Collection } from 'mongodb';
import { Binary, MongoBulkWriteError } from 'mongodb';
import type { EnvelopeGuid } from '#protocol';
import type { DeviceLife } from '#ports';
import { Unreachable } from '#ports';
import type { ArchivedEnvelope, EnvelopeArchive } from '../envelopeArchive.ts';
import { queueName } from '../names.ts';
import { PageOfCopies } from '../queuePages.ts';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { largeRowsReadMax, reaching } from './connection.ts';

interface Row {
  readonly _id: string;
  readonly queue: string;
  readonly guid: EnvelopeGuid;
  readonly position: number;
  readonly storedAt: Date;
  readonly sealed: Binary;
}

export const archivePlan: CollectionPlan = {
  name: 'waiting',
  indexes: [{ key: { queue: 1, position: 1 } }, { key: { storedAt: 1 } }],
};

const duplicateKey = 11000;

export class MongoEnvelopeArchive implements EnvelopeArchive {
  readonly #archive: Collection<Row>;
  readonly #former: Collection<Row>;

  constructor(connection: MongoConnection) {
    this.#archive = connection.collection<Row>(archivePlan);
    this.#former = connection.collection<Row>({ name: 'archive', indexes: [] });
  }

  async append(queue: DeviceLife, envelopes: readonly ArchivedEnvelope[]) {
    if (envelopes.length === 0) return;
    const name = queueName(queue);
    const rows = envelopes.map(({ guid, position, sealed, storedAtMs }) => ({
      _id: `${name}:${position}`,
      queue: name,
      guid,
      position,
      storedAt: new Date(storedAtMs),
      sealed: new Binary(sealed),
    }));
    try {
      await reaching(() => this.#archive.insertMany(rows, { ordered: false }));
    } catch (error) {
      passOverDuplicates(error, rows.length);
    }
  }

  async page(queue: DeviceLife, after: number, upTo: number, limit: number) {
    // One more than the page holds says whether any follow.
    const rows = this.#archive
      .find({ queue: queueName(queue), position: { $gt: after, $lte: upTo } })
      .sort({ position: 1 })
      .limit(limit + 1)
      .batchSize(largeRowsReadMax);
    return reaching(async () => {
      const page = new PageOfCopies(limit);
      for await (const { guid, position, sealed, storedAt } of rows) {
        if (!page.takes(sealed.position)) break;
        page.envelopes.push({
          guid,
          position,
          sealed: Uint8Array.from(sealed.buffer.subarray(0, sealed.position)),
          storedAtMs: storedAt.getTime(),
        });
      }
      return page;
    });
  }

  async remove(queue: DeviceLife, positions: readonly number[]) {
    if (positions.length === 0) return 0;
    const name = queueName(queue);
    const ids = positions.map((position) => `${name}:${position}`);
    const gone = await reaching(() => this.#archive.deleteMany({ _id: { $in: ids } }));
    return gone.deletedCount;
  }

  async locate(queue: DeviceLife, guids: readonly EnvelopeGuid[]) {
    const rows = await reaching(() =>
      this.#archive
        .find({ queue: queueName(queue), guid: { $in: [...guids] } })
        .project<Pick<Row, 'guid' | 'position'>>({ _id: 0, guid: 1, position: 1 })
        .toArray(),
    );
    return rows.map(({ guid, position }) => ({ guid, position }));
  }

  async measure(queue: DeviceLife) {
    const [measured] = await reaching(() =>
      this.#archive
        .aggregate<{ length: number; bytes: number }>([
          { $match: { queue: queueName(queue) } },
          {
            $group: {
              _id: null,
              length: { $sum: 1 },
              bytes: { $sum: { $binarySize: '$sealed' } },
            },
          },
        ])
        .toArray(),
    );
    return { length: measured?.length ?? 0, bytes: measured?.bytes ?? 0 };
  }

  async clear(queue: DeviceLife) {
    await reaching(() => this.#archive.deleteMany({ queue: queueName(queue) }));
  }

  async count() {
    return reaching(() => this.#archive.estimatedDocumentCount());
  }

  async purge(storedBeforeMs: number, limit: number) {
    const gone = await purge(this.#archive, storedBeforeMs, limit);
    if (gone === limit) return gone;
    return gone + (await purge(this.#former, storedBeforeMs, limit - gone));
  }
}

async function purge(
  collection: Collection<Row>,
  storedBeforeMs: number,
  limit: number,
): Promise<number> {
  const old = await reaching(() =>
    collection
      .find({ storedAt: { $lt: new Date(storedBeforeMs) } }, { projection: { _id: 1 } })
      .sort({ storedAt: 1 })
      .limit(limit)
      .toArray(),
  );
  if (old.length === 0) return 0;
  const ids = old.map((row) => row._id);
  const gone = await reaching(() => collection.deleteMany({ _id: { $in: ids } }));
  return gone.deletedCount;
}

/**
 * Passes over a bulk write that failed only where envelopes were archived before. The driver
 * reports a lost connection and an unconfirmed majority as bulk errors too, so every row must be
 * accounted for.
 */
function passOverDuplicates(error: unknown, rows: number): void {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const failures = [error.writeErrors].flat();
  if (failures.some((failure) => failure.code !== duplicateKey)) throw error;
  const confirmed = !error.result.getWriteConcernError();
  if (confirmed && error.insertedCount + failures.length === rows) return;
  throw new Unreachable('MongoDB did not confirm the write', { cause: error });
}
