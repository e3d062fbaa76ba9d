// What arrives on channels, from one server or from the nodes of a Redis Cluster. A sharded channel
// is served by the node that has its slot; when the slot moves, the listener follows within a
// moment. What was published meanwhile is lost, which is said to whoever asked for gaps.

import type { RedisClient, RedisClusterClient, RedisNode } from './redis.ts';
import { isRedisCluster, nodeKey, redisRetryDelayMs } from './redis.ts';
import { nodeOfSlot, slotOf } from './redisSlots.ts';

/** A cluster's slots are looked at this often; the client learns of moves by its own commands. */
const lookEveryMs = 250;

export interface RedisListener {
  /** Resolves when messages of the channel arrive. */
  listen(channel: string): Promise<void>;
}

export interface RedisListenerEvents {
  message(channel: string, bytes: Buffer): void;
  /** Messages may have been missed. */
  gap(): void;
}

/** Listens over a connection that does nothing else; it ends with the connection. */
export function createRedisListener(
  client: RedisClient,
  events: RedisListenerEvents,
): RedisListener {
  return isRedisCluster(client)
    ? new ClusterListener(client, events)
    : new ServerListener(client, events);
}

function attend(node: RedisNode, events: RedisListenerEvents): void {
  node.on('smessageBuffer', (channel: Buffer, message: Buffer) => {
    events.message(channel.toString('latin1'), message);
  });
}

/** Subscribes again whenever the connection is back, until it has worked. */
class ServerListener implements RedisListener {
  readonly #client: RedisNode;
  readonly #events: RedisListenerEvents;
  readonly #channels = new Set<string>();

  constructor(client: RedisNode, events: RedisListenerEvents) {
    this.#client = client;
    this.#events = events;
    attend(client, events);
    client.on('ready', () => void this.#again());
  }

  async listen(channel: string): Promise<void> {
    await this.#client.ssubscribe(channel);
    this.#channels.add(channel);
  }

  async #again(): Promise<void> {
    try {
      await Promise.all([...this.#channels].map((channel) => this.#client.ssubscribe(channel)));
    } catch {
      // Gone again, which is told by the next `ready`; or there and silent, which nobody tells.
      if (this.#client.status === 'ready') this.#client.disconnect(true);
      return;
    }
    this.#events.gap();
  }
}

/** A connection to one node, and the channels that are listened to over it. */
interface NodeSubscription {
  readonly redis: RedisNode;
  readonly channels: Set<string>;
}

/** One connection for each node that has a slot of a channel. */
class ClusterListener implements RedisListener {
  readonly #cluster: RedisClusterClient;
  readonly #events: RedisListenerEvents;
  /** Where each channel is listened to: the key of a node. */
  readonly #nodes = new Map<string, string | undefined>();
  readonly #subscriptions = new Map<string, NodeSubscription>();

  constructor(cluster: RedisClusterClient, events: RedisListenerEvents) {
    this.#cluster = cluster;
    this.#events = events;
    const timer = setInterval(() => this.#lookAgain(), lookEveryMs);
    timer.unref();
    cluster.once('end', () => {
      clearInterval(timer);
      for (const { redis } of this.#subscriptions.values()) redis.disconnect();
      this.#subscriptions.clear();
    });
  }

  async listen(channel: string): Promise<void> {
    await this.#subscribe(channel);
  }

  #lookAgain(): void {
    for (const [channel, known] of this.#nodes) {
      const node = nodeOfSlot(this.#cluster, slotOf(channel));
      // Without a node the old one is as good as any.
      if (!node || nodeKey(node) === known) continue;
      this.#nodes.set(channel, undefined);
      this.#subscribe(channel).then(
        () => this.#events.gap(),
        // The slots have moved on: the next look finds where.
        () => undefined,
      );
    }
  }

  async #subscribe(channel: string): Promise<void> {
    const node = nodeOfSlot(this.#cluster, slotOf(channel));
    if (!node) throw new Error('No node has the slot of a channel.');
    this.#leave(channel);
    const key = nodeKey(node);
    const subscription = this.#subscriptions.get(key) ?? this.#open(key, node);
    subscription.channels.add(channel);
    this.#nodes.set(channel, key);
    try {
      await subscription.redis.ssubscribe(channel);
    } catch (error) {
      // Not its slot any more, or the connection broke: it is looked for again.
      this.#nodes.set(channel, undefined);
      subscription.channels.delete(channel);
      throw error;
    }
  }

  #leave(channel: string): void {
    for (const [key, subscription] of this.#subscriptions) {
      if (!subscription.channels.delete(channel) || subscription.channels.size > 0) continue;
      this.#subscriptions.delete(key);
      subscription.redis.disconnect();
    }
  }

  #open(key: string, node: RedisNode): NodeSubscription {
    const redis = node.duplicate({
      enableOfflineQueue: true,
      autoResubscribe: false,
      retryStrategy: redisRetryDelayMs,
    });
    const subscription: NodeSubscription = { redis, channels: new Set() };
    this.#subscriptions.set(key, subscription);
    attend(redis, this.#events);
    redis.on('error', () => undefined);
    let before = false;
    redis.on('ready', () => {
      if (before) this.#again(subscription);
      before = true;
    });
    return subscription;
  }

  /** After the connection was away: what it listened to, unless it has moved since. */
  #again({ redis, channels }: NodeSubscription): void {
    for (const channel of channels) {
      redis.ssubscribe(channel).then(
        () => this.#events.gap(),
        () => this.#nodes.set(channel, undefined),
      );
    }
  }
}
