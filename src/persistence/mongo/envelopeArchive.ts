// The durable half of the queue in MongoDB.
//
//   archive {_id: device:guid, device, position, storedAt, sealed}
//
// What is too old is deleted by the purge job, which counts it; a TTL index would not.

import type { Collection } from 'mongodb';
import { Binary, MongoBulkWriteError } from 'mongodb';
import type { DeviceAddress, EnvelopeGuid } from '#protocol';
import { formatDeviceAddress } from '#protocol';
import type { ArchivedEnvelope, EnvelopeArchive } from '#ports';
import { Unreachable } from '#ports';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { reaching } from './connection.ts';

interface Row {
  readonly _id: string;
  readonly device: string;
  readonly guid: EnvelopeGuid;
  readonly position: number;
  readonly storedAt: Date;
  readonly sealed: Binary;
}

export const archivePlan: CollectionPlan = {
  name: 'archive',
  indexes: [{ key: { device: 1, position: 1 } }, { key: { storedAt: 1 } }],
};

const DUPLICATE_KEY = 11000;

export class MongoEnvelopeArchive implements EnvelopeArchive {
  readonly #archive: Collection<Row>;

  constructor(connection: MongoConnection) {
    this.#archive = connection.collection<Row>(archivePlan);
  }

  async append(device: DeviceAddress, envelopes: readonly ArchivedEnvelope[]) {
    if (envelopes.length === 0) return;
    const name = formatDeviceAddress(device);
    const rows = envelopes.map(({ guid, position, sealed, storedAtMs }) => ({
      _id: `${name}:${guid}`,
      device: name,
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

  async page(device: DeviceAddress, after: number, limit: number) {
    const rows = await reaching(() =>
      this.#archive
        .find({ device: formatDeviceAddress(device), position: { $gt: after } })
        .sort({ position: 1 })
        .limit(limit)
        .toArray(),
    );
    return rows.map(({ guid, position, sealed, storedAt }) => ({
      guid,
      position,
      sealed: Uint8Array.from(sealed.buffer.subarray(0, sealed.position)),
      storedAtMs: storedAt.getTime(),
    }));
  }

  async remove(device: DeviceAddress, guids: readonly EnvelopeGuid[]) {
    if (guids.length === 0) return;
    const name = formatDeviceAddress(device);
    const ids = guids.map((guid) => `${name}:${guid}`);
    await reaching(() => this.#archive.deleteMany({ _id: { $in: ids } }));
  }

  async clear(device: DeviceAddress) {
    await reaching(() => this.#archive.deleteMany({ device: formatDeviceAddress(device) }));
  }

  async purge(storedBeforeMs: number, limit: number) {
    const old = await reaching(() =>
      this.#archive
        .find({ storedAt: { $lt: new Date(storedBeforeMs) } }, { projection: { _id: 1 } })
        .sort({ storedAt: 1 })
        .limit(limit)
        .toArray(),
    );
    if (old.length === 0) return 0;
    const ids = old.map((row) => row._id);
    const gone = await reaching(() => this.#archive.deleteMany({ _id: { $in: ids } }));
    return gone.deletedCount;
  }
}

/**
 * Passes over a bulk write that failed only where envelopes were archived before. The driver
 * reports a lost connection and an unconfirmed majority as bulk errors too, so every row must be
 * accounted for.
 */
function passOverDuplicates(error: unknown, rows: number): void {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const failures = [error.writeErrors].flat();
  if (failures.some((failure) => failure.code !== DUPLICATE_KEY)) throw error;
  const confirmed = !error.result.getWriteConcernError();
  if (confirmed && error.insertedCount + failures.length === rows) return;
  throw new Unreachable('MongoDB did not confirm the write', { cause: error });
}
