// Who hears a topic just now: its subscriptions, and the workers that hold them.

import type { ConnectionAddress, ConnectionId, DeviceId, MemberId } from '#protocol';

/**
 * A subscription that is not renewed is over after this: a worker that has died says no farewell.
 */
export const subscriptionMs = 3 * 60_000;

interface Subscription {
  readonly member: MemberId;
  readonly untilMs: number;
}

/** An audience as decisions see it. */
export interface Audience {
  readonly size: number;
  /** The owner's devices that hear it: they show themselves. Order: ascending, each once. */
  readonly shown: readonly DeviceId[];
  has(to: ConnectionAddress): boolean;
}

/** The subscriptions of one topic. */
export class Subscriptions implements Audience {
  readonly #of = new Map<ConnectionId, Subscription>();
  /** Those of the topic's owner. */
  readonly #own = new Map<ConnectionId, DeviceId>();
  /** Subscriptions that each worker holds. */
  readonly #members = new Map<MemberId, number>();
  #prunedAtMs = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#of.size;
  }

  has({ member, connection }: ConnectionAddress): boolean {
    return this.#of.get(connection)?.member === member;
  }

  get shown(): DeviceId[] {
    return [...new Set(this.#own.values())].sort((a, b) => a - b);
  }

  /** The workers to tell. */
  get members(): MemberId[] {
    return [...this.#members.keys()];
  }

  /** `own`: the device, where it is the owner's. */
  join({ member, connection }: ConnectionAddress, nowMs: number, own?: DeviceId): void {
    if (!this.has({ member, connection })) {
      this.#drop(connection);
      this.#members.set(member, (this.#members.get(member) ?? 0) + 1);
    }
    this.#of.set(connection, { member, untilMs: nowMs + subscriptionMs });
    if (own !== undefined) this.#own.set(connection, own);
  }

  leave(to: ConnectionAddress): void {
    if (this.has(to)) this.#drop(to.connection);
  }

  /** Lets go of what was not renewed; looks from time to time. */
  prune(nowMs: number): void {
    if (nowMs < this.#prunedAtMs + subscriptionMs / 3) return;
    this.#prunedAtMs = nowMs;
    for (const [connection, { untilMs }] of this.#of) if (untilMs <= nowMs) this.#drop(connection);
  }

  #drop(connection: ConnectionId): void {
    const member = this.#of.get(connection)?.member;
    if (member === undefined) return;
    this.#of.delete(connection);
    this.#own.delete(connection);
    const left = (this.#members.get(member) ?? 1) - 1;
    if (left > 0) this.#members.set(member, left);
    else this.#members.delete(member);
  }
}
