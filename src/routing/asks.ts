// Commands under way from this worker. Each shard has a lane: while its owner is unknown or
// refuses, its commands wait there in the order they were asked, so that a handoff does not turn
// them round. A command is asked again until an owner answers or its deadline ends it; all commands
// are idempotent.

import type { AccountCommand } from '#actors';
import type { AccountId, MemberId, Result, ShardId } from '#protocol';
import { accountAddress, limits, refuse, SHARD_COUNT, shardOf } from '#protocol';
import type { Clock, Timer } from '#runtime';
import { metrics } from '#runtime';

/** Commands under way from one worker; more are refused with server.busy. */
export const pendingAsksMax = 20_000;
/** A remote owner that has not answered by then is asked again. */
export const attemptTimeoutMs = 2000;
/** Pause of a lane after a refusal, doubled up to the most, each with a random half taken off. */
export const laneBackoffFirstMs = 20;
export const laneBackoffMostMs = 200;
/** How often deadlines are looked at. */
export const askSweepMs = 100;

export interface Ask {
  readonly id: number;
  readonly attempt: number;
  readonly to: AccountId;
  readonly command: AccountCommand;
}

export interface AsksOptions {
  readonly member: MemberId;
  readonly clock: Clock;
  /** The live member that serves the shard, as far as is known. */
  readonly ownerOf: (shard: ShardId) => MemberId | undefined;
  /** Hands a command to this worker's actors. */
  readonly askHere: (ask: Ask) => void;
  /** Sends a command to another worker; false when too much waits for it. */
  readonly askThere: (owner: MemberId, ask: Ask) => boolean;
  /** A number in [0, 1), for spreading retries. */
  readonly random: () => number;
}

interface Pending {
  readonly id: number;
  readonly to: AccountId;
  readonly shard: ShardId;
  readonly command: AccountCommand;
  readonly deadlineMs: number;
  readonly settle: (result: Result<unknown>) => void;
  attempt: number;
  /** Who has it now; absent while it waits in its lane. */
  target: MemberId | undefined;
  attemptUntilMs: number;
  /** True when an attempt may have been carried out unseen. */
  uncertain: boolean;
}

interface Lane {
  readonly waiting: Pending[];
  readonly sent: Set<Pending>;
  backoffMs: number;
  timer: Timer | undefined;
}

/** The asks of one worker. */
export class Asks {
  readonly #options: AsksOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #lanes: Lane[];
  #nextId = 1;
  #sweeper: Timer | undefined;
  #stopped = false;

  constructor(options: AsksOptions) {
    this.#options = options;
    this.#lanes = Array.from({ length: SHARD_COUNT }, () => ({
      waiting: [],
      sent: new Set<Pending>(),
      backoffMs: laneBackoffFirstMs,
      timer: undefined,
    }));
  }

  start(): void {
    this.#sweeper = this.#options.clock.every(askSweepMs, () => this.#sweep());
  }

  /** Refuses what is under way and everything from now on. */
  stop(): void {
    this.#stopped = true;
    this.#sweeper?.cancel();
    for (const lane of this.#lanes) lane.timer?.cancel();
    for (const pending of [...this.#pending.values()]) this.#giveUp(pending);
  }

  ask(to: AccountId, command: AccountCommand): Promise<Result<unknown>> {
    if (this.#stopped) return Promise.resolve(refuse('server.unavailable'));
    if (this.#pending.size >= pendingAsksMax) return Promise.resolve(refuse('server.busy'));
    const { promise, resolve } = Promise.withResolvers<Result<unknown>>();
    const pending: Pending = {
      id: this.#nextId++,
      to,
      shard: shardOf(accountAddress(to)),
      command,
      deadlineMs: this.#options.clock.monotonic() + limits.commandDeadlineMs,
      settle: resolve,
      attempt: 0,
      target: undefined,
      attemptUntilMs: 0,
      uncertain: false,
    };
    this.#pending.set(pending.id, pending);
    const lane = this.#lane(pending.shard);
    if (lane.waiting.length > 0) this.#wait(pending);
    else this.#send(lane, pending);
    return promise;
  }

  /** An owner has answered. Late answers of earlier attempts count, late refusals to own do not. */
  answered(id: number, attempt: number, result: Result<unknown>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    if (result.ok || result.refusal.code !== 'shard.not_owner') {
      this.#lane(pending.shard).backoffMs = laneBackoffFirstMs;
      this.#settle(pending, result);
    } else if (pending.target !== undefined && attempt === pending.attempt) {
      this.#retryLater(pending);
    }
  }

  /** The frame with these asks reached nobody for certain, or perhaps somebody. */
  undelivered(ids: readonly number[], certain: boolean): void {
    for (const id of ids) {
      const pending = this.#pending.get(id);
      if (pending?.target === undefined || pending.target === this.#options.member) continue;
      pending.uncertain ||= !certain;
      this.#retryLater(pending);
    }
  }

  /** Owners have changed: what the old ones have not answered goes to the new ones, in order. */
  shardsChanged(shards: ReadonlySet<ShardId>): void {
    for (const shard of shards) {
      const lane = this.#lane(shard);
      const owner = this.#options.ownerOf(shard);
      this.#takeBack(lane, (pending) => pending.target !== owner);
      lane.backoffMs = laneBackoffFirstMs;
      this.#drain(lane);
    }
  }

  /** A member has died: whatever it had is asked again. */
  memberGone(member: MemberId): void {
    for (const lane of this.#lanes) {
      if (this.#takeBack(lane, (pending) => pending.target === member)) this.#pause(lane);
    }
  }

  #lane(shard: ShardId): Lane {
    return this.#lanes[shard] as Lane;
  }

  #send(lane: Lane, pending: Pending): boolean {
    const { ownerOf, member, clock, askHere, askThere } = this.#options;
    const owner = ownerOf(pending.shard);
    if (owner === undefined) {
      this.#wait(pending);
      this.#pause(lane);
      return false;
    }
    pending.attempt++;
    if (pending.attempt > 1) metrics.busRetries.inc();
    pending.target = owner;
    lane.sent.add(pending);
    if (owner === member) {
      // Asked again here it would only run twice: the deadline alone ends it.
      pending.attemptUntilMs = Number.POSITIVE_INFINITY;
      askHere(pending);
      return true;
    }
    pending.attemptUntilMs = clock.monotonic() + attemptTimeoutMs;
    if (!askThere(owner, pending)) this.#settle(pending, refuse('server.busy'));
    return true;
  }

  /** Puts a command back into its lane, at its place in the order of asking. */
  #wait(pending: Pending): void {
    const { waiting, sent } = this.#lane(pending.shard);
    sent.delete(pending);
    pending.target = undefined;
    let place = waiting.length;
    while (place > 0 && (waiting[place - 1] as Pending).id > pending.id) place--;
    waiting.splice(place, 0, pending);
  }

  #retryLater(pending: Pending): void {
    this.#wait(pending);
    this.#pause(this.#lane(pending.shard));
  }

  #takeBack(lane: Lane, which: (pending: Pending) => boolean): boolean {
    const back = [...lane.sent].filter(which);
    for (const pending of back) {
      pending.uncertain = true;
      this.#wait(pending);
    }
    return back.length > 0;
  }

  #pause(lane: Lane): void {
    if (lane.timer || this.#stopped) return;
    const delayMs = lane.backoffMs * (1 - this.#options.random() / 2);
    lane.backoffMs = Math.min(lane.backoffMs * 2, laneBackoffMostMs);
    lane.timer = this.#options.clock.after(delayMs, () => this.#drain(lane));
  }

  #drain(lane: Lane): void {
    lane.timer?.cancel();
    lane.timer = undefined;
    for (let next = lane.waiting.shift(); next; next = lane.waiting.shift()) {
      if (!this.#send(lane, next)) return;
    }
  }

  #settle(pending: Pending, result: Result<unknown>): void {
    this.#pending.delete(pending.id);
    const { waiting, sent } = this.#lane(pending.shard);
    if (!sent.delete(pending)) {
      const place = waiting.indexOf(pending);
      if (place >= 0) waiting.splice(place, 1);
    }
    pending.settle(result);
  }

  #giveUp(pending: Pending): void {
    const unknown = pending.uncertain || pending.target !== undefined;
    this.#settle(pending, refuse(unknown ? 'server.timeout' : 'server.unavailable'));
  }

  #sweep(): void {
    const nowMs = this.#options.clock.monotonic();
    for (const pending of [...this.#pending.values()]) {
      if (nowMs >= pending.deadlineMs) this.#giveUp(pending);
      else if (pending.target !== undefined && nowMs >= pending.attemptUntilMs) {
        pending.uncertain = true;
        this.#retryLater(pending);
      }
    }
  }
}
