// A cluster's shared state in memory: the twins of the Redis ports for tests and simulation. Every
// request and every message takes hops, whose timing the network's owner decides.

import type { FencingToken, MemberId, ShardId } from '#protocol';
import type { Clock } from '#runtime';
import type {
  Bus,
  ConnectionOrder,
  Lease,
  LeaseExchange,
  LeaseStore,
  MemberEvent,
  Membership,
  MemberRecord,
  RoutingPorts,
  TimedLease,
} from '../ports.ts';

/**
 * Carries one step between a member and the store; runs it later, and steps of one way in order.
 */
export type Hop = (member: MemberId, way: 'request' | 'answer' | 'news', run: () => void) => void;

interface Row {
  readonly member?: MemberId;
  readonly token: number;
  readonly expiryMs: number;
}

interface Listeners {
  leases: ((leases: readonly Lease[]) => void)[];
  members: ((event: MemberEvent) => void)[];
  frames: ((frame: Uint8Array) => void)[];
}

/** The store and the wires between workers. */
export class MemoryNetwork {
  readonly clock: Clock;
  readonly #hop: Hop;
  readonly #rows = new Map<ShardId, Row>();
  readonly #records = new Map<MemberId, { beat: number; atMs: number; relayAddress: string }>();
  readonly #listeners = new Map<MemberId, Listeners>();
  readonly #away = new Set<MemberId>();
  #epoch: number;
  #bornMs: number;
  #last = 0;
  #beats = 0;
  #place = 0;

  constructor(clock: Clock, hop: Hop = (_member, _way, run) => queueMicrotask(run)) {
    this.clock = clock;
    this.#hop = hop;
    this.#epoch = clock.now();
    this.#bornMs = clock.now();
  }

  /** Says that no worker can hold a lease yet. */
  declareFresh(): void {
    if (this.#rows.size === 0) this.#bornMs = Number.NEGATIVE_INFINITY;
  }

  /** Cuts a member off the store and the bus, or joins it again. */
  setReachable(member: MemberId, reachable: boolean): void {
    if (!reachable) this.#away.add(member);
    else if (this.#away.delete(member)) {
      for (const listener of this.#of(member).members) listener({ type: 'resync' });
    }
  }

  /** Loses all data, as a Redis without its file does. */
  loseData(): void {
    this.#rows.clear();
    this.#records.clear();
    this.#last = 0;
    this.#place = 0;
    this.#epoch = Math.max(this.#epoch + 1, this.clock.now());
    this.#bornMs = this.clock.now();
  }

  /** See forgetMember of the Redis twin. */
  forget(member: MemberId): number {
    const freed: Lease[] = [];
    for (const [shard, row] of this.#rows) {
      if (row.member !== member) continue;
      this.#rows.set(shard, { token: row.token, expiryMs: 0 });
      freed.push({ shard, token: row.token as FencingToken, epoch: this.#epoch });
    }
    this.removeMember(member);
    if (freed.length > 0) this.#tell((listeners) => listeners.leases, freed);
    return freed.length;
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

  beat(member: MemberId, relayAddress: string): void {
    const isNew = !this.#records.has(member);
    this.#records.set(member, { beat: ++this.#beats, atMs: this.clock.now(), relayAddress });
    if (isNew) this.#tell((listeners) => listeners.members, { type: 'joined', member });
  }

  records(): MemberRecord[] {
    return [...this.#records].map(([member, { beat, atMs, relayAddress }]) => ({
      member,
      beat,
      relayAddress,
      ageMs: this.clock.now() - atMs,
    }));
  }

  nextPlace(): number {
    this.#place = Math.max(this.#place + 1, this.clock.now() * 1000);
    return this.#place;
  }

  removeMember(member: MemberId, beat?: number): void {
    const record = this.#records.get(member);
    if (!record || (beat !== undefined && record.beat !== beat)) return;
    this.#records.delete(member);
    this.#tell((listeners) => listeners.members, { type: 'left', member });
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

  exchange({ member, ttlMs, hold, want, release }: LeaseExchange): TimedLease[] {
    const nowMs = this.clock.now();
    const news: Lease[] = [];
    const put = (shard: ShardId, row: Row, isNews: boolean) => {
      this.#rows.set(shard, row);
      if (isNews) news.push(this.#lease(shard, row));
    };
    for (const { shard, token } of hold) {
      const row = this.#rows.get(shard);
      this.#last = Math.max(this.#last, token);
      const isLost = !row || row.token < token;
      if (!isLost && (row.member !== member || row.token !== token)) continue;
      put(shard, { member, token, expiryMs: nowMs + ttlMs }, isLost);
    }
    for (const { shard, token } of release) {
      const row = this.#rows.get(shard);
      if (row?.member !== member || row.token !== token) continue;
      put(shard, { token, expiryMs: 0 }, true);
    }
    for (const shard of want) {
      const row = this.#rows.get(shard);
      const isMine = row?.member === undefined || row.member === member;
      const free = row ? isMine || row.expiryMs <= nowMs : nowMs - this.#bornMs >= ttlMs;
      if (!free) continue;
      this.#last = Math.max(this.#last + 1, nowMs * 1000);
      put(shard, { member, token: this.#last, expiryMs: nowMs + ttlMs }, true);
    }
    if (news.length > 0) this.#tell((listeners) => listeners.leases, news);
    return [...this.#rows].map(([shard, row]) => ({
      ...this.#lease(shard, row),
      remainingMs: row.member === undefined ? 0 : Math.max(0, row.expiryMs - nowMs),
    }));
  }

  #lease(shard: ShardId, { member, token }: Row): Lease {
    const known = member === undefined ? {} : { member };
    return { shard, ...known, token: token as FencingToken, epoch: this.#epoch };
  }

  #of(member: MemberId): Listeners {
    let listeners = this.#listeners.get(member);
    if (!listeners) {
      this.#listeners.set(member, (listeners = { leases: [], members: [], frames: [] }));
    }
    return listeners;
  }

  #tell<T>(which: (listeners: Listeners) => ((news: T) => void)[], news: T): void {
    for (const [member, listeners] of this.#listeners) {
      if (this.#away.has(member)) continue;
      this.#hop(member, 'news', () => {
        for (const listener of which(listeners)) listener(news);
      });
    }
  }
}

/** Makes the ports of one worker over the network. */
export function createMemoryRouting(network: MemoryNetwork, self: MemberId): RoutingPorts {
  const membership: Membership = {
    beat: (member, relayAddress) =>
      network.request(self, () => {
        network.beat(member, relayAddress);
        return network.records();
      }),
    list: () => network.request(self, () => network.records()),
    remove: (member, beat) => network.request(self, () => network.removeMember(member, beat)),
    onEvent: async (listener) => network.listen(self, 'members', listener),
  };
  const leases: LeaseStore = {
    exchange: (request) => network.request(self, () => network.exchange(request)),
    onChange: async (listener) => network.listen(self, 'leases', listener),
  };
  const bus: Bus = {
    publish: (to, frame) => network.request(self, () => network.frame(to, frame)),
    subscribe: async (member, listener) => network.listen(member, 'frames', listener),
  };
  const order: ConnectionOrder = {
    next: () => network.request(self, () => network.nextPlace()),
  };
  return { membership, leases, bus, order };
}
