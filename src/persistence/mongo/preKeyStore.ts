// One-time pre-keys in MongoDB.
//
//   preKeys     {_id, pool: pool/kind, keyId, publicKey, signature?}
//   preKeyPools {_id: pool/kind, uploads}   written by every upload, so that two uploads never mix
//
// A key is yours because your delete returned it. Takers pick among all keys of the pool at random:
// those who fight over the first one wait for each other. An upload is a transaction: a take sees
// the old keys or the new ones, and a candidate that the upload removed cannot be deleted any more.

import { randomInt } from 'node:crypto';
import type { Collection } from 'mongodb';
import { Binary, ObjectId } from 'mongodb';
import { limits } from '#protocol';
import type { DeviceLife, EcPreKey, PreKeyPool, PreKeyStore, SignedPreKey } from '#ports';
import { Unreachable } from '#ports';
import { lastOfEachId, poolName, poolsOf } from '../names.ts';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { reaching } from './connection.ts';

interface Row {
  readonly _id: ObjectId;
  readonly pool: string;
  readonly keyId: number;
  readonly publicKey: Binary;
  readonly signature?: Binary;
}

interface Pool {
  readonly _id: string;
  readonly uploads: number;
}

export const preKeysPlan: CollectionPlan = {
  name: 'preKeys',
  indexes: [{ key: { pool: 1, _id: 1 } }],
};
export const preKeyPoolsPlan = {
  name: 'preKeyPools',
  indexes: [],
} as const satisfies CollectionPlan;

/** Keys that others took from under one taker before it gives up for now. */
const lostRacesMax = 4 * limits.preKeysPerUploadMax;

export class MongoPreKeyStore implements PreKeyStore {
  readonly #connection: MongoConnection;
  readonly #keys: Collection<Row>;
  readonly #pools: Collection<Pool>;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
    this.#keys = connection.collection<Row>(preKeysPlan);
    this.#pools = connection.collection<Pool>(preKeyPoolsPlan);
  }

  replaceEc(pool: PreKeyPool, keys: readonly EcPreKey[]) {
    return this.#replace(poolName(pool, 'ec'), keys);
  }

  replaceKem(pool: PreKeyPool, keys: readonly SignedPreKey[]) {
    return this.#replace(poolName(pool, 'kem'), keys);
  }

  async takeEc(pool: PreKeyPool): Promise<EcPreKey | undefined> {
    const row = await this.#take(poolName(pool, 'ec'));
    return row && { keyId: row.keyId, publicKey: bytesOf(row.publicKey) };
  }

  async takeKem(pool: PreKeyPool): Promise<SignedPreKey | undefined> {
    const row = await this.#take(poolName(pool, 'kem'));
    if (!row?.signature) return undefined;
    const { keyId, publicKey, signature } = row;
    return { keyId, publicKey: bytesOf(publicKey), signature: bytesOf(signature) };
  }

  async count(pool: PreKeyPool) {
    const size = (name: string) => reaching(() => this.#keys.countDocuments({ pool: name }));
    const [ec, kem] = await Promise.all([size(poolName(pool, 'ec')), size(poolName(pool, 'kem'))]);
    return { ec, kem };
  }

  async clear(life: DeviceLife, identity?: PreKeyPool['identity']) {
    const names = poolsOf(life, identity);
    await reaching(() => this.#keys.deleteMany({ pool: { $in: names } }));
    await reaching(() => this.#pools.deleteMany({ _id: { $in: names } }));
  }

  async #replace(pool: string, keys: readonly (EcPreKey & Partial<SignedPreKey>)[]) {
    const rows = lastOfEachId(keys).map(({ keyId, publicKey, signature }) => ({
      pool,
      keyId,
      publicKey: new Binary(publicKey),
      ...(signature ? { signature: new Binary(signature) } : {}),
    }));
    // Made outside, so that inside two uploads meet on one document that is there.
    await reaching(() =>
      this.#pools.updateOne({ _id: pool }, { $setOnInsert: { uploads: 0 } }, { upsert: true }),
    );
    await this.#connection.transaction(async (session) => {
      await this.#pools.updateOne({ _id: pool }, { $inc: { uploads: 1 } }, { session });
      await this.#keys.deleteMany({ pool }, { session });
      if (rows.length === 0) return;
      const fresh = rows.map((row) => ({ _id: new ObjectId(), ...row }));
      await this.#keys.insertMany(fresh, { session });
    });
  }

  async #take(pool: string): Promise<Row | undefined> {
    for (let lost = 0; lost < lostRacesMax; ) {
      const candidates = await this.#candidates(pool);
      if (candidates.length === 0) return undefined;
      // Half of the list may be gone after that many losses: look again rather than guess on.
      for (let tries = Math.ceil(candidates.length / 2); tries > 0; tries--, lost++) {
        const [id] = candidates.splice(randomInt(candidates.length), 1);
        if (!id) break;
        const row = await reaching(() => this.#keys.findOneAndDelete({ _id: id }));
        if (row) return row;
      }
    }
    throw new Unreachable('too many takers of one pre-key pool at once');
  }

  async #candidates(pool: string): Promise<ObjectId[]> {
    const rows = await reaching(() =>
      this.#keys
        .find({ pool }, { projection: { _id: 1 }, limit: limits.preKeysPerUploadMax })
        .toArray(),
    );
    return rows.map((row) => row._id);
  }
}

function bytesOf(binary: Binary): Uint8Array {
  return Uint8Array.from(binary.buffer.subarray(0, binary.position));
}
