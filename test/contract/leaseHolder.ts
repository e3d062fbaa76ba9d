// A member as the contract of leases sees one: it remembers what it was told, and asks on from
// there.

import type { FencingToken, MemberId, ShardId } from '#protocol';
import type { KnownMap, Lease, LeaseAnswer, LeaseExchange, LeaseStore } from '#routing';
import type { RoutingTwin } from './routingTwins.ts';

export const ttlMs = 400;
/** How long a lease lasts that is not renewed. */
export const lifeMs = ttlMs * 1.25;

export class Holder {
  known: KnownMap = { epoch: 0, version: 0, own: 0 };
  readonly rows = new Map<ShardId, Lease>();
  readonly members = new Map<MemberId, boolean>();
  readonly #store: LeaseStore;
  readonly #member: MemberId;

  constructor(store: LeaseStore, member: MemberId) {
    this.#store = store;
    this.#member = member;
  }

  /** One exchange; `forget`: its answer gets lost. */
  async ask(more: Partial<LeaseExchange> = {}, forget = false): Promise<LeaseAnswer> {
    const answer = await this.#store.exchange({
      ...{ member: this.#member, relayAddress: `unix:${this.#member}`, isDraining: false, ttlMs },
      ...{ known: this.known, want: [], release: [] },
      ...more,
    });
    if (forget) return answer;
    this.known = answer.known;
    if (answer.isWhole) for (const map of [this.rows, this.members]) map.clear();
    for (const lease of answer.leases) this.rows.set(lease.shard, lease);
    for (const one of answer.members) this.members.set(one.member, one.isDraining);
    for (const one of answer.left) this.members.delete(one);
    return answer;
  }

  /** Comes in, or says after a loss what it holds. */
  async join(hold: readonly { shard: ShardId; token: FencingToken }[] = []): Promise<void> {
    const answer = await this.ask();
    if (answer.isLost) await this.ask({ hold });
  }

  async take(shard: ShardId): Promise<Lease | undefined> {
    await this.ask({ want: [shard] });
    return this.rows.get(shard);
  }

  /** Renews for a while, as a member does that lives. */
  async live(twin: RoutingTwin, ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += ttlMs / 8) {
      await twin.pass(ttlMs / 8);
      await this.ask();
    }
  }
}
