// Entity → shard: fixed at the cluster's birth and equal in every process.

import type { EntityAddress } from './address.ts';
import type { ShardId } from './ids.ts';
import { SHARD_COUNT } from './ids.ts';

/**
 * FNV-1a over UTF-16 units with a final mix, so that neighbouring ids land far apart. Unit: 32
 * bits.
 */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** In the query of a handshake: the shard of the account that connects, so that it gets near. */
export const shardQuery = 'shard';

/** The shard an entity belongs to; an account and its devices share one. */
export function shardOf(address: EntityAddress): ShardId {
  return (hash32(address.id) % SHARD_COUNT) as ShardId;
}
