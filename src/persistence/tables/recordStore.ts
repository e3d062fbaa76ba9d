// Records of accounts in ordered tables.
//
//   records      account id         {version, value, items, bytes}
//   recordItems  [account id, key]  the value

import type { AccountId } from '#protocol';
import type { RecordChange, RecordManifest, RecordStore } from '#ports';
import { decodeDocument, encodeDocument } from '../documents.ts';
import type { RecordSize } from '../records.ts';
import { emptyRecord, fits, itemName, sizeAfter, touchedBy, versionBefore } from '../records.ts';
import type { Table, Tables } from './table.ts';

interface Head extends RecordManifest, RecordSize {}

/** Sorts after every item. */
const last = '\uffff';

export class TableRecordStore implements RecordStore {
  readonly #tables: Tables;
  readonly #heads: Table;
  readonly #items: Table;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#heads = tables.table('records');
    this.#items = tables.table('recordItems');
  }

  async manifest(of: AccountId) {
    return this.#tables.read(() => this.#manifest(of));
  }

  async read(of: AccountId, keys: readonly Uint8Array[]) {
    return this.#tables.read(() =>
      keys.flatMap((key) => {
        const value = this.#items.get([of, itemName(key)]);
        return value ? [{ key, value: Uint8Array.from(value) }] : [];
      }),
    );
  }

  async write(of: AccountId, change: RecordChange) {
    const touched = touchedBy(change);
    return this.#tables.write(() => {
      const head = this.#head(of);
      if ((head?.version ?? 0) !== versionBefore(change)) {
        return { outcome: 'conflict' as const, current: this.#manifest(of) };
      }
      const kept = change.clearAll ? undefined : head;
      const lengthOf = (name: string) => kept && this.#items.get([of, name])?.length;
      const size = sizeAfter(kept ?? emptyRecord, touched, lengthOf);
      if (!fits(size)) return { outcome: 'full' as const };
      if (change.clearAll) this.#clear(of);
      for (const [name, value] of touched) {
        if (value) this.#items.put([of, name], value);
        else this.#items.remove([of, name]);
      }
      const { version, value } = change.manifest;
      this.#heads.put(of, encodeDocument({ version, value, ...size } satisfies Head));
      return { outcome: 'written' as const };
    });
  }

  async removeAll(of: AccountId) {
    await this.#tables.write(() => {
      this.#clear(of);
      this.#heads.remove(of);
    });
  }

  #head(of: AccountId): Head | undefined {
    const bytes = this.#heads.get(of);
    return bytes && decodeDocument<Head>(bytes, 'account record');
  }

  #manifest(of: AccountId): RecordManifest | undefined {
    const head = this.#head(of);
    return head && { version: head.version, value: Uint8Array.from(head.value) };
  }

  #clear(of: AccountId): void {
    const range = { start: [of], end: [of, last] };
    for (const key of Array.from(this.#items.getKeys(range))) this.#items.remove(key);
  }
}
