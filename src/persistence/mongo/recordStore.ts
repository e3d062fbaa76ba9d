// Records of accounts in MongoDB; one document an account, so that a change is one write.
//
//   records {_id: account id, version, value, count, bytes, items: {key: value}}

import type { Collection } from 'mongodb';
import { Binary } from 'mongodb';
import type { AccountId } from '#protocol';
import type { RecordChange, RecordManifest, RecordOutcome, RecordStore } from '#ports';
import { emptyRecord, fits, itemName, sizeAfter, touchedBy, versionBefore } from '../records.ts';
import type { MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

export interface RecordRow {
  readonly _id: AccountId;
  readonly version: number;
  readonly value: Binary;
  readonly count: number;
  readonly bytes: number;
  readonly items: Record<string, Binary>;
}

export class MongoRecordStore implements RecordStore {
  readonly #records: Collection<RecordRow>;

  constructor(connection: MongoConnection) {
    this.#records = connection.collection<RecordRow>({ name: 'records', indexes: [] });
  }

  async manifest(of: AccountId) {
    const row = await this.#find(of, []);
    return row ? manifestOf(row) : undefined;
  }

  async read(of: AccountId, keys: readonly Uint8Array[]) {
    const row = await this.#find(of, keys.map(itemName));
    return keys.flatMap((key) => {
      const value = row?.items?.[itemName(key)];
      return value ? [{ key, value: Uint8Array.from(value.buffer) }] : [];
    });
  }

  async write(of: AccountId, change: RecordChange): Promise<RecordOutcome> {
    const touched = touchedBy(change);
    const row = await this.#find(of, [...touched.keys()]);
    if ((row?.version ?? 0) !== versionBefore(change)) return conflict(row);
    const kept = change.clearAll ? undefined : row;
    const former = kept ? { items: kept.count, bytes: kept.bytes } : emptyRecord;
    const lengthOf = (name: string) => kept?.items?.[name]?.length();
    const size = sizeAfter(former, touched, lengthOf);
    if (!fits(size)) return { outcome: 'full' };
    const { version, value } = change.manifest;
    const head = { version, value: new Binary(value), count: size.items, bytes: size.bytes };
    const isWritten = kept
      ? await this.#update(of, change, head, touched)
      : await this.#replace(of, change, { ...head, items: itemsOf(touched) });
    return isWritten ? { outcome: 'written' } : conflict(await this.#find(of, []));
  }

  async removeAll(of: AccountId) {
    await reaching(() => this.#records.deleteOne({ _id: of }));
  }

  #find(of: AccountId, names: readonly string[]) {
    const items = Object.fromEntries(names.map((name) => [`items.${name}`, 1]));
    const projection = { version: 1, value: 1, count: 1, bytes: 1, ...items };
    return reaching(() => this.#records.findOne({ _id: of }, { projection }));
  }

  async #update(
    of: AccountId,
    change: RecordChange,
    head: Omit<RecordRow, '_id' | 'items'>,
    touched: ReadonlyMap<string, Uint8Array | undefined>,
  ): Promise<boolean> {
    const set: Record<string, unknown> = { ...head };
    const unset: Record<string, ''> = {};
    for (const [name, value] of touched) {
      if (value) set[`items.${name}`] = new Binary(value);
      else unset[`items.${name}`] = '';
    }
    const { matchedCount } = await reaching(() =>
      this.#records.updateOne(
        { _id: of, version: versionBefore(change) },
        { $set: set, ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}) },
      ),
    );
    return matchedCount === 1;
  }

  async #replace(
    of: AccountId,
    change: RecordChange,
    row: Omit<RecordRow, '_id'>,
  ): Promise<boolean> {
    const version = versionBefore(change);
    try {
      const { matchedCount, upsertedCount } = await reaching(() =>
        this.#records.replaceOne({ _id: of, version }, row, { upsert: version === 0 }),
      );
      return matchedCount + upsertedCount === 1;
    } catch (error) {
      // The account has a record, and it is another.
      if (isDuplicate(error)) return false;
      throw error;
    }
  }
}

function itemsOf(touched: ReadonlyMap<string, Uint8Array | undefined>): RecordRow['items'] {
  const items: Record<string, Binary> = {};
  for (const [name, value] of touched) if (value) items[name] = new Binary(value);
  return items;
}

function conflict(row: RecordRow | null): RecordOutcome {
  return { outcome: 'conflict', current: row ? manifestOf(row) : undefined };
}

/** Of a record, its manifest alone. */
export function manifestOf(row: RecordRow): RecordManifest {
  return { version: row.version, value: Uint8Array.from(row.value.buffer) };
}
