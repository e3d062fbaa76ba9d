// What routing needs from outside: who is alive, who holds which shard, and a way to the other
// workers. Each port has a memory and a Redis twin under one contract suite (test/contract).
//
// All methods may reject while the store is away; every caller goes on and tries again.

import type { FencingToken, MemberId, ShardId } from '#protocol';

/** A worker as the store knows it. */
export interface MemberRecord {
  readonly member: MemberId;
  /** Where the other workers reach this one's private HTTP door. */
  readonly relayAddress: string;
  /** It leaves: it keeps the shards it has until it has given them back, and is due none. */
  readonly isDraining: boolean;
}

/** A shard's row in the store. */
export interface Lease {
  readonly shard: ShardId;
  /** Absent when the last owner gave the shard back. A member that has left owns nothing. */
  readonly member?: MemberId;
  readonly token: FencingToken;
}

export interface LeaseClaim {
  readonly shard: ShardId;
  readonly token: FencingToken;
}

/** Up to where a member knows the store. */
export interface KnownMap {
  /** Names the life of the store's data: another value means it was lost meanwhile. */
  readonly epoch: number;
  /** Grows with every change of members and shards. */
  readonly version: number;
  /** The version at which this member's own rows changed last. */
  readonly own: number;
}

export interface LeaseExchange {
  readonly member: MemberId;
  readonly relayAddress: string;
  readonly isDraining: boolean;
  readonly ttlMs: number;
  readonly known: KnownMap;
  /** Absent in general: what the member holds, when the store may have lost some of it. */
  readonly hold?: readonly LeaseClaim[];
  /** Shards to take if they are free or this member's own. Each grant has a new token. */
  readonly want: readonly ShardId[];
  /** Leases to give back, if they are still this member's under this token. */
  readonly release: readonly LeaseClaim[];
}

/** What has changed since what the member knew, all of it after its own changes. */
export interface LeaseAnswer {
  readonly known: KnownMap;
  /** True when this is the whole map instead of the changes. */
  readonly isWhole: boolean;
  /**
   * True when the store did not know the member, or other rows of it than the member does: nothing
   * was taken, and the next exchange has to say what is held.
   */
  readonly isLost: boolean;
  readonly members: readonly MemberRecord[];
  readonly left: readonly MemberId[];
  readonly leases: readonly Lease[];
  /** When the first lease of another member ends if it is not renewed, by the store's clock. */
  readonly soonestEndMs: number;
}

/**
 * Who is alive, and who may act for a shard. A member has one lease for all of its shards; a shard
 * is free when its row says so, or names a member that has left. All time is the store's own, and
 * never goes faster than it should: a jump of the store's wall clock ends no lease. Tokens grow
 * with every grant of the store and go on growing when its data is lost. A store that has lost data
 * grants nothing for one lease's life but what was given back since, so that those who hold a
 * lease can say so.
 */
export interface LeaseStore {
  /** Renews, takes and gives back in one atomic step. What it costs is what has changed. */
  exchange(request: LeaseExchange): Promise<LeaseAnswer>;
  /**
   * Resolves when hints arrive that something has changed. A hint says nothing else, and one that
   * is made up costs an exchange; several changes within newsGapMs may have one hint, the first's.
   */
  onNews(listener: () => void): Promise<void>;
}

/** The shortest time between two hints. */
export const newsGapMs = 10;
/** A store keeps a lease longer than its owner believes in it, by this share of its life. */
export const leaseGraceShare = 0.25;
/** Those who have not asked for so long are told everything anew, and not who has left since. */
export const leftKeptMs = 10 * 60 * 1000;

/** Frames between workers. Delivery: at most once; in order from one worker to another. */
export interface Bus {
  /** Resolves to whether anybody took the frame. */
  publish(to: MemberId, frame: Uint8Array): Promise<boolean>;
  /** Resolves when frames for this member arrive. */
  subscribe(member: MemberId, listener: (frame: Uint8Array) => void): Promise<void>;
  /** Calls when frames to a member may be lost, where that is known. */
  onLoss?(listener: (member: MemberId) => void): void;
}

/**
 * Numbers the connections of the whole cluster in the order in which they began, so that of two
 * connections of one device everybody takes the same for the newer, whatever the workers' clocks
 * say.
 */
export interface ConnectionOrder {
  /** Larger than every ordinal before it, also when the store's data was lost meanwhile. */
  next(): Promise<number>;
  /** The store's wall clock, which may be set back. Unit: milliseconds since the epoch. */
  timeMs(): Promise<number>;
}

/** Shows that a frame was made by a worker of this cluster, and for whom. */
export interface FrameMac {
  /** 16 bytes. */
  tag(receiver: string, bytes: Uint8Array): Uint8Array;
  matches(receiver: string, bytes: Uint8Array, tag: Uint8Array): boolean;
}

/** The ports as one worker uses them. */
export interface RoutingPorts {
  readonly leases: LeaseStore;
  readonly bus: Bus;
  readonly order: ConnectionOrder;
}
