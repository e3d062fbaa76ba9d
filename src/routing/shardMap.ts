// Which worker should have a shard: rendezvous hashing. Each pair of shard and member has a weight,
// the heaviest member is due; so a member that comes or goes moves only its own share. Pure
// functions.

import type { MemberId, ShardId } from '#protocol';
import { hash32, SHARD_COUNT } from '#protocol';

/** All shards, in order. */
export const allShards: readonly ShardId[] = Array.from(
  { length: SHARD_COUNT },
  (_, shard) => shard as ShardId,
);

/** Returns the member that is due a shard; every process that knows the same members agrees. */
export function rendezvous(shard: ShardId, members: Iterable<MemberId>): MemberId | undefined {
  let due: MemberId | undefined;
  let heaviest = -1;
  for (const member of members) {
    const weight = hash32(`${member}:${shard}`);
    if (weight > heaviest || (weight === heaviest && due !== undefined && member < due)) {
      heaviest = weight;
      due = member;
    }
  }
  return due;
}

/** Returns the shards that are due to one of the members. */
export function shardsDue(member: MemberId, members: ReadonlySet<MemberId>): Set<ShardId> {
  return new Set(allShards.filter((shard) => rendezvous(shard, members) === member));
}
