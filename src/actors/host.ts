// The door through which routing reaches the actors of the shards this worker owns.

import type { AccountId, FencingToken, Result, ShardId } from '#protocol';
import type { AccountCommand, AnswerOf } from './account/messages.ts';

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
   * Hands a command to the account's actor, which is activated if need be.
   * Refuses: shard.not_owner, server.busy (full mailbox), server.unavailable, and what the command
   * says.
   */
  handle<C extends AccountCommand>(to: AccountId, command: C): Promise<Result<AnswerOf<C>>>;
  /** Ends all shards. */
  stop(): Promise<void>;
}
