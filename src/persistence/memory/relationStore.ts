// Friendships and who has written to whom, in memory.

import type { AccountId } from '#protocol';
import type { Relation, RelationStore } from '#ports';
import { isSameRelation, strangers } from '#ports';
import { pairOf } from '../names.ts';

interface Pair {
  readonly low: AccountId;
  readonly high: AccountId;
  readonly relation: Relation;
}

export class MemoryRelationStore implements RelationStore {
  readonly #pairs = new Map<string, Pair>();

  async load(a: AccountId, b: AccountId) {
    return this.#relation(a, b);
  }

  async replace(a: AccountId, b: AccountId, expected: Relation, next: Relation) {
    if (!isSameRelation(this.#relation(a, b), expected)) return false;
    const { low, high } = pairOf(a, b);
    const name = `${low}:${high}`;
    if (isSameRelation(next, strangers)) this.#pairs.delete(name);
    else this.#pairs.set(name, { low, high, relation: next });
    return true;
  }

  async list(of: AccountId, limit: number) {
    return [...this.#pairs.values()]
      .filter((pair) => pair.low === of || pair.high === of)
      .filter((pair) => pair.relation.friendship !== 'none')
      .map((pair) => ({ with: pair.low === of ? pair.high : pair.low, relation: pair.relation }))
      .sort((a, b) => (a.with < b.with ? -1 : 1))
      .slice(0, limit);
  }

  async removeAll(of: AccountId) {
    for (const [name, pair] of this.#pairs) {
      if (pair.low === of || pair.high === of) this.#pairs.delete(name);
    }
  }

  #relation(a: AccountId, b: AccountId): Relation {
    const { low, high } = pairOf(a, b);
    return this.#pairs.get(`${low}:${high}`)?.relation ?? strangers;
  }
}
