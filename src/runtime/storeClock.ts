// The time by the store, without a trip to it each time. All workers date what others read by it,
// so that one whose own wall clock is days off does no harm. How far the store is ahead of this
// machine's monotonic clock is asked every now and then; while the store is away the monotonic
// clock goes on from what was known.

import type { Clock, Timer } from './clock.ts';

/** What the store said, and when by the machine's monotonic clock. Unit: milliseconds. */
interface Sample {
  readonly atMs: number;
  readonly storeAheadMs: number;
  readonly wallAheadMs: number;
  /** How far off it may have been then. */
  readonly errorMs: number;
}

const askEveryMs = 10_000;
/** No more often, also when something has jumped. */
const askAgainMs = 1000;
/** The share of the time that passes by which two clocks may part; ten times what is allowed. */
const driftShare = 0.001;
/** The machine's two clocks part by more: one was set, or the machine has slept. */
const partedMs = 1000;

/**
 * A clock whose wall is the store's; all else is the machine's. Off by no more than half a trip to
 * the store and a millisecond for each second since the last one that counted. A trip that took so
 * long that it would tell less than what is known counts nothing.
 */
export class StoreClock implements Clock {
  readonly monotonic: () => number;
  readonly after: Clock['after'];
  readonly every: Clock['every'];
  readonly #own: Clock;
  readonly #ask: () => Promise<number>;
  readonly #timer: Timer;
  #known: Sample;
  #asksAgainAtMs = 0;

  /** Asks once before it goes. Rejects as `ask`, which answers in milliseconds since the epoch. */
  static async start(own: Clock, ask: () => Promise<number>): Promise<StoreClock> {
    return new StoreClock(own, ask, await sample(own, ask));
  }

  private constructor(own: Clock, ask: () => Promise<number>, first: Sample) {
    this.#own = own;
    this.#ask = ask;
    this.#known = first;
    this.monotonic = () => own.monotonic();
    this.after = (delayMs, run) => own.after(delayMs, run);
    this.every = (intervalMs, run) => own.every(intervalMs, run);
    this.#timer = own.every(askEveryMs, () => void this.#look());
  }

  now(): number {
    const atMs = this.#own.monotonic();
    const { storeAheadMs, wallAheadMs } = this.#known;
    // Cheaper than to be wrong until the next look: a machine that slept has lost that time.
    const hasParted = Math.abs(this.#own.now() - atMs - wallAheadMs) > partedMs;
    if (hasParted && atMs >= this.#asksAgainAtMs) {
      this.#asksAgainAtMs = atMs + askAgainMs;
      void this.#look(true);
    }
    return Math.floor(atMs + storeAheadMs);
  }

  stop(): void {
    this.#timer.cancel();
  }

  async #look(isInDoubt = false): Promise<void> {
    const next = await sample(this.#own, this.#ask).catch(() => undefined);
    if (!next) return;
    const { errorMs, atMs } = this.#known;
    const knownErrorMs = errorMs + (next.atMs - atMs) * driftShare;
    if (isInDoubt || next.errorMs <= knownErrorMs) this.#known = next;
  }
}

async function sample(own: Clock, ask: () => Promise<number>): Promise<Sample> {
  const beganAtMs = own.monotonic();
  const storeMs = await ask();
  const atMs = own.monotonic();
  const errorMs = (atMs - beganAtMs) / 2;
  return { atMs, storeAheadMs: storeMs + errorMs - atMs, wallAheadMs: own.now() - atMs, errorMs };
}
