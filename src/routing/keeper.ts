// Keeps this worker's shards: takes those it is due, renews them, gives back those it is not due
// any more. One exchange with the lease store at a time; whatever happens meanwhile asks for one
// more. A lease is believed by the monotonic clock from before the request, less a margin, so that
// a worker that was frozen knows it has lost its shards before it does anything.

import type { EntityHost, ShardGrant } from '#actors';
import type { FencingToken, MemberId, ShardId } from '#protocol';
import type { Clock, Log, Timer } from '#runtime';
import { logConstant, logDefect, metrics } from '#runtime';
import { Members } from './members.ts';
import type { Lease, LeaseClaim, RoutingPorts, TimedLease } from './ports.ts';
import { shardsDue } from './shardMap.ts';
import type { ShardChanges } from './shardView.ts';
import { ShardView } from './shardView.ts';

/**
 * A shard whose actors do not stop in this time is not renewed any more and ends with its lease.
 */
export const handoffDeadlineMs = 10_000;
/** Exchanges of a lease's life: the heartbeat comes every quarter of it. */
export const beatsPerLease = 4;
/** What is taken off a lease for differences between clocks: a tenth. */
export const leaseMarginShare = 0.1;

export interface KeeperOptions {
  readonly member: MemberId;
  readonly relayAddress: string;
  readonly host: EntityHost;
  readonly ports: Omit<RoutingPorts, 'order'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseTtlMs: number;
  /** Called before shards are given back, so that their last answers leave first. */
  readonly beforeRelease: () => Promise<void>;
  readonly onChanges: (changes: ShardChanges) => void;
  readonly onSilent: (member: MemberId) => void;
}

interface Holding {
  readonly token: FencingToken;
  /** By the monotonic clock; 0 when lost or given back. */
  validUntilMs: number;
  /** A shard that is being closed is renewed no longer than this. */
  renewUntilMs: number;
}

/** What an exchange asked for. */
interface Asked {
  readonly want: ReadonlySet<ShardId>;
  readonly hold: ReadonlySet<ShardId>;
}

/** The leases of one worker. */
export class ShardKeeper {
  readonly members: Members;
  readonly view = new ShardView();
  readonly #options: KeeperOptions;
  readonly #tickMs: number;
  readonly #held = new Map<ShardId, Holding>();
  readonly #closing = new Map<ShardId, Holding>();
  #release: LeaseClaim[] = [];
  #due: ReadonlySet<ShardId> = new Set();
  #dueAmong: ReadonlySet<MemberId> | undefined;
  #running: Promise<void> | undefined;
  #exchanging: Promise<void> | undefined;
  #again = false;
  #beat = true;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #draining = false;
  #stopped = false;
  #tick: Timer | undefined;
  #expiry: Timer | undefined;
  #drained: (() => void) | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#tickMs = options.leaseTtlMs / beatsPerLease;
    this.members = new Members(this.#tickMs * (beatsPerLease - 1), this.#tickMs * 2);
  }

  /** Starts to listen and to tick; resolves after the first exchange, successful or not. */
  async start(): Promise<void> {
    const { ports, clock } = this.#options;
    await ports.leases.onChange((leases) => this.#onLeases(leases));
    await ports.membership.onEvent(() => this.#poke(true));
    this.#tick = clock.every(this.#tickMs, () => {
      this.#dropExpired();
      this.#poke(true);
    });
    await this.#poke(true);
  }

  /** True while this worker may act for the shard and its actors are open. */
  serves(shard: ShardId): boolean {
    const holding = this.#held.get(shard);
    return holding !== undefined && this.#isValid(holding);
  }

  /**
   * Resolves when a shard this worker is due may have been granted; absent when no request is out.
   */
  comingGrant(shard: ShardId): Promise<void> | undefined {
    if (!this.#due.has(shard) || this.#closing.has(shard)) return undefined;
    return this.#exchanging?.catch(() => undefined);
  }

  /** True while the store was heard within a lease's life: after that, nobody's lease is known. */
  get isInformed(): boolean {
    return this.#now() < this.#heardAtMs + this.#options.leaseTtlMs;
  }

  get ownedCount(): number {
    return this.#held.size;
  }

  get owned(): readonly ShardId[] {
    return [...this.#held.keys()];
  }

  /** Leaves the membership and gives every shard back. */
  async drain(): Promise<void> {
    this.#draining = true;
    const { membership } = this.#options.ports;
    // A store that is away lets the record and the leases run out by themselves.
    await membership.remove(this.#options.member).catch(() => undefined);
    const deadline = this.#options.clock.after(handoffDeadlineMs, () => this.#drained?.());
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
      void this.#poke(true);
    });
    deadline.cancel();
  }

  /** Ends all grants at once and goes silent, as a crash would. */
  stop(): void {
    this.#stopped = true;
    this.#tick?.cancel();
    this.#expiry?.cancel();
    for (const holding of [...this.#held.values(), ...this.#closing.values()]) {
      holding.validUntilMs = 0;
    }
    this.#held.clear();
    this.#closing.clear();
    this.#drained?.();
    metrics.shardsOwned.set(0);
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }

  #isValid(holding: Holding): boolean {
    return this.#now() < holding.validUntilMs;
  }

  #poke(beat: boolean): Promise<void> {
    this.#beat ||= beat;
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        if (this.#beat) await this.#exchangeMembers();
        if (this.#stopped) return;
        this.#exchanging = this.#exchangeLeases();
        await this.#exchanging;
      }
    } catch (cause) {
      // The store is away: leases run on by the local clock, the next tick tries again.
      this.#options.log.debug('routing.store_away', logDefect(cause));
      this.#release = this.#draining ? [] : this.#release;
    } finally {
      this.#exchanging = undefined;
      this.#running = undefined;
    }
    const left = this.#held.size + this.#closing.size + this.#release.length;
    if (this.#draining && left === 0) this.#drained?.();
  }

  async #exchangeMembers(): Promise<void> {
    const { ports, member, relayAddress, log } = this.#options;
    this.#beat = false;
    const records = this.#draining
      ? await ports.membership.list()
      : await ports.membership.beat(member, relayAddress);
    // A drain that began meanwhile must not be undone by the beat that was under way.
    if (this.#draining && records.some((record) => record.member === member)) {
      await ports.membership.remove(member);
    }
    const known = this.members.live;
    const { silent, changed } = this.members.observe(records, this.#now());
    for (const one of silent) {
      if (one.member === member) continue;
      if (known.has(one.member)) {
        log.warn('member.silent', { peer: logConstant(one.member) });
        this.#options.onSilent(one.member);
      }
      await ports.membership.remove(one.member, one.beat);
    }
    if (changed) log.info('members.changed', { live: this.members.live.size });
  }

  /** Weighs every shard only when somebody came or went. */
  #findDue(): void {
    const { live } = this.members;
    if (this.#draining) this.#due = new Set();
    else if (this.#dueAmong !== live) this.#due = shardsDue(this.#options.member, live);
    this.#dueAmong = live;
  }

  async #exchangeLeases(): Promise<void> {
    const { ports, member, leaseTtlMs } = this.#options;
    this.#dropExpired();
    this.#findDue();
    for (const [shard, holding] of this.#held) {
      if (!this.#due.has(shard)) this.#giveUp(shard, holding);
    }
    // Shards that close at once go back in this very exchange.
    if (this.#release.length + this.#closing.size > 0) await this.#options.beforeRelease();
    const sentAtMs = this.#now();
    const hold = [...this.#held, ...this.#closing]
      .filter(([, one]) => sentAtMs < Math.min(one.renewUntilMs, one.validUntilMs))
      .map(([shard, { token }]) => ({ shard, token }));
    const want = [...this.#due].filter((s) => !this.#held.has(s) && !this.#closing.has(s));
    const release = this.#release;
    const leases = await ports.leases.exchange({
      member,
      ttlMs: leaseTtlMs,
      hold,
      want,
      release,
    });
    this.#heardAtMs = sentAtMs;
    this.#release = this.#release.filter((claim) => !release.includes(claim));
    if (this.#stopped) return;
    const asked: Asked = {
      want: new Set(want),
      hold: new Set(hold.map(({ shard }) => shard)),
    };
    this.#take(leases, asked, sentAtMs + leaseTtlMs * (1 - leaseMarginShare));
    this.#watchExpiry(leases);
  }

  /** Believes the store's rows: extends, opens, loses. */
  #take(leases: readonly TimedLease[], asked: Asked, validUntilMs: number): void {
    const believed: Lease[] = [];
    for (const lease of leases) {
      const { shard, token } = lease;
      const holding = this.#held.get(shard) ?? this.#closing.get(shard);
      if (lease.member !== this.#options.member) {
        believed.push(lease);
        if (holding && this.#held.has(shard)) this.#lose(shard, holding);
      } else if (!asked.want.has(shard) && !asked.hold.has(shard)) {
        // Ours by an answer we never saw, and no longer due: back with it.
        if (!holding) this.#release.push({ shard, token });
      } else if (holding?.token === token) {
        if (holding.validUntilMs > 0) holding.validUntilMs = validUntilMs;
        believed.push(lease);
      } else if (holding) {
        if (this.#held.has(shard)) this.#lose(shard, holding);
      } else if (asked.want.has(shard) && this.#now() < validUntilMs) {
        // Only what was wanted: a shard that was held and has closed meanwhile is on its way back.
        this.#open(shard, { token, validUntilMs, renewUntilMs: Number.POSITIVE_INFINITY });
        believed.push(lease);
      }
    }
    metrics.shardsOwned.set(this.#held.size);
    this.#announce(believed);
    if (this.#release.length > 0) this.#again = true;
  }

  #open(shard: ShardId, holding: Holding): void {
    this.#held.set(shard, holding);
    const grant: ShardGrant = {
      shard,
      token: holding.token,
      isValid: () => this.#isValid(holding),
    };
    this.#options.host.open(grant);
  }

  /** Not due any more: stops the actors under the lease, then gives it back. */
  #giveUp(shard: ShardId, holding: Holding): void {
    metrics.rebalances.inc();
    holding.renewUntilMs = this.#now() + handoffDeadlineMs;
    this.#close(shard, holding);
  }

  /** The lease has passed or run out: stops the actors, who may write no more. */
  #lose(shard: ShardId, holding: Holding): void {
    holding.validUntilMs = 0;
    this.view.forget(shard, holding.token);
    this.#options.log.warn('shard.lost', { shard });
    this.#close(shard, holding);
  }

  #close(shard: ShardId, holding: Holding): void {
    this.#held.delete(shard);
    this.#closing.set(shard, holding);
    const done = () => {
      if (this.#closing.get(shard) !== holding) return;
      this.#closing.delete(shard);
      if (holding.validUntilMs > 0) this.#release.push({ shard, token: holding.token });
      holding.validUntilMs = 0;
      void this.#poke(false);
    };
    this.#options.host.close(shard).then(done, (defect: unknown) => {
      this.#options.log.error('shard.close_failed', { shard }, defect);
      done();
    });
  }

  #dropExpired(): void {
    for (const [shard, holding] of this.#held) {
      if (!this.#isValid(holding)) this.#lose(shard, holding);
    }
    metrics.shardsOwned.set(this.#held.size);
  }

  /** News of the store, made by any worker. Our own grants are believed when the answer is here. */
  #onLeases(leases: readonly Lease[]): void {
    if (this.#stopped) return;
    const believed: Lease[] = [];
    let free = false;
    for (const lease of leases) {
      const holding = this.#held.get(lease.shard) ?? this.#closing.get(lease.shard);
      if (lease.member === this.#options.member) {
        if (holding?.token === lease.token) believed.push(lease);
        continue;
      }
      believed.push(lease);
      free ||= lease.member === undefined && this.#due.has(lease.shard);
      if (holding === undefined || lease.token < holding.token) continue;
      if (this.#held.has(lease.shard)) this.#lose(lease.shard, holding);
    }
    this.#announce(believed);
    if (free && !this.#draining) void this.#poke(false);
  }

  #announce(leases: readonly Lease[]): void {
    const changes = this.view.apply(leases);
    if (changes.changed.size > 0) this.#options.onChanges(changes);
  }

  /** Wakes when the first lease of another that we are due runs out: its owner may be dead. */
  #watchExpiry(leases: readonly TimedLease[]): void {
    this.#expiry?.cancel();
    const waits = leases
      .filter((lease) => lease.remainingMs > 0 && lease.member !== this.#options.member)
      .filter((lease) => this.#due.has(lease.shard))
      .map((lease) => lease.remainingMs);
    if (waits.length === 0) return;
    this.#expiry = this.#options.clock.after(Math.min(...waits) + 1, () => void this.#poke(false));
  }
}
