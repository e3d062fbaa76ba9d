// A cluster of one worker: a Router that asks the real actors of this process, remembers what it
// was asked and, when a test says so, refuses in their stead.

import type { AddressOf, AnswerOf, CommandOf, EntityHost, Kind } from '#actors';
import type {
  AccountId,
  EntityAddress,
  FencingToken,
  MemberId,
  Notice,
  Result,
  ShardId,
} from '#protocol';
import { shardCountDefault, shardOf } from '#protocol';
import type { Router } from '#routing';
import type { Clock } from '#runtime';

export class LocalRouter implements Router {
  readonly member = 'local-member' as MemberId;
  /** Messages that reached their actor and were taken. */
  readonly sent: { to: AccountId; command: CommandOf<'account', 'send'> }[] = [];
  /** Notices, whether or not a socket was there to hear them. */
  readonly notices: ({ to: AccountId } & Notice)[] = [];
  /** Accounts that were registered. */
  readonly registered = new Set<AccountId>();
  /** Refuses or throws in place of the actors where it does not say `undefined`. */
  fault: ((command: CommandOf<'account'>) => Result<never> | undefined) | undefined;
  readonly #host: EntityHost;
  readonly #clock: Pick<Clock, 'now'>;
  #ordinal = 0;

  constructor(host: EntityHost, clock: Pick<Clock, 'now'>) {
    this.#host = host;
    this.#clock = clock;
    for (let shard = 0; shard < shardCountDefault; shard++) {
      const token = 1 as FencingToken;
      host.open({ shard: shard as ShardId, token, isValid: () => true });
    }
  }

  async ask<K extends Kind, const C extends CommandOf<K>>(
    to: AddressOf<K>,
    command: C,
  ): Promise<Result<AnswerOf<K, C>>> {
    const account = (to as EntityAddress).id as AccountId;
    const asked = command as CommandOf<'account'>;
    const fault = this.fault?.(asked);
    if (fault) return fault;
    if (asked.type === 'notify') this.notices.push({ to: account, ...asked.notice });
    const answer = await this.#host.handle(to, command);
    if (answer.ok && asked.type === 'send') this.sent.push({ to: account, command: asked });
    if (answer.ok && asked.type === 'register') this.registered.add(account);
    return answer as Result<AnswerOf<K, C>>;
  }

  /** Gives the shard of an entity away, as a drain does. */
  async release(to: EntityAddress): Promise<void> {
    await this.#host.close(shardOf(to));
  }

  ownerOf() {
    return this.member;
  }

  deliver(): void {}
  onShardsMoved(): void {}
  onDelivery(): void {}
  async nextOrdinal(): Promise<number> {
    return (this.#ordinal = Math.max(this.#ordinal + 1, this.#clock.now() * 1000));
  }
  async relayAddress(): Promise<undefined> {
    return undefined;
  }
}
