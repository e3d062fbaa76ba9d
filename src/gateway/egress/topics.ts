// Which connections of this worker hear which topics. The topic's actor decides that; what it
// publishes comes once for all of them. A subscription is renewed once a minute, with a new look at
// the friendship it rests on, and at once when the topic's shard has moved: its actor stores
// nothing.

import type { Delivery, RelationStore } from '#ports';
import { Unreachable } from '#ports';
import type { Result, ShardId, TopicId } from '#protocol';
import {
  encodeEventFrame,
  errorRow,
  limits,
  ok,
  ownerOfTopic,
  refuse,
  shardOf,
  topicAddress,
} from '#protocol';
import type { Leave, Router } from '#routing';
import type { Clock, Log } from '#runtime';
import { metrics } from '#runtime';
import type { Permits } from '../ingress/permits.ts';
import { checkEveryMs, checkTurnMs } from './checks.ts';
import type { Connection } from './connection.ts';

/** Renewals under way at the same time after a move. */
export const renewalsParallelMax = 64;
const turns = checkEveryMs / checkTurnMs;

export interface TopicsParts {
  readonly router: Pick<Router, 'ask' | 'member' | 'onShardsMoved'>;
  readonly relations: Pick<RelationStore, 'load'>;
  readonly permits: Pick<Permits, 'under'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The subscriptions of one worker's connections. */
export class Topics {
  readonly #parts: TopicsParts;
  /** What each connection has asked for, confirmed or not; only those that hear any. */
  readonly #wanted = new Map<Connection, Set<TopicId>>();
  /** Who hears. */
  readonly #audiences = new Map<TopicId, Set<Connection>>();
  readonly #due: [Connection, TopicId][] = [];
  #renewing = 0;
  #turn = 0;

  constructor(parts: TopicsParts) {
    this.#parts = parts;
    parts.router.onShardsMoved((shards) => this.#moved(shards));
    parts.clock.every(checkTurnMs, () => this.#next());
  }

  /**
   * Refuses: topic.too_many, relation.required, topic.full, auth.invalid, server.* when nobody
   * could be asked.
   */
  async subscribe(connection: Connection, topic: TopicId): Promise<Result<null>> {
    const wanted = this.#wanted.get(connection) ?? new Set();
    const isNew = !wanted.has(topic);
    if (isNew && wanted.size >= limits.topicsMax) return refuse('topic.too_many');
    this.#wanted.set(connection, wanted.add(topic));
    const answer = await this.#parts.permits.under(connection.device, (leave) =>
      this.#ask(connection, topic, leave),
    );
    if (!answer.ok && isNew) this.#forget(connection, topic);
    return answer;
  }

  /** Refuses: server.* without an answer; what is published is not heard then either. */
  async unsubscribe(connection: Connection, topic: TopicId): Promise<Result<null>> {
    this.#forget(connection, topic);
    return this.#leave(connection, topic);
  }

  /** Refuses: auth.forbidden, message.too_large, rate.limited, auth.invalid, server.*. */
  publish(
    { device: shown }: Connection,
    topic: TopicId,
    payload: Uint8Array,
  ): Promise<Result<null>> {
    const { account, device } = shown;
    const command = { type: 'publish', from: { account, device }, payload } as const;
    return this.#parts.permits.under(shown, (leave) =>
      this.#parts.router.ask(topicAddress(topic), command, leave),
    );
  }

  /** The connection has ended: its topics are told, as well as can be. */
  ended(connection: Connection): void {
    for (const topic of this.#wanted.get(connection) ?? []) {
      void this.unsubscribe(connection, topic);
    }
  }

  /** Tells the connections that hear the topic, but those that are behind. */
  tell({ topic, event }: Extract<Delivery, { type: 'signal' }>): void {
    const audience = this.#audiences.get(topic);
    if (!audience) return;
    const frame = encodeEventFrame('signal', undefined, event);
    let told = 0;
    for (const connection of audience) if (connection.signal(event, frame)) told += 1;
    metrics.signals.inc({ outcome: 'told' }, told);
    metrics.signals.inc({ outcome: 'dropped' }, audience.size - told);
  }

  /** Asks the topic, with the proof it wants; afterwards the connection hears it or does not. */
  async #ask(connection: Connection, topic: TopicId, leave?: Leave): Promise<Result<null>> {
    const { router } = this.#parts;
    const isFriend = await this.#isFriend(connection, topic);
    if (!isFriend.ok) return isFriend;
    const command = {
      type: 'subscribe',
      account: connection.device.account,
      isFriend: isFriend.value,
      connection: { member: router.member, connection: connection.id },
    } as const;
    const answer = await router.ask(topicAddress(topic), command, leave);
    // It may have ended meanwhile, or wants it no more.
    const isWanted = this.#wanted.get(connection)?.has(topic);
    if (!isWanted) {
      if (answer.ok) void this.#leave(connection, topic);
    } else if (answer.ok) this.#hear(connection, topic);
    else if (!errorRow(answer.refusal.code).retry) this.#forget(connection, topic);
    return answer;
  }

  async #isFriend({ device: { account } }: Connection, topic: TopicId): Promise<Result<boolean>> {
    const owner = ownerOfTopic(topic);
    if (account === owner) return ok(false);
    try {
      const { friendship } = await this.#parts.relations.load(account, owner);
      return ok(friendship === 'accepted');
    } catch (error) {
      if (error instanceof Unreachable) return refuse('server.unavailable');
      throw error;
    }
  }

  #leave({ id: connection }: Connection, topic: TopicId): Promise<Result<null>> {
    const { router } = this.#parts;
    const address = { member: router.member, connection };
    return router.ask(topicAddress(topic), { type: 'unsubscribe', connection: address });
  }

  #hear(connection: Connection, topic: TopicId): void {
    const audience = this.#audiences.get(topic) ?? new Set();
    this.#audiences.set(topic, audience.add(connection));
  }

  #forget(connection: Connection, topic: TopicId): void {
    dropFrom(this.#wanted, connection, topic);
    dropFrom(this.#audiences, topic, connection);
  }

  #next(): void {
    this.#turn = (this.#turn + 1) % turns;
    for (const [connection, topics] of this.#wanted) {
      if (connection.place % turns !== this.#turn) continue;
      for (const topic of topics) this.#due.push([connection, topic]);
    }
    this.#pump();
  }

  #moved(shards: ReadonlySet<ShardId>): void {
    for (const [topic, audience] of this.#audiences) {
      if (!shards.has(shardOf(topicAddress(topic)))) continue;
      for (const connection of audience) this.#due.push([connection, topic]);
    }
    this.#pump();
  }

  #pump(): void {
    while (this.#renewing < renewalsParallelMax) {
      const [connection, topic] = this.#due.shift() ?? [];
      if (!connection || !topic) return;
      if (!this.#wanted.get(connection)?.has(topic)) continue;
      this.#renewing += 1;
      void this.#renew(connection, topic);
    }
  }

  async #renew(connection: Connection, topic: TopicId): Promise<void> {
    try {
      await this.#ask(connection, topic);
    } catch (defect) {
      this.#forget(connection, topic);
      this.#parts.log.error('topic.failed', {}, defect);
    } finally {
      this.#renewing -= 1;
      this.#pump();
    }
  }
}

/** Takes a value out of the set of a key; no set stays empty. */
function dropFrom<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = sets.get(key);
  if (set?.delete(value) && set.size === 0) sets.delete(key);
}
