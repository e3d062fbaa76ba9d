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
  /** Differs after every heartbeat; its value means nothing. */
  readonly beat: number;
  /** Time since that heartbeat by the store's clock. Unit: milliseconds. */
  readonly ageMs: number;
}

export type MemberEvent =
  | { readonly type: 'joined' | 'left'; readonly member: MemberId }
  /** Events may have been missed: read again. */
  | { readonly type: 'resync' };

/** The workers of the cluster. */
export interface Membership {
  /** Writes a heartbeat and returns all records, this worker's among them. Announces a newcomer. */
  beat(member: MemberId, relayAddress: string): Promise<MemberRecord[]>;
  /** Returns all records and writes nothing. */
  list(): Promise<MemberRecord[]>;
  /** Removes a record and announces it; with `beat`, only if it is still that heartbeat. */
  remove(member: MemberId, beat?: number): Promise<void>;
  /** Resolves when events arrive. Delivery: at most once; `resync` follows a gap. */
  onEvent(listener: (event: MemberEvent) => void): Promise<void>;
}

/** A shard's row in the store. */
export interface Lease {
  readonly shard: ShardId;
  /** Absent when the last owner gave the shard back. */
  readonly member?: MemberId;
  readonly token: FencingToken;
  /** Names the life of the store's data: another value means it was lost meanwhile. */
  readonly epoch: number;
}

/** A lease and how long it still runs by the store's clock; 0 when free or over. */
export interface TimedLease extends Lease {
  readonly remainingMs: number;
}

export interface LeaseClaim {
  readonly shard: ShardId;
  readonly token: FencingToken;
}

export interface LeaseExchange {
  readonly member: MemberId;
  readonly ttlMs: number;
  /** Leases to renew. A row the store has lost is written again under the same token. */
  readonly hold: readonly LeaseClaim[];
  /** Shards to take if they are free, over, or this member's own. Each grant has a new token. */
  readonly want: readonly ShardId[];
  /** Leases to give back, if they are still this member's under this token. */
  readonly release: readonly LeaseClaim[];
}

/**
 * Who may act for a shard. All time is the store's own. Tokens grow with every grant of the store
 * and go on growing when its data is lost. A store without memory grants nothing new for one TTL,
 * so that those who hold a lease can say so.
 */
export interface LeaseStore {
  /** Renews, takes and gives back in one atomic step. Returns all rows as they are after it. */
  exchange(request: LeaseExchange): Promise<TimedLease[]>;
  /** Resolves when changes of owner arrive. Delivery: at most once, in the order they were made. */
  onChange(listener: (leases: readonly Lease[]) => void): Promise<void>;
}

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
  /** Larger than every place before it, also when the store's data was lost meanwhile. */
  next(): Promise<number>;
}

/** Shows that a frame was made by a worker of this cluster, and for whom. */
export interface FrameMac {
  /** 16 bytes. */
  tag(receiver: string, bytes: Uint8Array): Uint8Array;
  matches(receiver: string, bytes: Uint8Array, tag: Uint8Array): boolean;
}

/** The four ports as one worker uses them. */
export interface RoutingPorts {
  readonly membership: Membership;
  readonly leases: LeaseStore;
  readonly bus: Bus;
  readonly order: ConnectionOrder;
}
