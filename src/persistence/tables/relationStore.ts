// Friendships and who has written to whom, in ordered tables.
//
//   relations  [account, other]  the relation; each pair is kept under both of its accounts
//
// Writers stand with a day; those of documents of an earlier form have none and take one.

import type { AccountId } from '#protocol';
import { parseAccountId } from '#protocol';
import type { Relation, RelationStore, UpkeepSlice } from '#ports';
import { expired, isSameRelation, strangers } from '#ports';
import { decodeDocument, encodeDocument } from '../documents.ts';
import { StoreError } from '../storeError.ts';
import { writersOf } from '../writers.ts';
import type { Table, TableKey, Tables } from './table.ts';

/** Sorts after every account id. */
const lastName = '\uffff';
/** Deletions of one transaction, so that other writers wait little. */
const removalsPerWriteMax = 500;
/** Rows that one slice looks at. */
const expireRowsMax = 500;

export class TableRelationStore implements RelationStore {
  readonly #tables: Tables;
  readonly #relations: Table;
  /** Where the next slice of `expire` goes on. */
  #expiredUpTo: TableKey = [''];

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#relations = tables.table('relations');
  }

  async load(a: AccountId, b: AccountId) {
    return this.#tables.read(() => this.#get(a, b));
  }

  async replace(a: AccountId, b: AccountId, expected: Relation, next: Relation) {
    return this.#tables.write(() => {
      if (!isSameRelation(this.#get(a, b), expected)) return false;
      if (isSameRelation(next, strangers)) this.#drop(a, b);
      else this.#put(a, b, next);
      return true;
    });
  }

  async list(of: AccountId, limit: number) {
    return this.#tables.read(() => {
      const found: { with: AccountId; relation: Relation }[] = [];
      for (const { key, value } of this.#relations.getRange({ start: [of], end: [of, lastName] })) {
        const relation = read(value);
        if (relation.friendship !== 'none') found.push({ with: otherOf(key), relation });
        if (found.length >= limit) break;
      }
      return found;
    });
  }

  async removeAll(of: AccountId) {
    const range = { start: [of], end: [of, lastName], limit: removalsPerWriteMax };
    for (let removed = removalsPerWriteMax; removed === removalsPerWriteMax; ) {
      removed = await this.#tables.write(() => {
        const keys = Array.from(this.#relations.getKeys(range));
        for (const key of keys) this.#drop(of, otherOf(key));
        return keys.length;
      });
    }
  }

  async expire(beforeDay: number): Promise<UpkeepSlice> {
    return this.#tables.write(() => {
      const range = { start: this.#expiredUpTo, end: [lastName], limit: expireRowsMax };
      const rows = Array.from(this.#relations.getRange(range));
      const last = rows.length < expireRowsMax ? undefined : rows.at(-1);
      let done = 0;
      for (const { key, value } of rows) {
        const [a, b] = pairOf(key);
        // Each pair stands twice.
        if (a > b) continue;
        const relation = read(value);
        const left = expired(relation, beforeDay);
        if (left === relation) continue;
        done += 1;
        if (isSameRelation(left, strangers)) this.#drop(a, b);
        else this.#put(a, b, left);
      }
      this.#expiredUpTo = last ? after(last.key) : [''];
      return { done, finished: !last };
    });
  }

  #get(a: AccountId, b: AccountId): Relation {
    const bytes = this.#relations.get([a, b]);
    return bytes ? read(bytes) : strangers;
  }

  #put(a: AccountId, b: AccountId, relation: Relation): void {
    const bytes = encodeDocument(relation);
    this.#relations.put([a, b], bytes);
    this.#relations.put([b, a], bytes);
  }

  #drop(a: AccountId, b: AccountId): void {
    this.#relations.remove([a, b]);
    this.#relations.remove([b, a]);
  }
}

function read(bytes: Uint8Array): Relation {
  const relation = decodeDocument<Relation>(bytes, 'relation');
  return { ...relation, wrote: writersOf(relation.wrote) };
}

function pairOf(key: TableKey): [AccountId, AccountId] {
  const [one, other] = Array.isArray(key) ? key : [];
  const [a, b] = [parseAccountId(String(one)), parseAccountId(String(other))];
  if (!a || !b) throw new StoreError('A stored relation has a damaged name.');
  return [a, b];
}

const otherOf = (key: TableKey): AccountId => pairOf(key)[1];

/** The least key that is greater. */
function after(key: TableKey): TableKey {
  const [a, b] = pairOf(key);
  return [a, `${b}\0`];
}
