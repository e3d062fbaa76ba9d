// The door through which routing reaches the actors of the shards this worker owns.

import type { EntityAddress, FencingToken, Result, ShardId } from '#protocol';
import type { Command } from './command.ts';

/** Leave to act for a shard. */
export interface ShardGrant {
  readonly shard: ShardId;
  readonly token: FencingToken;
  /**
   * False as soon as the lease may have passed to another worker, by this machine's monotonic
   * clock.
   */
  isValid(): boolean;
}

/** The actors of this worker. */
export interface EntityHost {
  /** Starts to serve a shard. */
  open(grant: ShardGrant): void;
  /**
   * Stops the shard's actors; resolves when what they had begun has ended. New commands are
   * refused.
   */
  close(shard: ShardId): Promise<void>;
  /**
   * Hands a command to the entity's actor, which is activated if need be.
   * Refuses: shard.not_owner, server.busy (full mailbox), server.unavailable, request.invalid (no
   * such kind, id or command), and what the command says.
   */
  handle(to: EntityAddress, command: Command): Promise<Result<unknown>>;
  /** Ends all shards. */
  stop(): Promise<void>;
}
