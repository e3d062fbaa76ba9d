// Entity → shard: fixed at the cluster's birth and equal in every process. What a client can say of
// itself is its home, which needs no knowledge of the cluster.

import type { EntityAddress } from './address.ts';
import type { ShardId } from './ids.ts';

/** Shards of a cluster that was born without a word about it. */
export const shardCountDefault = 256;
/** Each home is a shard of its own then. */
export const shardCountMax = 65_536;
const homeMask = shardCountMax - 1;

/** Set once, when a worker starts. */
const cluster = { shardCount: shardCountDefault, isSet: false };

/** How many shards the cluster has. */
export function shardCount(): number {
  return cluster.shardCount;
}

/** Whether a cluster can have so many shards: a power of two, so that homes fill them evenly. */
export function isShardCount(count: number): boolean {
  return Number.isInteger(Math.log2(count)) && count >= 1 && count <= shardCountMax;
}

/**
 * Says how many shards the cluster has, before anything asks for a shard. Throws when another
 * number was set, or it is none that a cluster can have.
 */
export function setShardCount(count: number): void {
  if (!isShardCount(count)) throw new RangeError('The number of shards is a power of two.');
  if (cluster.isSet && cluster.shardCount !== count) throw new Error('The shards are counted.');
  cluster.shardCount = count;
  cluster.isSet = true;
}

/**
 * FNV-1a over UTF-16 units with a final mix, so that neighbouring ids land far apart. Unit: 32
 * bits.
 */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mix32(hash);
}

/** The final mix of MurmurHash3. Unit: 32 bits. */
export function mix32(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Names the account's home in the query of a handshake, so that the connection gets near it. */
export const homeQuery = 'place';

/**
 * Where an entity is among all, whatever the number of shards: the low 16 bits of its hash. An
 * account and its devices share one.
 */
export function homeOf(address: EntityAddress): number {
  return hash32(address.id) & homeMask;
}

/** The shard of a home. */
export function shardOfHome(home: number): ShardId {
  return (home & (cluster.shardCount - 1)) as ShardId;
}

/** The shard an entity belongs to. */
export function shardOf(address: EntityAddress): ShardId {
  return shardOfHome(homeOf(address));
}

/** Parses a shard's number. */
export function parseShardId(value: unknown): ShardId | undefined {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined;
  return number >= 0 && number < cluster.shardCount ? (number as ShardId) : undefined;
}
