// How long to wait before the next try: doubling, capped, with full jitter, so that many clients
// that were cut off together do not come back together.

export interface BackoffLimits {
  readonly firstMs: number;
  readonly capMs: number;
}

/** Reconnecting: nobody is longer away than this from a server that is back. */
export const reconnect: BackoffLimits = { firstMs: 200, capMs: 4000 };
/**
 * Sending again what was refused for now: soon, since a server that is back should be used at
 * once.
 */
export const resend: BackoffLimits = { firstMs: 200, capMs: 2000 };

/** Whatever a server asks for, nobody waits longer than this. */
export const waitMaxMs = 60 * 60 * 1000;

export class Backoff {
  readonly #limits: BackoffLimits;
  readonly #random: () => number;
  #failures = 0;

  constructor(limits: BackoffLimits, random: () => number = Math.random) {
    this.#limits = limits;
    this.#random = random;
  }

  /**
   * The next wait: anything up to first × 2^failures, but no more than the cap. Unit:
   * milliseconds.
   */
  next(): number {
    const { firstMs, capMs } = this.#limits;
    const ceiling = Math.min(capMs, firstMs * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return Math.ceil(this.#random() * ceiling);
  }

  /**
   * A wait a server asked for, with up to half as much again on top; from the second failure on no
   * shorter than our own, so that nobody is made to run in circles.
   */
  atLeast(ms: number): number {
    const again = this.#failures > 0;
    const own = this.next();
    const asked = Math.min(Math.ceil(ms * (1 + this.#random() / 2)), waitMaxMs);
    return again ? Math.max(asked, own) : asked;
  }

  reset(): void {
    this.#failures = 0;
  }
}
