// What the gateway knows of the cluster: ask an entity, wherever it lives, and hear of moves.

import type { AddressOf, AnswerOf, CommandOf, Kind } from '#actors';
import type { ConnectionAddress, ConnectionId, MemberId, Result, ShardId } from '#protocol';
import type { Delivery } from '#ports';

/** What a command is sent under. It may be made longer while the command is under way. */
export interface Permit {
  /** The end by this worker's monotonic clock. */
  readonly untilMs: number;
}

export interface Router {
  readonly member: MemberId;
  /**
   * Brings a command to the entity's owner and its answer back, asking the new owner when the
   * shard moves meanwhile.
   * With a permit, the command leaves this worker no more once that is over.
   * Refuses: server.timeout after limits.commandDeadlineMs, server.busy, server.unavailable, and
   * what the command refuses. Never throws.
   */
  ask<K extends Kind, const C extends CommandOf<K>>(
    to: AddressOf<K>,
    command: C,
    permit?: Permit,
  ): Promise<Result<AnswerOf<K, C>>>;
  /** Sends a delivery to the worker that holds the connection. Delivery: at most once, in order. */
  deliver(to: ConnectionAddress, delivery: Delivery): void;
  /** Who serves a shard, as far as this worker knows. */
  ownerOf(shard: ShardId): MemberId | undefined;
  /** Called with the shards whose owner has changed: their actors know no connection any more. */
  onShardsMoved(listener: (shards: ReadonlySet<ShardId>) => void): void;
  /** Called with each delivery for a connection of this worker. */
  onDelivery(listener: (connection: ConnectionId, delivery: Delivery) => void): void;
  /**
   * The ordinal of a connection that begins now among all connections of the cluster; the larger is
   * the newer. Undefined while the store is away. Never throws.
   */
  nextOrdinal(): Promise<number | undefined>;
  /**
   * The private addresses of live members, for passing a socket's request to the worker that has
   * it.
   */
  relayAddress(member: MemberId): Promise<string | undefined>;
}
