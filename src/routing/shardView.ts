// Which worker owns which shard, as one worker knows it from the store's rows and events. The two
// come on different ways, so a row is believed only if it is newer than what is known.

import type { FencingToken, MemberId, ShardId } from '#protocol';
import { SHARD_COUNT } from '#protocol';
import type { Lease } from './ports.ts';

export interface ShardChanges {
  /** Shards whose row changed, the freed among them. */
  readonly changed: ReadonlySet<ShardId>;
  /** Shards that have a new owner, or the same owner by a new grant. */
  readonly moved: ReadonlySet<ShardId>;
}

/** The map of owners; index is the shard. */
export class ShardView {
  readonly #rows: (Lease | undefined)[] = new Array(SHARD_COUNT).fill(undefined);

  row(shard: ShardId): Lease | undefined {
    return this.#rows[shard];
  }

  ownerOf(shard: ShardId): MemberId | undefined {
    return this.#rows[shard]?.member;
  }

  /** The known owner of each shard. */
  get owners(): (MemberId | undefined)[] {
    return this.#rows.map((row) => row?.member);
  }

  /** Shards nobody is known to own. */
  get ownerless(): number {
    return this.#rows.filter((row) => row?.member === undefined).length;
  }

  /** The rows that name the member. */
  rowsOf(member: MemberId): Lease[] {
    return this.#rows.filter((row): row is Lease => row?.member === member);
  }

  apply(leases: readonly Lease[]): ShardChanges {
    const changed = new Set<ShardId>();
    const moved = new Set<ShardId>();
    for (const lease of leases) {
      if (!isNewer(lease, this.#rows[lease.shard])) continue;
      const { shard, token, epoch, member } = lease;
      const before = this.#rows[shard];
      this.#rows[shard] = { shard, token, epoch, ...(member ? { member } : {}) };
      if (before?.member === member && before?.token === token) continue;
      changed.add(shard);
      if (member !== undefined) moved.add(shard);
    }
    return { changed, moved };
  }

  /** Notes that an owner's grant is over though the store does not say so yet. */
  forget(shard: ShardId, token: FencingToken): void {
    const row = this.#rows[shard];
    if (row?.token === token) this.#rows[shard] = { shard, token, epoch: row.epoch };
  }
}

function isNewer(lease: Lease, known: Lease | undefined): boolean {
  if (!known || lease.epoch !== known.epoch) return true;
  if (lease.token !== known.token) return lease.token > known.token;
  return lease.member === undefined;
}
