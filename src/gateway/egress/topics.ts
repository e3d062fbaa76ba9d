// Which connections of this worker hear which topics. The topic's actor decides that; what it
// publishes comes once for all of them. A subscription is renewed once a minute, with a new look at
// the friendship it rests on, and at once when the topic's shard has moved: its actor stores
// nothing. Presence is mutual: a connection that does not hear its own topic, by which it shows
// itself, hears no other and publishes nothing.

import type { Delivery, RelationStore, Shown } from '#ports';
import { Unreachable } from '#ports';
import type { AccountId, DeviceId, Result, ShardId, TopicId } from '#protocol';
import {
  encodeEventFrame,
  encodePresence,
  errorRow,
  limits,
  ok,
  ownerOfTopic,
  presenceTopic,
  refuse,
  shardOf,
  topicAddress,
} from '#protocol';
import type { Permit, Router } from '#routing';
import type { Clock, Log } from '#runtime';
import { metrics } from '#runtime';
import type { Permits } from '../ingress/permits.ts';
import { checkEveryMs, checkTurnMs } from './checks.ts';
import type { Connection } from './connection.ts';

/** Renewals under way at the same time after a move. */
const renewalsParallelMax = 64;
const turns = checkEveryMs / checkTurnMs;

export interface TopicsParts {
  readonly router: Pick<Router, 'ask' | 'member' | 'onShardsMoved'>;
  readonly relations: Pick<RelationStore, 'load'>;
  readonly permits: Pick<Permits, 'under'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the actors of topics tell a worker. */
type TopicDelivery = Extract<Delivery, { topic: TopicId }>;

/** Who hears a topic here, and which of its owner's devices show themselves, as they were told. */
interface Audience {
  readonly connections: Set<Connection>;
  devices: readonly DeviceId[];
}

/** The subscriptions of one worker's connections. */
export class Topics {
  readonly #parts: TopicsParts;
  /** What each connection has asked for, confirmed or not; only those that hear any. */
  readonly #wanted = new Map<Connection, Set<TopicId>>();
  readonly #audiences = new Map<TopicId, Audience>();
  readonly #due: [Connection, TopicId][] = [];
  #renewing = 0;
  #turn = 0;

  constructor(parts: TopicsParts) {
    this.#parts = parts;
    parts.router.onShardsMoved((shards) => this.#moved(shards));
    parts.clock.every(checkTurnMs, () => this.#next());
  }

  /**
   * Refuses: presence.off, topic.too_many, relation.required, topic.full, auth.invalid, server.*
   * when nobody could be asked.
   */
  async subscribe(connection: Connection, topic: TopicId): Promise<Result<null>> {
    const isOwn = ownTopic(connection) === topic;
    if (!isOwn && !this.#isShown(connection)) return refuse('presence.off');
    const wanted = this.#wanted.get(connection) ?? new Set();
    const isNew = !wanted.has(topic);
    if (isNew && wanted.size >= limits.topicsMax) return refuse('topic.too_many');
    this.#wanted.set(connection, wanted.add(topic));
    const answer = await this.#parts.permits.under(connection.device, (permit) =>
      this.#ask(connection, topic, permit),
    );
    if (!answer.ok && isNew) this.#forget(connection, topic);
    return answer;
  }

  /** Refuses: server.* without an answer; what is published is not heard then either. */
  async unsubscribe(connection: Connection, topic: TopicId): Promise<Result<null>> {
    this.#forget(connection, topic);
    return this.#leave(connection, topic);
  }

  /** Refuses: auth.forbidden, presence.off, rate.limited, auth.invalid, server.*. */
  async publish(
    connection: Connection,
    topic: TopicId,
    payload: Uint8Array,
  ): Promise<Result<null>> {
    const isOwn = ownTopic(connection) === topic;
    if (isOwn && !this.#isShown(connection)) return refuse('presence.off');
    const { account, device } = connection.device;
    const command = { type: 'publish', from: { account, device }, payload } as const;
    return this.#parts.permits.under(connection.device, (permit) =>
      this.#parts.router.ask(topicAddress(topic), command, permit),
    );
  }

  /** The connection has ended: its topics are told, as well as can be. */
  ended(connection: Connection): void {
    for (const topic of this.#wanted.get(connection) ?? []) {
      void this.unsubscribe(connection, topic);
    }
  }

  /** What the topic's actor tells this worker. */
  hear(delivery: TopicDelivery): void {
    const { topic } = delivery;
    const audience = this.#audiences.get(topic);
    if (!audience) return;
    if (delivery.type === 'signal') tellSignal(audience, delivery.event);
    else if (delivery.type === 'shown') learn(audience, topic, delivery.shown);
    else this.#exclude(audience, topic, delivery.account);
  }

  /** Whether the connection shows itself. */
  #isShown(connection: Connection): boolean {
    return this.#audiences.get(ownTopic(connection))?.connections.has(connection) === true;
  }

  #exclude({ connections }: Audience, topic: TopicId, account: AccountId): void {
    for (const connection of connections) {
      if (connection.device.account === account) void this.unsubscribe(connection, topic);
    }
  }

  /** Asks the topic, with the proof it wants; afterwards the connection hears it or does not. */
  async #ask(connection: Connection, topic: TopicId, permit?: Permit): Promise<Result<null>> {
    const { router } = this.#parts;
    const isFriend = await this.#isFriend(connection, topic);
    if (!isFriend.ok) return isFriend;
    const { account, device } = connection.device;
    const command = {
      type: 'subscribe',
      account,
      device,
      isFriend: isFriend.value,
      connection: { member: router.member, connection: connection.id },
    } as const;
    const answer = await router.ask(topicAddress(topic), command, permit);
    // It may have ended meanwhile, or wants it no more.
    const isWanted = this.#wanted.get(connection)?.has(topic);
    if (!isWanted) {
      if (answer.ok) void this.#leave(connection, topic);
    } else if (answer.ok) this.#admit(connection, topic, answer.value);
    else if (!errorRow(answer.refusal.code).retry) this.#forget(connection, topic);
    return answer.ok ? ok(null) : answer;
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

  #admit(connection: Connection, topic: TopicId, shown: Shown): void {
    const audience = this.#audiences.get(topic) ?? { connections: new Set(), devices: [] };
    this.#audiences.set(topic, audience);
    learn(audience, topic, shown);
    if (audience.connections.has(connection)) return;
    audience.connections.add(connection);
    if (audience.devices.length > 0) tellPresence([connection], topic, audience.devices);
  }

  /** Whoever hears it no more, and knew it to be there, is told what is told of who has gone. */
  #forget(connection: Connection, topic: TopicId): void {
    const topics = this.#wanted.get(connection);
    if (topics?.delete(topic) && topics.size === 0) this.#wanted.delete(connection);
    const audience = this.#audiences.get(topic);
    if (audience?.connections.delete(connection)) {
      if (audience.devices.length > 0) tellPresence([connection], topic, []);
      if (audience.connections.size === 0) this.#audiences.delete(topic);
    }
    if (topic !== ownTopic(connection)) return;
    // Whoever shows itself no more hears nobody.
    for (const other of topics ?? []) void this.unsubscribe(connection, other);
  }

  #next(): void {
    this.#turn = (this.#turn + 1) % turns;
    for (const [connection, topics] of this.#wanted) {
      if (connection.ordinal % turns !== this.#turn) continue;
      for (const topic of topics) this.#due.push([connection, topic]);
    }
    this.#pump();
  }

  #moved(shards: ReadonlySet<ShardId>): void {
    for (const [topic, audience] of this.#audiences) {
      if (!shards.has(shardOf(topicAddress(topic)))) continue;
      for (const connection of audience.connections) this.#due.push([connection, topic]);
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

const ownTopic = ({ device }: Connection) => presenceTopic(device.account);

/** Tells the connections that hear the topic, but those that are behind. */
function tellSignal({ connections }: Audience, event: Uint8Array): void {
  const frame = encodeEventFrame('signal', undefined, event);
  let told = 0;
  for (const connection of connections) if (connection.signal(event, frame)) told += 1;
  metrics.signals.inc({ outcome: 'told' }, told);
  metrics.signals.inc({ outcome: 'dropped' }, connections.size - told);
}

/** Takes a word on who shows itself, and tells those who hear it what is new in it. */
function learn(audience: Audience, topic: TopicId, { devices, whole }: Shown): void {
  const { devices: known } = audience;
  const isKept = (device: DeviceId) => devices.includes(device) || !whole;
  const next = [...new Set([...known.filter(isKept), ...devices])].sort((a, b) => a - b);
  if (next.length === known.length && next.every((one, at) => one === known[at])) return;
  audience.devices = next;
  tellPresence(audience.connections, topic, next);
}

function tellPresence(
  connections: Iterable<Connection>,
  topic: TopicId,
  devices: readonly DeviceId[],
): void {
  const event = encodePresence({ account: ownerOfTopic(topic), devices });
  const frame = encodeEventFrame('presence', undefined, event);
  for (const connection of connections) connection.emit('presence', event, frame);
}
