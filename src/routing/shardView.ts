// Which worker owns which shard, as one worker knows it. A row is believed only if it is newer than
// what is known.

import type { FencingToken, MemberId, ShardId } from '#protocol';
import type { Lease } from './ports.ts';

export interface ShardChanges {
  /** Shards whose row changed, the freed among them. */
  readonly changed: ReadonlySet<ShardId>;
  /** Shards that have a new owner, or the same owner by a new grant. */
  readonly moved: ReadonlySet<ShardId>;
}

/** The map of owners; index is the shard. */
export class ShardView {
  readonly #owners: (MemberId | undefined)[];
  /** 0 where nothing is known: no token is. */
  readonly #tokens: Float64Array;
  readonly #epochs: Float64Array;

  constructor(shardCount: number) {
    this.#owners = new Array(shardCount).fill(undefined);
    this.#tokens = new Float64Array(shardCount);
    this.#epochs = new Float64Array(shardCount);
  }

  ownerOf(shard: ShardId): MemberId | undefined {
    return this.#owners[shard];
  }

  /** The owner by a row of this life of the store's data. */
  ownerIn(shard: ShardId, epoch: number): MemberId | undefined {
    return this.#epochs[shard] === epoch ? this.#owners[shard] : undefined;
  }

  /** The known owner of each shard. */
  get owners(): readonly (MemberId | undefined)[] {
    return this.#owners;
  }

  /** Shards whose owner is none of those that could be. */
  ownerless(has: (member: MemberId) => boolean): number {
    let count = 0;
    for (const owner of this.#owners) if (owner === undefined || !has(owner)) count++;
    return count;
  }

  apply(leases: readonly Lease[], epoch: number): ShardChanges {
    const changed = new Set<ShardId>();
    const moved = new Set<ShardId>();
    for (const { shard, token, member } of leases) {
      const isKnown = this.#tokens[shard] === token;
      const owner = this.#owners[shard];
      if (!this.#isNewer(shard, token, member, epoch)) continue;
      this.#tokens[shard] = token;
      this.#epochs[shard] = epoch;
      this.#owners[shard] = member;
      if (isKnown && owner === member) continue;
      changed.add(shard);
      if (member !== undefined) moved.add(shard);
    }
    return { changed, moved };
  }

  /** Notes that an owner's grant is over though the store does not say so yet. */
  forget(shard: ShardId, token: FencingToken): void {
    if (this.#tokens[shard] === token) this.#owners[shard] = undefined;
  }

  #isNewer(shard: ShardId, token: number, member: MemberId | undefined, epoch: number): boolean {
    const known = this.#tokens[shard] ?? 0;
    if (known === 0 || this.#epochs[shard] !== epoch) return true;
    return token === known ? member === undefined : token > known;
  }
}
