// Connections that have said in their handshake that they say no name. They hear nothing but
// answers, have no account that would limit them, and cost nothing to make: an address may hold so
// many of them in a worker.

import type { ConnectionId, Refusal } from '#protocol';
import { metrics } from '#runtime';
import type { PlainConnection } from '../egress/plainConnection.ts';
import { addressSubject } from '../ingress/subjects.ts';

/** An address that holds too many is asked to come back after this. */
const crowdedRetryAfterMs = 1000;

/** The nameless connections of one worker. */
export class Nameless {
  readonly #perAddressMax: number;
  readonly #connections = new Map<ConnectionId, PlainConnection>();
  readonly #counts = new Map<string, number>();

  constructor(perAddressMax: number) {
    this.#perAddressMax = perAddressMax;
  }

  get size(): number {
    return this.#connections.size;
  }

  all(): PlainConnection[] {
    return [...this.#connections.values()];
  }

  get(id: ConnectionId): PlainConnection | undefined {
    return this.#connections.get(id);
  }

  /** Refuses: rate.limited. */
  add(connection: PlainConnection): Refusal | undefined {
    const address = addressSubject(connection.ip);
    const count = this.#counts.get(address) ?? 0;
    if (count >= this.#perAddressMax) {
      return { code: 'rate.limited', retryAfterMs: crowdedRetryAfterMs };
    }
    this.#counts.set(address, count + 1);
    this.#connections.set(connection.id, connection);
    metrics.anonymousConnections.set(this.#connections.size);
    return undefined;
  }

  remove(connection: PlainConnection): void {
    if (!this.#connections.delete(connection.id)) return;
    const address = addressSubject(connection.ip);
    const left = (this.#counts.get(address) ?? 1) - 1;
    if (left > 0) this.#counts.set(address, left);
    else this.#counts.delete(address);
    metrics.anonymousConnections.set(this.#connections.size);
  }
}
