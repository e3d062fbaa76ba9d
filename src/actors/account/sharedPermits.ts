// How much an account takes of what comes to it by leave for many, whoever sends it: nobody there
// is known, and a store that is asked for each of a thousand recipients would cost more than what
// is sent. The account's own actor counts, in memory: begun anew, it has all of its permits.

import type { Clock } from '#runtime';

/** Permits of an account that has used none. */
export const sharedSendsBurst = 1000;
/** One of them comes back every so often. */
export const sharedSendsRefillMs = 20;

export class SharedPermits {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** When all permits are back. */
  #fullAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** False: there is none left just now. */
  take(): boolean {
    const nowMs = this.#clock.monotonic();
    const fullAtMs = Math.max(this.#fullAtMs, nowMs) + sharedSendsRefillMs;
    if (fullAtMs > nowMs + sharedSendsBurst * sharedSendsRefillMs) return false;
    this.#fullAtMs = fullAtMs;
    return true;
  }
}
