// Keeps this worker's shards: asks the lease store and does what is decided about its answers
// (leaseState.ts). One exchange at a time; whatever happens meanwhile asks for one more.

import type { EntityHost } from '#actors';
import type { MemberId, ShardId } from '#protocol';
import type { Clock, Log, Timer } from '#runtime';
import { logConstant, logDefect, metrics } from '#runtime';
import type { Holding, LeaseEffect, LeaseEvent, LeaseState } from './leaseState.ts';
import {
  beatsPerLease,
  decideLeases,
  handoffDeadlineMs,
  leaseRequest,
  noLeases,
} from './leaseState.ts';
import type { LeaseStore } from './ports.ts';
import { newsGapMs } from './ports.ts';
import type { Roster } from './roster.ts';
import type { MayHave } from './shardMap.ts';
import type { ShardChanges, ShardView } from './shardView.ts';

/** After a hint the store is looked at once more, for what had no hint of its own. */
const newsTrailMs = 2 * newsGapMs;

export interface KeeperOptions {
  readonly member: MemberId;
  readonly relayAddress: string;
  readonly host: EntityHost;
  readonly leases: LeaseStore;
  readonly shardCount: number;
  readonly mayHave?: MayHave | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseTtlMs: number;
  /** Called before shards are given back, so that their last answers leave first. */
  readonly beforeRelease: () => Promise<void>;
  readonly onChanges: (changes: ShardChanges) => void;
  /** A member has left, or its lease has run out. */
  readonly onLeft: (member: MemberId) => void;
}

/** The leases of one worker. */
export class ShardKeeper {
  readonly #options: KeeperOptions;
  #state: LeaseState;
  #running: Promise<void> | undefined;
  #exchanging: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #tick: Timer | undefined;
  #expiry: Timer | undefined;
  #trail: Timer | undefined;
  #drained: (() => void) | undefined;

  constructor(options: KeeperOptions) {
    const { member, relayAddress, leaseTtlMs: ttlMs, shardCount, mayHave } = options;
    this.#options = options;
    this.#state = noLeases({ member, relayAddress, ttlMs }, shardCount, mayHave);
  }

  /** Starts to listen and to tick; resolves after the first exchange, successful or not. */
  async start(): Promise<void> {
    const { leases, clock, leaseTtlMs } = this.#options;
    await leases.onNews(() => this.#onNews());
    this.#tick = clock.every(leaseTtlMs / beatsPerLease, () => {
      this.#decide({ type: 'passed' });
      void this.look();
    });
    await this.look();
  }

  /** Asks the store what has changed; resolves when it is known, or the store is away. */
  look(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  get members(): Roster {
    return this.#state.members;
  }

  get view(): ShardView {
    return this.#state.view;
  }

  /** True while this worker may act for the shard and its actors are open. */
  serves(shard: ShardId): boolean {
    const holding = this.#state.held.get(shard);
    return holding !== undefined && this.#isValid(holding);
  }

  /**
   * Resolves when a shard this worker is due may have been granted; absent when no request is out.
   */
  comingGrant(shard: ShardId): Promise<void> | undefined {
    const { due, closing } = this.#state;
    if (!due.shards.has(shard) || closing.has(shard)) return undefined;
    return this.#exchanging?.catch(() => undefined);
  }

  /** True while the store was heard within a lease's life: after that, nobody's lease is known. */
  get isInformed(): boolean {
    return this.#now() < this.#state.heardAtMs + this.#options.leaseTtlMs;
  }

  get owned(): readonly ShardId[] {
    return [...this.#state.held.keys()];
  }

  get ownedCount(): number {
    return this.#state.held.size;
  }

  /** Shards that nobody is known to serve. */
  get ownerless(): number {
    return this.view.ownerless((member) => this.members.has(member));
  }

  /** Gives every shard back; the lease runs out when this worker has ended. */
  async drain(): Promise<void> {
    this.#decide({ type: 'drain' });
    const deadline = this.#options.clock.after(handoffDeadlineMs, () => this.#drained?.());
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
      void this.look();
    });
    deadline.cancel();
  }

  /** Ends all grants at once and goes silent, as a crash would. */
  stop(): void {
    this.#stopped = true;
    for (const timer of [this.#tick, this.#expiry, this.#trail]) timer?.cancel();
    this.#decide({ type: 'stop' });
    this.#drained?.();
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }

  #isValid(holding: Holding): boolean {
    return this.#now() < holding.validUntilMs;
  }

  async #run(): Promise<void> {
    let isAway = false;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        this.#exchanging = this.#ask();
        await this.#exchanging;
      }
    } catch (cause) {
      // The store is away: leases run on by the local clock, the next tick tries again.
      this.#options.log.debug('routing.store_away', logDefect(cause));
      isAway = true;
    } finally {
      this.#exchanging = undefined;
      this.#running = undefined;
    }
    const { isDraining, held, closing, release } = this.#state;
    const left = held.size + closing.size + (isAway ? 0 : release.length);
    if (isDraining && left === 0) this.#drained?.();
  }

  async #ask(): Promise<void> {
    this.#decide({ type: 'passed' });
    // Shards that close at once go back in this very exchange.
    const { release, closing } = this.#state;
    if (release.length + closing.size > 0) await this.#options.beforeRelease();
    const sentAtMs = this.#now();
    const request = leaseRequest(this.#state, sentAtMs);
    const answer = await this.#options.leases.exchange(request);
    if (!this.#stopped) this.#decide({ type: 'answered', request, answer, sentAtMs });
  }

  #decide(event: LeaseEvent): void {
    const { state, effects } = decideLeases(this.#state, event, this.#now());
    this.#state = state;
    metrics.shardsOwned.set(state.held.size);
    for (const effect of effects) this.#do(effect);
  }

  #do(effect: LeaseEffect): void {
    const { host, log, clock, onChanges, onLeft } = this.#options;
    switch (effect.type) {
      case 'open': {
        const { shard, holding } = effect;
        const isValid = () => this.#isValid(holding);
        return host.open({ shard, token: holding.token, isValid });
      }
      case 'close':
        return this.#close(effect);
      case 'askAgain':
        return void this.look();
      case 'askAfter':
        this.#expiry?.cancel();
        if (effect.delayMs === undefined) return;
        this.#expiry = clock.after(effect.delayMs, () => void this.look());
        return;
      case 'left':
        log.info('member.left', { peer: logConstant(effect.member) });
        return onLeft(effect.member);
      case 'membersChanged':
        return log.info('members.changed', { live: effect.live });
      case 'ownersChanged':
        return onChanges(effect.changes);
    }
  }

  #close({ shard, holding, why }: Extract<LeaseEffect, { type: 'close' }>): void {
    const { host, log } = this.#options;
    if (why === 'lost') log.warn('shard.lost', { shard });
    else metrics.rebalances.inc();
    const closed = () => this.#decide({ type: 'closed', shard, holding });
    host.close(shard).then(closed, (defect: unknown) => {
      log.error('shard.close_failed', { shard }, defect);
      closed();
    });
  }

  #onNews(): void {
    if (this.#stopped || this.#trail) return;
    void this.look();
    this.#trail = this.#options.clock.after(newsTrailMs, () => {
      this.#trail = undefined;
      void this.look();
    });
  }
}
