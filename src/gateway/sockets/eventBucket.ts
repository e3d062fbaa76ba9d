// How many events one connection may send, and how large: a bucket of permits in this process, no
// store asked.

import type { Clock } from '#runtime';

/** Events a second that one connection may go on sending. */
export const eventsPerSecond = 2000;
/** Events that one connection may send at once. */
export const eventsBurst = 4000;
/** Refused events after which a connection that does not slow down is closed. */
export const eventsRefusedMax = 4000;

/** Bytes that cost one permit more: an event of a MiB costs 257. */
const bytesPerPermit = 4096;

/** `refused`: over the rate; `hopeless`: over it for so long that the connection should end. */
export type Permit = 'allowed' | 'refused' | 'hopeless';

/** The permits of one connection. */
export class EventBucket {
  #permits = eventsBurst;
  #asOfMs: number;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#asOfMs = clock.monotonic();
  }

  /**
   * Takes the permits of an event: its own, and those of its bytes. What is refused counts too, so
   * that pushing harder never helps.
   */
  take(bytes = 0, permits = 1): Permit {
    const nowMs = this.#clock.monotonic();
    const refill = ((nowMs - this.#asOfMs) / 1000) * eventsPerSecond;
    this.#asOfMs = nowMs;
    const price = permits + Math.floor(bytes / bytesPerPermit);
    this.#permits = Math.min(eventsBurst, this.#permits + refill) - price;
    if (this.#permits >= 0) return 'allowed';
    return this.#permits < -eventsRefusedMax ? 'hopeless' : 'refused';
  }

  /** Time until the next permit. */
  retryAfterMs(): number {
    return Math.max(1, Math.ceil(((1 - this.#permits) * 1000) / eventsPerSecond));
  }
}
