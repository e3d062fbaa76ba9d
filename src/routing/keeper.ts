// Keeps this worker's shards: takes those it is due, renews the one lease it has for all of them,
// gives back those it is not due any more. One exchange with the lease store at a time; whatever
// happens meanwhile asks for one more. A lease is believed by the monotonic clock from before the
// request, less a margin, so that a worker that was frozen knows it has lost its shards before it
// does anything.

import type { EntityHost, ShardGrant } from '#actors';
import type { FencingToken, MemberId, ShardId } from '#protocol';
import type { Clock, Log, Timer } from '#runtime';
import { logConstant, logDefect, metrics } from '#runtime';
import type {
  KnownMap,
  Lease,
  LeaseAnswer,
  LeaseClaim,
  LeaseExchange,
  LeaseStore,
} from './ports.ts';
import { leaseGraceShare, newsGapMs } from './ports.ts';
import { Roster } from './roster.ts';
import { DueShards } from './shardMap.ts';
import type { ShardChanges } from './shardView.ts';
import { ShardView } from './shardView.ts';

/**
 * A shard whose actors do not stop in this time is not renewed any more and ends with its lease.
 */
export const handoffDeadlineMs = 10_000;
/** Exchanges of a lease's life. */
export const beatsPerLease = 4;
/** What is taken off a lease for differences between clocks: a tenth. */
export const leaseMarginShare = 0.1;
/** Shards that one exchange takes or gives back: the store does nothing else meanwhile. */
export const changesPerExchangeMax = 512;
/** After a hint the store is looked at once more, for what had no hint of its own. */
const newsTrailMs = 2 * newsGapMs;

export interface KeeperOptions {
  readonly member: MemberId;
  readonly relayAddress: string;
  readonly host: EntityHost;
  readonly leases: LeaseStore;
  readonly shardCount: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseTtlMs: number;
  /** Called before shards are given back, so that their last answers leave first. */
  readonly beforeRelease: () => Promise<void>;
  readonly onChanges: (changes: ShardChanges) => void;
  /** A member has left, or its lease has run out. */
  readonly onLeft: (member: MemberId) => void;
}

interface Holding {
  readonly token: FencingToken;
  /** By the monotonic clock; 0 when lost or given back. */
  validUntilMs: number;
  /** A shard that is being closed is renewed no longer than this. */
  renewUntilMs: number;
}

/** The leases of one worker. */
export class ShardKeeper {
  readonly members = new Roster();
  readonly view: ShardView;
  readonly #options: KeeperOptions;
  readonly #tickMs: number;
  readonly #held = new Map<ShardId, Holding>();
  readonly #closing = new Map<ShardId, Holding>();
  readonly #due: DueShards;
  #release: LeaseClaim[] = [];
  #known: KnownMap = { epoch: 0, version: 0, own: 0 };
  /** True when the store has to be told what is held. */
  #isLost = false;
  #running: Promise<void> | undefined;
  #exchanging: Promise<void> | undefined;
  #again = false;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #draining = false;
  #stopped = false;
  #tick: Timer | undefined;
  #expiry: Timer | undefined;
  #trail: Timer | undefined;
  #drained: (() => void) | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#tickMs = options.leaseTtlMs / beatsPerLease;
    this.view = new ShardView(options.shardCount);
    this.#due = new DueShards(options.member, options.shardCount);
  }

  /** Starts to listen and to tick; resolves after the first exchange, successful or not. */
  async start(): Promise<void> {
    const { leases, clock } = this.#options;
    await leases.onNews(() => this.#onNews());
    this.#tick = clock.every(this.#tickMs, () => {
      this.#dropExpired();
      void this.#poke();
    });
    await this.#poke();
  }

  /** Asks the store what has changed; resolves when it is known, or the store is away. */
  look(): Promise<void> {
    return this.#poke();
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
    if (!this.#due.shards.has(shard) || this.#closing.has(shard)) return undefined;
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

  /** Shards that nobody is known to serve. */
  get ownerless(): number {
    return this.view.ownerless((member) => this.members.has(member));
  }

  /** Gives every shard back; the lease runs out when this worker has ended. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#findDue();
    const deadline = this.#options.clock.after(handoffDeadlineMs, () => this.#drained?.());
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
      void this.#poke();
    });
    deadline.cancel();
  }

  /** Ends all grants at once and goes silent, as a crash would. */
  stop(): void {
    this.#stopped = true;
    this.#tick?.cancel();
    this.#expiry?.cancel();
    this.#trail?.cancel();
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

  #poke(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        this.#exchanging = this.#exchange();
        await this.#exchanging;
      }
    } catch (cause) {
      // The store is away: leases run on by the local clock, the next tick tries again.
      this.#options.log.debug('routing.store_away', logDefect(cause));
      if (this.#draining && this.#held.size + this.#closing.size === 0) this.#drained?.();
    } finally {
      this.#exchanging = undefined;
      this.#running = undefined;
    }
    const left = this.#held.size + this.#closing.size + this.#release.length;
    if (this.#draining && left === 0) this.#drained?.();
  }

  #onNews(): void {
    if (this.#stopped || this.#trail) return;
    void this.#poke();
    this.#trail = this.#options.clock.after(newsTrailMs, () => {
      this.#trail = undefined;
      void this.#poke();
    });
  }

  #findDue(): void {
    this.#due.update(this.#draining ? [] : this.members.live);
    for (const [shard, holding] of this.#held) {
      if (!this.#due.shards.has(shard)) this.#giveUp(shard, holding);
    }
  }

  /** Shards to ask for: due, not here, and held by nobody as far as is known. */
  #wanted(): ShardId[] {
    const want: ShardId[] = [];
    for (const shard of this.#due.shards) {
      if (this.#held.has(shard) || this.#closing.has(shard)) continue;
      // A row of a store that has lost its data since says nothing.
      const owner = this.view.ownerIn(shard, this.#known.epoch);
      if (owner !== undefined && owner !== this.#options.member && this.members.has(owner))
        continue;
      if (want.push(shard) === changesPerExchangeMax) break;
    }
    return want;
  }

  async #exchange(): Promise<void> {
    const { leases, member, relayAddress, leaseTtlMs } = this.#options;
    this.#dropExpired();
    // Shards that close at once go back in this very exchange.
    if (this.#release.length + this.#closing.size > 0) await this.#options.beforeRelease();
    const sentAtMs = this.#now();
    const request: LeaseExchange = {
      ...{ member, relayAddress, isDraining: this.#draining, ttlMs: leaseTtlMs },
      known: this.#known,
      ...(this.#isLost ? { hold: this.#claims() } : {}),
      want: this.#wanted(),
      release: this.#release.slice(0, changesPerExchangeMax),
    };
    const answer = await leases.exchange(request);
    this.#heardAtMs = sentAtMs;
    this.#known = answer.known;
    this.#isLost = answer.isLost;
    if (answer.isLost) this.#again = true;
    else this.#release = this.#release.filter((claim) => !request.release.includes(claim));
    if (this.#stopped) return;
    this.#believe(answer, request, sentAtMs + leaseTtlMs * (1 - leaseMarginShare));
    this.#watchExpiry(answer.soonestEndMs);
  }

  #claims(): LeaseClaim[] {
    const nowMs = this.#now();
    return [...this.#held, ...this.#closing]
      .filter(([, one]) => nowMs < Math.min(one.renewUntilMs, one.validUntilMs))
      .map(([shard, { token }]) => ({ shard, token }));
  }

  /** Believes the store: who is there, what is still ours and what is new. */
  #believe(answer: LeaseAnswer, request: LeaseExchange, validUntilMs: number): void {
    const { left, changed } = this.members.apply(answer);
    for (const one of left) {
      this.#options.log.info('member.left', { peer: logConstant(one) });
      this.#options.onLeft(one);
    }
    // Rows that are as the member knows them are renewed with it; else only what is confirmed.
    if (!answer.isLost) this.#renew(validUntilMs);
    this.#take(answer, new Set(request.want), validUntilMs);
    if (changed) {
      this.#options.log.info('members.changed', { live: this.members.live.length });
      this.#findDue();
    }
    const asked = new Set(request.want);
    this.#again ||= this.#release.length > 0 || this.#wanted().some((one) => !asked.has(one));
  }

  #renew(validUntilMs: number): void {
    for (const holdings of [this.#held, this.#closing]) {
      for (const holding of holdings.values()) {
        if (holding.validUntilMs === 0) continue;
        const renewed = Math.min(validUntilMs, holding.renewUntilMs);
        holding.validUntilMs = Math.max(holding.validUntilMs, renewed);
      }
    }
  }

  #take({ leases, known }: LeaseAnswer, want: ReadonlySet<ShardId>, validUntilMs: number): void {
    const believed: Lease[] = [];
    for (const lease of leases) {
      const { shard, token } = lease;
      const holding = this.#held.get(shard) ?? this.#closing.get(shard);
      if (lease.member !== this.#options.member) {
        // An older row: the store has lost ours, and hears of it next.
        if (holding && holding.validUntilMs > 0 && token < holding.token) continue;
        believed.push(lease);
        if (holding && this.#held.has(shard)) this.#lose(shard, holding);
      } else if (holding?.token === token) {
        believed.push(lease);
      } else if (holding) {
        if (this.#held.has(shard)) this.#lose(shard, holding);
      } else if (want.has(shard) && this.#due.shards.has(shard) && this.#now() < validUntilMs) {
        this.#open(shard, { token, validUntilMs, renewUntilMs: Number.POSITIVE_INFINITY });
        believed.push(lease);
      } else if (!this.#release.some((one) => one.shard === shard && one.token === token)) {
        // Ours by an answer we never saw, or no longer due: back with it.
        this.#release.push({ shard, token });
      }
    }
    metrics.shardsOwned.set(this.#held.size);
    this.#announce(believed, known.epoch);
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
      holding.validUntilMs = 0;
      // One that ran out as well: its row has our name for as long as we live.
      this.#release.push({ shard, token: holding.token });
      void this.#poke();
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
    for (const [shard, holding] of this.#closing) {
      // Its actors hang: they may write no more, so the shard is free.
      if (holding.validUntilMs === 0 || this.#isValid(holding)) continue;
      holding.validUntilMs = 0;
      this.#release.push({ shard, token: holding.token });
    }
    metrics.shardsOwned.set(this.#held.size);
  }

  #announce(leases: readonly Lease[], epoch: number): void {
    const changes = this.view.apply(leases, epoch);
    if (changes.changed.size > 0) this.#options.onChanges(changes);
  }

  /** Wakes when the lease of a member runs out that has missed its renewals. */
  #watchExpiry(soonestEndMs: number): void {
    this.#expiry?.cancel();
    const lifeMs = this.#options.leaseTtlMs * (1 + leaseGraceShare);
    if (soonestEndMs > lifeMs - 2 * this.#tickMs) return;
    const waitMs = Math.max(1, soonestEndMs + 1);
    this.#expiry = this.#options.clock.after(waitMs, () => void this.#poke());
  }
}
