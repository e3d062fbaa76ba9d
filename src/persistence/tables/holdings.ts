// What is held of one account, read out of the tables of the stores that keep it.

import type { AccountId } from '#protocol';
import type { Holdings, RecordManifest, Relation } from '#ports';
import { decodeDocument } from '../documents.ts';
import type { StoredProfiles } from '../profiles.ts';
import { itemKey } from '../records.ts';
import type { Username } from '../usernames.ts';
import { heldUsername } from '../usernames.ts';
import { writersOf } from '../writers.ts';
import type { TableKey, Tables } from './table.ts';

/** Sorts after every second part of a key. */
const last = '\uffff';

export class TableHoldings implements Holdings {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  async relations(of: AccountId, behind: AccountId | undefined, limit: number) {
    const relations = this.#tables.table('relations');
    const start = behind === undefined ? [of] : [of, `${behind}!`];
    return this.#tables.read(() =>
      Array.from(relations.getRange({ start, end: [of, last], limit }), ({ key, value }) => {
        const relation = decodeDocument<Relation>(value, 'relation');
        const other = secondOf(key) as AccountId;
        return { with: other, relation: { ...relation, wrote: writersOf(relation.wrote) } };
      }),
    );
  }

  async usernames(of: AccountId) {
    const [owners, names] = [this.#tables.table('usernamesOf'), this.#tables.table('usernames')];
    return this.#tables.read(() =>
      Array.from(owners.getKeys({ start: [of], end: [of, last] })).flatMap((key) => {
        const bytes = names.get(secondOf(key));
        return bytes ? [heldUsername(decodeDocument<Username>(bytes, 'user name'))] : [];
      }),
    );
  }

  async profiles(of: AccountId) {
    const profiles = this.#tables.table('profiles');
    const bytes = this.#tables.read(() => profiles.get(of));
    return bytes ? decodeDocument<StoredProfiles>(bytes, 'profile').profiles : [];
  }

  async record(of: AccountId) {
    const [heads, items] = [this.#tables.table('records'), this.#tables.table('recordItems')];
    return this.#tables.read(() => {
      const bytes = heads.get(of);
      if (!bytes) return undefined;
      const { version, value } = decodeDocument<RecordManifest>(bytes, 'account record');
      const rows = Array.from(items.getRange({ start: [of], end: [of, last] }), (row) => ({
        key: itemKey(secondOf(row.key)),
        value: Uint8Array.from(row.value),
      }));
      return { manifest: { version, value: Uint8Array.from(value) }, items: rows };
    });
  }
}

function secondOf(key: TableKey): string {
  return Array.isArray(key) ? String(key[1]) : '';
}
