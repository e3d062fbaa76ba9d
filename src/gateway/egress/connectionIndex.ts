// The connections of this worker.

import type { ConnectionId, ShardId } from '#protocol';
import { accountAddress, shardOf } from '#protocol';
import { metrics } from '#runtime';
import type { Connection } from './connection.ts';

/** Connection id → connection. */
export class ConnectionIndex {
  readonly #connections = new Map<ConnectionId, Connection>();

  add(connection: Connection): void {
    this.#connections.set(connection.id, connection);
    metrics.connections.set(this.#connections.size);
  }

  /** Returns false when it was not there (any more). */
  remove(connection: Connection): boolean {
    const removed = this.#connections.delete(connection.id);
    metrics.connections.set(this.#connections.size);
    return removed;
  }

  get(id: ConnectionId): Connection | undefined {
    return this.#connections.get(id);
  }

  get size(): number {
    return this.#connections.size;
  }

  all(): Connection[] {
    return [...this.#connections.values()];
  }

  visit(visitor: (connection: Connection) => void): void {
    for (const connection of this.#connections.values()) visitor(connection);
  }

  inShards(shards: ReadonlySet<ShardId>): Connection[] {
    return this.all().filter((one) => shards.has(shardOf(accountAddress(one.device.account))));
  }
}
