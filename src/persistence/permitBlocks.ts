// Permits that a worker takes ahead for a subject in the middle of a burst, so that the store is
// asked once for several. Never looser than the bucket: what is taken ahead lapses when a bucket
// would be full again from which only this worker's uses were taken. Until then the true one is
// not full either, so that nothing came back behind what is held. And only a subject that has just
// used so many gets as many more, so that little is lost by lapsing.

import type { BucketLimit } from '#ports';
import type { Clock } from '#runtime';

/** Subjects remembered; the oldest is forgotten, and asks the store again. */
const subjectsMax = 10_000;

interface Burst {
  held: number;
  /** Permits used in this burst. */
  used: number;
  /** When all that this worker has used is back: the end of the burst, and of what is held. */
  backAtMs: number;
}

/** Takes so many permits from the store; 0, or the milliseconds to wait. */
type AskStore = (permits: number) => Promise<number>;

/** The bursts of all subjects of one worker. */
export class PermitBlocks {
  readonly #bursts = new Map<string, Burst>();
  /** The last call of each subject that is under way: what comes later waits behind it. */
  readonly #asking = new Map<string, Promise<number>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * One permit: of those held, or by asking the store, which answers 0 or the milliseconds to wait.
   * Order: calls for one subject resolve in the order they were made; those that wait for a call
   * that fails fail with it, so that a store that is away is not waited for by each in turn.
   */
  take(limit: BucketLimit, subject: string, ask: AskStore): Promise<number> {
    const before = this.#asking.get(subject);
    if (!before && this.#use(limit, subject)) return Promise.resolve(0);
    const turn = () => this.#takeOrAsk(limit, subject, ask);
    const taken = before ? before.then(turn) : turn();
    this.#asking.set(subject, taken);
    const ended = () => {
      if (this.#asking.get(subject) === taken) this.#asking.delete(subject);
    };
    taken.then(ended, ended);
    return taken;
  }

  async #takeOrAsk(limit: BucketLimit, subject: string, ask: AskStore): Promise<number> {
    if (this.#use(limit, subject)) return 0;
    const askedAtMs = this.#clock.monotonic();
    const burst = this.#burst(subject, askedAtMs);
    const permits = Math.min(limit.aheadMax ?? 1, burst.used + 1, limit.burst);
    let retryAfterMs = await ask(permits);
    if (retryAfterMs === 0) burst.held = permits - 1;
    else if (permits > 1) {
      // Too few for the block may be enough for one; the next blocks begin small again.
      burst.used = 0;
      retryAfterMs = await ask(1);
    }
    if (retryAfterMs === 0) spend(limit, burst, askedAtMs);
    return retryAfterMs;
  }

  /** Uses a permit that was taken ahead; false when none is held. */
  #use(limit: BucketLimit, subject: string): boolean {
    const burst = this.#bursts.get(subject);
    if (!burst || burst.held === 0) return false;
    const nowMs = this.#clock.monotonic();
    if (nowMs >= burst.backAtMs) return false;
    burst.held -= 1;
    spend(limit, burst, nowMs);
    return true;
  }

  /** The subject's burst that goes on, or a new one. */
  #burst(subject: string, nowMs: number): Burst {
    const known = this.#bursts.get(subject);
    if (known && nowMs < known.backAtMs) return known;
    const burst = { held: 0, used: 0, backAtMs: nowMs };
    this.#bursts.delete(subject);
    this.#bursts.set(subject, burst);
    const oldest = this.#bursts.keys().next();
    if (this.#bursts.size > subjectsMax && !oldest.done) this.#bursts.delete(oldest.value);
    return burst;
  }
}

/**
 * Counts what the store has granted from the moment before it was asked, so that it is back no
 * later.
 */
function spend({ refillMs }: BucketLimit, burst: Burst, sinceMs: number): void {
  burst.used += 1;
  burst.backAtMs = Math.max(burst.backAtMs, sinceMs) + refillMs;
}
