// Commands under way from this worker. Each shard has a backlog: while its owner is unknown or
// refuses, its commands wait there in the order they were asked, so that a handoff does not turn
// them round. A command leaves again only where it was lost for certain, or its owner is another
// now: an owner that is slow is asked whether it is at it, without the payload. All commands are
// idempotent.

import type { Command } from '#actors';
import type { EntityAddress, ErrorCode, MemberId, Result, ShardId } from '#protocol';
import { limits, refuse, shardOf } from '#protocol';
import type { Clock, Timer } from '#runtime';
import { metrics } from '#runtime';
import type { Undelivered } from './outgoingFrames.ts';
import type { Permit } from './router.ts';
import { CommandWeights } from './weight.ts';

/** Commands under way from one worker; more are refused with server.busy. */
export const pendingAsksMax = 20_000;
/** Bytes of the commands under way from one worker; more are refused with server.busy. */
export const pendingAskBytesMax = 64 * 1024 * 1024;
/** A remote owner that has not answered by then is asked whether it knows the command. */
export const probeAfterMs = 1000;
/** The next look after a probe, or a frame, of which nobody knows whether it arrived. */
const probeAgainMs = 200;
/** Pause after a refusal, doubled each time up to the most; a random half of it is taken off. */
const backlogPauseFirstMs = 20;
const backlogPauseMostMs = 200;
/** By these a repeat was not begun: what became of an attempt before it they don't tell. */
const undoneCodes: readonly ErrorCode[] = ['server.busy', 'server.full'];
/** How often deadlines are looked at. */
const askSweepMs = 100;

export interface Ask {
  readonly id: number;
  readonly attempt: number;
  readonly to: EntityAddress;
  readonly command: Command;
  readonly permit?: Permit | undefined;
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
  /** Asks another worker which of these it has never heard of. */
  readonly probe: (owner: MemberId, ids: readonly number[]) => void;
  /** A number in [0, 1), for spreading retries. */
  readonly random: () => number;
  readonly pendingAskBytesMax?: number;
}

interface Pending {
  readonly id: number;
  readonly to: EntityAddress;
  readonly shard: ShardId;
  readonly command: Command;
  readonly permit: Permit | undefined;
  readonly weightBytes: number;
  readonly deadlineMs: number;
  readonly settle: (result: Result<unknown>) => void;
  attempt: number;
  /** Who has it now; absent while it waits in its backlog. */
  target: MemberId | undefined;
  probeAtMs: number;
  /** True when an attempt may have been carried out unseen. */
  uncertain: boolean;
}

interface Backlog {
  readonly waiting: Pending[];
  readonly sent: Set<Pending>;
  backoffMs: number;
  timer: Timer | undefined;
}

/** The asks of one worker. */
export class Asks {
  readonly #options: AsksOptions;
  readonly #pending = new Map<number, Pending>();
  /** Those with something in them. */
  readonly #backlogs = new Map<ShardId, Backlog>();
  readonly #weights: CommandWeights;
  #nextId = 1;
  #sweeper: Timer | undefined;
  #stopped = false;

  constructor(options: AsksOptions) {
    this.#options = options;
    this.#weights = new CommandWeights(options.pendingAskBytesMax ?? pendingAskBytesMax);
  }

  start(): void {
    this.#sweeper = this.#options.clock.every(askSweepMs, () => this.#sweep());
  }

  /** Refuses what is under way and everything from now on. */
  stop(): void {
    this.#stopped = true;
    this.#sweeper?.cancel();
    for (const backlog of this.#backlogs.values()) backlog.timer?.cancel();
    for (const pending of [...this.#pending.values()]) this.#giveUp(pending);
  }

  ask(to: EntityAddress, command: Command, permit?: Permit): Promise<Result<unknown>> {
    if (this.#stopped) return Promise.resolve(refuse('server.unavailable'));
    if (this.#pending.size >= pendingAsksMax) return Promise.resolve(refuse('server.busy'));
    const weightBytes = this.#weights.add(command);
    if (weightBytes === undefined) return Promise.resolve(refuse('server.busy'));
    const { promise, resolve } = Promise.withResolvers<Result<unknown>>();
    const pending: Pending = {
      id: this.#nextId++,
      to,
      shard: shardOf(to),
      command,
      permit,
      weightBytes,
      deadlineMs: this.#options.clock.monotonic() + limits.commandDeadlineMs,
      settle: resolve,
      attempt: 0,
      target: undefined,
      probeAtMs: 0,
      uncertain: false,
    };
    this.#pending.set(pending.id, pending);
    const backlog = this.#backlog(pending.shard);
    if (backlog.waiting.length > 0) this.#wait(pending);
    else this.#send(backlog, pending);
    return promise;
  }

  /** An owner has answered. Late answers of earlier attempts count, late refusals to own do not. */
  answered(id: number, attempt: number, result: Result<unknown>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    if (result.ok || result.refusal.code !== 'shard.not_owner') {
      this.#backlog(pending.shard).backoffMs = backlogPauseFirstMs;
      this.#answer(pending, result);
    } else if (pending.target !== undefined && attempt === pending.attempt) {
      this.#retryLater(pending);
    }
  }

  /** The oldest ask that is still waited for. */
  get oldest(): number {
    const [first] = this.#pending.keys();
    return first ?? this.#nextId;
  }

  /** A frame was not taken: it reached nobody for certain, or perhaps somebody. */
  undelivered({ asks, probes, certain }: Undelivered): void {
    const soonMs = this.#options.clock.monotonic() + probeAgainMs;
    for (const id of certain ? probes : [...asks, ...probes]) {
      const pending = this.#pending.get(id);
      if (!pending) continue;
      pending.uncertain = true;
      if (pending.probeAtMs > soonMs && this.#isThere(pending)) pending.probeAtMs = soonMs;
    }
    if (certain) this.#lost(asks, (pending) => this.#isThere(pending));
  }

  /** A member has never heard of these, which were sent to it before it was asked. */
  missing(at: MemberId, ids: readonly number[]): void {
    this.#lost(ids, (pending) => pending.target === at && at !== this.#options.member);
  }

  /** Frames from or to a member were lost: asks it at once about whatever it has. */
  frameLost(member: MemberId): void {
    if (member === this.#options.member) return;
    const ids: number[] = [];
    for (const pending of this.#pending.values()) {
      if (pending.target === member) ids.push(pending.id);
    }
    this.#probe(member, ids);
  }

  /** Owners have changed: what the old ones have not answered goes to the new ones, in order. */
  shardsChanged(shards: ReadonlySet<ShardId>): void {
    for (const shard of shards) {
      const backlog = this.#backlogs.get(shard);
      if (!backlog) continue;
      const owner = this.#options.ownerOf(shard);
      this.#takeBack(backlog, (pending) => pending.target !== owner);
      backlog.backoffMs = backlogPauseFirstMs;
      this.#drain(backlog);
    }
  }

  /** A member has died: whatever it had is asked again. */
  memberGone(member: MemberId): void {
    for (const backlog of this.#backlogs.values()) {
      if (this.#takeBack(backlog, (pending) => pending.target === member)) this.#pause(backlog);
    }
  }

  #backlog(shard: ShardId): Backlog {
    let backlog = this.#backlogs.get(shard);
    if (!backlog) {
      backlog = { waiting: [], sent: new Set(), backoffMs: backlogPauseFirstMs, timer: undefined };
      this.#backlogs.set(shard, backlog);
    }
    return backlog;
  }

  /** Nothing may leave any more in whose name it was asked. */
  #isOver({ permit }: Pending): boolean {
    return permit !== undefined && permit.untilMs <= this.#options.clock.monotonic();
  }

  #isThere({ target }: Pending): boolean {
    return target !== undefined && target !== this.#options.member;
  }

  #lost(ids: readonly number[], which: (pending: Pending) => boolean): void {
    for (const id of ids) {
      const pending = this.#pending.get(id);
      if (pending && which(pending)) this.#retryLater(pending);
    }
  }

  #probe(owner: MemberId, ids: readonly number[]): void {
    if (ids.length === 0) return;
    const againMs = this.#options.clock.monotonic() + probeAfterMs;
    for (const id of ids) {
      const pending = this.#pending.get(id) as Pending;
      pending.probeAtMs = againMs;
      pending.uncertain = true;
    }
    this.#options.probe(owner, ids);
  }

  #send(backlog: Backlog, pending: Pending): boolean {
    const { ownerOf, member, clock, askHere, askThere } = this.#options;
    if (this.#isOver(pending)) {
      this.#giveUp(pending);
      return true;
    }
    const owner = ownerOf(pending.shard);
    if (owner === undefined) {
      this.#wait(pending);
      this.#pause(backlog);
      return false;
    }
    pending.attempt++;
    if (pending.attempt > 1) metrics.busRetries.inc();
    pending.target = owner;
    backlog.sent.add(pending);
    if (owner === member) {
      // Asked again here it would only run twice: the deadline alone ends it.
      pending.probeAtMs = Number.POSITIVE_INFINITY;
      askHere(pending);
      return true;
    }
    pending.probeAtMs = clock.monotonic() + probeAfterMs;
    if (!askThere(owner, pending)) this.#answer(pending, refuse('server.busy'));
    return true;
  }

  /** Puts a command back into its backlog, at its place in the order of asking. */
  #wait(pending: Pending): void {
    const { waiting, sent } = this.#backlog(pending.shard);
    sent.delete(pending);
    pending.target = undefined;
    let at = waiting.length;
    while (at > 0 && (waiting[at - 1] as Pending).id > pending.id) at--;
    waiting.splice(at, 0, pending);
  }

  #retryLater(pending: Pending): void {
    this.#wait(pending);
    this.#pause(this.#backlog(pending.shard));
  }

  #takeBack(backlog: Backlog, which: (pending: Pending) => boolean): boolean {
    const back = [...backlog.sent].filter(which);
    for (const pending of back) {
      pending.uncertain = true;
      this.#wait(pending);
    }
    return back.length > 0;
  }

  #pause(backlog: Backlog): void {
    if (backlog.timer || this.#stopped) return;
    const delayMs = backlog.backoffMs * (1 - this.#options.random() / 2);
    backlog.backoffMs = Math.min(backlog.backoffMs * 2, backlogPauseMostMs);
    backlog.timer = this.#options.clock.after(delayMs, () => this.#drain(backlog));
  }

  #drain(backlog: Backlog): void {
    backlog.timer?.cancel();
    backlog.timer = undefined;
    for (let next = backlog.waiting.shift(); next; next = backlog.waiting.shift()) {
      if (!this.#send(backlog, next)) return;
    }
  }

  #settle(pending: Pending, result: Result<unknown>): void {
    this.#pending.delete(pending.id);
    this.#weights.remove(pending.command, pending.weightBytes);
    const backlog = this.#backlog(pending.shard);
    const { waiting, sent, timer } = backlog;
    if (!sent.delete(pending)) {
      const at = waiting.indexOf(pending);
      if (at >= 0) waiting.splice(at, 1);
    }
    if (waiting.length + sent.size === 0) {
      timer?.cancel();
      this.#backlogs.delete(pending.shard);
    }
    pending.settle(result);
  }

  /** What has no room for a repeat does not say what became of the attempt before it. */
  #answer(pending: Pending, result: Result<unknown>): void {
    const isRepeat = pending.attempt > 1 && pending.uncertain;
    const isUnknown = isRepeat && !result.ok && undoneCodes.includes(result.refusal.code);
    this.#settle(pending, isUnknown ? refuse('server.timeout') : result);
  }

  #giveUp(pending: Pending): void {
    const unknown = pending.uncertain || pending.target !== undefined;
    this.#settle(pending, refuse(unknown ? 'server.timeout' : 'server.unavailable'));
  }

  #sweep(): void {
    const nowMs = this.#options.clock.monotonic();
    const slow = new Map<MemberId, number[]>();
    for (const pending of [...this.#pending.values()]) {
      const { target } = pending;
      const isWaiting = target === undefined && this.#isOver(pending);
      if (nowMs >= pending.deadlineMs || isWaiting) this.#giveUp(pending);
      else if (target !== undefined && nowMs >= pending.probeAtMs) {
        const ids = slow.get(target);
        if (ids) ids.push(pending.id);
        else slow.set(target, [pending.id]);
      }
    }
    for (const [owner, ids] of slow) this.#probe(owner, ids);
  }
}
