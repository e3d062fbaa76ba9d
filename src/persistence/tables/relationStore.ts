// Friendships and who has written to whom, in ordered tables.
//
//   relations  [account, other]  the relation; each pair is kept under both of its accounts

import type { AccountId } from '#protocol';
import { parseAccountId } from '#protocol';
import type { Relation, RelationStore } from '#ports';
import { isSameRelation, strangers } from '#ports';
import { decodeDocument, encodeDocument } from '../documents.ts';
import { StoreError } from '../storeError.ts';
import type { Table, Tables } from './table.ts';

/** Sorts after every account id. */
const LAST = '\uffff';
/** Deletions of one transaction, so that other writers wait little. */
const removalsPerWriteMax = 500;

export class TableRelationStore implements RelationStore {
  readonly #tables: Tables;
  readonly #relations: Table;

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
      for (const { key, value } of this.#relations.getRange({ start: [of], end: [of, LAST] })) {
        const relation = decodeDocument<Relation>(value, 'relation');
        if (relation.friendship !== 'none') found.push({ with: otherOf(key), relation });
        if (found.length >= limit) break;
      }
      return found;
    });
  }

  async removeAll(of: AccountId) {
    const range = { start: [of], end: [of, LAST], limit: removalsPerWriteMax };
    for (let removed = removalsPerWriteMax; removed === removalsPerWriteMax; ) {
      removed = await this.#tables.write(() => {
        const keys = Array.from(this.#relations.getKeys(range));
        for (const key of keys) this.#drop(of, otherOf(key));
        return keys.length;
      });
    }
  }

  #get(a: AccountId, b: AccountId): Relation {
    const bytes = this.#relations.get([a, b]);
    return bytes ? decodeDocument<Relation>(bytes, 'relation') : strangers;
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

function otherOf(key: unknown): AccountId {
  const other =
    Array.isArray(key) && typeof key[1] === 'string' ? parseAccountId(key[1]) : undefined;
  if (!other) throw new StoreError('A stored relation has a damaged name.');
  return other;
}
