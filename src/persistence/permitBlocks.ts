// Permits that a worker takes ahead for a subject in the middle of a burst, so that the store is
// asked once for several. Never looser than the bucket: what is taken ahead lapses before the
// bucket could have filled up behind it, and only a subject that has just used so many gets as many
// more, so that little is lost by lapsing.

import type { BucketLimit } from '#ports';
import type { Clock } from '#runtime';

/** Subjects remembered; the oldest is forgotten, and asks the store again. */
export const subjectsMax = 10_000;

interface Burst {
  held: number;
  heldUntilMs: number;
  /** Permits used in this burst. */
  used: number;
  lastAtMs: number;
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
    if (!before && this.#use(subject, this.#clock.monotonic())) return Promise.resolve(0);
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
    const askedAtMs = this.#clock.monotonic();
    if (this.#use(subject, askedAtMs)) return 0;
    const permits = this.#toAsk(limit, subject, askedAtMs);
    const retryAfterMs = await ask(permits);
    if (retryAfterMs === 0) this.#granted(limit, subject, permits, askedAtMs);
    if (retryAfterMs === 0 || permits === 1) return retryAfterMs;
    // Too few for the block may be enough for one; the next blocks begin small again.
    const burst = this.#bursts.get(subject);
    if (burst) burst.used = 0;
    return ask(1);
  }

  /** Uses a permit that was taken ahead; false when none is held. */
  #use(subject: string, nowMs: number): boolean {
    const burst = this.#bursts.get(subject);
    if (!burst || burst.held === 0 || nowMs >= burst.heldUntilMs) return false;
    burst.held -= 1;
    burst.used += 1;
    burst.lastAtMs = nowMs;
    return true;
  }

  /** How many permits to ask the store for: one, and in a burst as many as it has used. */
  #toAsk(limit: BucketLimit, subject: string, nowMs: number): number {
    const burst = this.#bursts.get(subject);
    if (!burst || nowMs - burst.lastAtMs > limit.refillMs) {
      this.#begin(subject, nowMs);
      return 1;
    }
    burst.used += 1;
    burst.lastAtMs = nowMs;
    return Math.min(limit.aheadMax ?? 1, burst.used, limit.burst);
  }

  /** Keeps what the store granted beyond the one that is used at once. */
  #granted(limit: BucketLimit, subject: string, permits: number, askedAtMs: number): void {
    const burst = this.#bursts.get(subject);
    if (!burst || permits < 2) return;
    const untilMs = askedAtMs + limit.refillMs;
    const isFresh = burst.held > 0 && burst.heldUntilMs > askedAtMs;
    burst.held = (isFresh ? burst.held : 0) + permits - 1;
    burst.heldUntilMs = isFresh ? Math.min(burst.heldUntilMs, untilMs) : untilMs;
  }

  #begin(subject: string, nowMs: number): void {
    this.#bursts.delete(subject);
    this.#bursts.set(subject, { held: 0, heldUntilMs: 0, used: 1, lastAtMs: nowMs });
    const oldest = this.#bursts.keys().next();
    if (this.#bursts.size > subjectsMax && !oldest.done) this.#bursts.delete(oldest.value);
  }
}
