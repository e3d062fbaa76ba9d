// The asks of other workers that are carried out here. A repeat joins the one under way, and hears
// the answer again where it was given; so an actor is asked once, however slow it is and however
// often the bus repeats. An answer is kept until its asker waits for it no more.

import type { Command } from '#actors';
import type { EntityAddress, MemberId, Result } from '#protocol';
import { limits, refuse } from '#protocol';
import type { Clock, Timer } from '#runtime';
import { CommandWeights, weightOf } from './weight.ts';

/** Bytes of commands under way here for others, and of the answers kept for them. */
const carriedBytesMax = 128 * 1024 * 1024;
/** Bytes of answers that are kept; the oldest are forgotten for newer ones. */
const answersKeptBytesMax = 32 * 1024 * 1024;
/** How often answers are looked at that nobody can wait for any more. */
const sweepMs = 1000;

export interface CarriedAsk {
  readonly id: number;
  readonly attempt: number;
  readonly to: EntityAddress;
  readonly command: Command;
}

interface Entry {
  attempt: number;
  weightBytes: number;
  /** Absent while the command is under way. */
  result?: Result<unknown>;
  readonly sinceMs: number;
}

export interface CarriedOptions {
  readonly clock: Clock;
  /** Asks this worker's actors; never rejects. */
  readonly handle: (to: EntityAddress, command: Command) => Promise<Result<unknown>>;
  readonly answer: (to: MemberId, id: number, attempt: number, result: Result<unknown>) => void;
  /** Tells an asker which of the asks it has probed for are not known here. */
  readonly tellMissing: (to: MemberId, ids: readonly number[]) => void;
  readonly carriedBytesMax?: number;
}

/** What one worker does for the others. */
export class CarriedAsks {
  readonly #options: CarriedOptions;
  readonly #running: CommandWeights;
  readonly #of = new Map<MemberId, { oldest: number; readonly asks: Map<number, Entry> }>();
  #keptBytes = 0;
  #sweeper: Timer | undefined;

  constructor(options: CarriedOptions) {
    this.#options = options;
    this.#running = new CommandWeights(options.carriedBytesMax ?? carriedBytesMax);
  }

  start(): void {
    this.#sweeper = this.#options.clock.every(sweepMs, () => this.#sweep());
  }

  stop(): void {
    this.#sweeper?.cancel();
  }

  /** The asker waits for nothing older than this ask: answers to older ones may go. */
  askedFrom(from: MemberId, oldest: number): void {
    const asker = this.#asker(from);
    if (oldest <= asker.oldest) return;
    asker.oldest = oldest;
    // In the order of asking, but for those that were asked again: those go with the sweep.
    for (const [id, entry] of asker.asks) {
      if (id >= oldest) break;
      if (entry.result) this.#forget(asker.asks, id, entry);
    }
  }

  /** Carries an ask out, unless it is known. */
  ask(from: MemberId, { id, attempt, to, command }: CarriedAsk): void {
    const { clock, handle, answer } = this.#options;
    const { oldest, asks } = this.#asker(from);
    if (id < oldest) return;
    const known = asks.get(id);
    if (known) {
      known.attempt = Math.max(known.attempt, attempt);
      if (known.result) answer(from, id, known.attempt, known.result);
      return;
    }
    const weightBytes = this.#running.add(command);
    if (weightBytes === undefined) return answer(from, id, attempt, refuse('server.busy'));
    const entry: Entry = { attempt, weightBytes, sinceMs: clock.monotonic() };
    asks.set(id, entry);
    void handle(to, command).then((result) => {
      this.#running.remove(command, weightBytes);
      this.#keep(from, id, entry, result);
      answer(from, id, entry.attempt, result);
    });
  }

  /** Somebody waits for these: what is answered is answered again, what is unknown is said. */
  probe(from: MemberId, ids: readonly number[]): void {
    const { asks } = this.#asker(from);
    const missing: number[] = [];
    for (const id of ids) {
      const entry = asks.get(id);
      if (!entry) missing.push(id);
      else if (entry.result) this.#options.answer(from, id, entry.attempt, entry.result);
    }
    if (missing.length > 0) this.#options.tellMissing(from, missing);
  }

  #asker(from: MemberId) {
    let asker = this.#of.get(from);
    if (!asker) this.#of.set(from, (asker = { oldest: 0, asks: new Map() }));
    return asker;
  }

  #keep(from: MemberId, id: number, entry: Entry, result: Result<unknown>): void {
    const { oldest, asks } = this.#asker(from);
    // One that was not carried out here may be asked here again.
    const again = !result.ok && result.refusal.code === 'shard.not_owner';
    if (again || id < oldest) {
      asks.delete(id);
      return;
    }
    entry.result = result;
    entry.weightBytes = weightOf(result);
    this.#keptBytes += entry.weightBytes;
    if (this.#keptBytes > answersKeptBytesMax) this.#forgetOldest();
  }

  #forget(asks: Map<number, Entry>, id: number, entry: Entry): void {
    asks.delete(id);
    this.#keptBytes -= entry.weightBytes;
  }

  #forgetOldest(): void {
    for (const { asks } of this.#of.values()) {
      for (const [id, entry] of asks) {
        if (this.#keptBytes <= answersKeptBytesMax) return;
        if (entry.result) this.#forget(asks, id, entry);
      }
    }
  }

  #sweep(): void {
    const beforeMs = this.#options.clock.monotonic() - limits.commandDeadlineMs;
    for (const { asks } of this.#of.values()) {
      for (const [id, entry] of asks) {
        if (entry.result && entry.sinceMs < beforeMs) this.#forget(asks, id, entry);
      }
    }
  }
}
