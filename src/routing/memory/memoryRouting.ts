// A cluster's shared state in memory: the twins of the Redis ports for tests and simulation. Every
// request and every message takes hops, whose timing the network's owner decides.

import type { MemberId } from '#protocol';
import type { Clock } from '#runtime';
import type { Bus, ConnectionOrder, LeaseStore, RoutingPorts } from '../ports.ts';
import { MemoryLeases } from './memoryLeases.ts';

/**
 * Carries one step between a member and the store; runs it later, and steps of one way in order.
 */
export type Hop = (member: MemberId, way: 'request' | 'answer' | 'news', run: () => void) => void;

interface Listeners {
  news: (() => void)[];
  frames: ((frame: Uint8Array) => void)[];
}

/** The store and the wires between workers. */
export class MemoryNetwork {
  readonly clock: Clock;
  readonly leases: MemoryLeases;
  readonly #hop: Hop;
  readonly #listeners = new Map<MemberId, Listeners>();
  readonly #away = new Set<MemberId>();
  #ordinal = 0;

  constructor(clock: Clock, hop: Hop = (_member, _way, run) => queueMicrotask(run)) {
    this.clock = clock;
    this.#hop = hop;
    this.leases = new MemoryLeases(clock, () => this.#tell());
  }

  /** Says that no worker can hold a lease yet. */
  declareFresh(): void {
    this.leases.declareFresh();
  }

  /** Cuts a member off the store and the bus, or joins it again. */
  setReachable(member: MemberId, reachable: boolean): void {
    if (!reachable) this.#away.add(member);
    else if (this.#away.delete(member)) {
      for (const listener of this.#of(member).news) listener();
    }
  }

  /** Loses all data, as a Redis without its file does. */
  loseData(): void {
    this.leases.lose();
    this.#ordinal = 0;
  }

  /** See forgetMember of the Redis twin. */
  forget(member: MemberId): boolean {
    return this.leases.leave(member);
  }

  /** Runs a request of a member after its hops; rejects while the member is cut off. */
  request<T>(member: MemberId, serve: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#hop(member, 'request', () => {
        if (this.#away.has(member)) {
          this.#hop(member, 'answer', () => reject(new Error('The store is away.')));
          return;
        }
        const answer = serve();
        this.#hop(member, 'answer', () => {
          if (this.#away.has(member)) reject(new Error('The store is away.'));
          else resolve(answer);
        });
      });
    });
  }

  listen<K extends keyof Listeners>(member: MemberId, what: K, on: Listeners[K][number]): void {
    (this.#of(member)[what] as Listeners[K][number][]).push(on);
  }

  nextOrdinal(): number {
    this.#ordinal = Math.max(this.#ordinal + 1, this.clock.now() * 1000);
    return this.#ordinal;
  }

  frame(to: MemberId, bytes: Uint8Array): boolean {
    const { frames } = this.#of(to);
    if (frames.length === 0 || this.#away.has(to)) return false;
    const copy = Uint8Array.from(bytes);
    this.#hop(to, 'news', () => {
      for (const listener of frames) listener(copy);
    });
    return true;
  }

  #of(member: MemberId): Listeners {
    let listeners = this.#listeners.get(member);
    if (!listeners) {
      this.#listeners.set(member, (listeners = { news: [], frames: [] }));
    }
    return listeners;
  }

  #tell(): void {
    for (const [member, { news }] of this.#listeners) {
      if (this.#away.has(member)) continue;
      this.#hop(member, 'news', () => {
        for (const listener of news) listener();
      });
    }
  }
}

/** Makes the ports of one worker over the network. */
export function createMemoryRouting(network: MemoryNetwork, self: MemberId): RoutingPorts {
  const leases: LeaseStore = {
    exchange: (request) => network.request(self, () => network.leases.exchange(request)),
    onNews: async (listener) => network.listen(self, 'news', listener),
  };
  const bus: Bus = {
    publish: (to, frame) => network.request(self, () => network.frame(to, frame)),
    subscribe: async (member, listener) => network.listen(member, 'frames', listener),
  };
  const order: ConnectionOrder = {
    next: () => network.request(self, () => network.nextOrdinal()),
    timeMs: () => network.request(self, () => network.clock.now()),
  };
  return { leases, bus, order };
}
