// Friendships and who has written to whom, in memory.

import type { AccountId } from '#protocol';
import type { Relation, RelationStore } from '#ports';
import { accepted, pairOf, requested, strangers } from '../names.ts';

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

  async request(from: AccountId, to: AccountId) {
    return this.#put(from, to, requested(this.#relation(from, to), from));
  }

  async accept(by: AccountId, from: AccountId) {
    const after = accepted(this.#relation(by, from), by);
    if (after) this.#put(by, from, after);
    return after !== undefined;
  }

  async end(a: AccountId, b: AccountId) {
    this.#put(a, b, { friendship: 'none', wrote: this.#relation(a, b).wrote });
  }

  async recordWrote(from: AccountId, to: AccountId) {
    const before = this.#relation(from, to);
    if (before.wrote.includes(from)) return;
    this.#put(from, to, { ...before, wrote: [...before.wrote, from].sort() });
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

  #put(a: AccountId, b: AccountId, relation: Relation): Relation {
    const { low, high } = pairOf(a, b);
    this.#pairs.set(`${low}:${high}`, { low, high, relation });
    return relation;
  }
}
