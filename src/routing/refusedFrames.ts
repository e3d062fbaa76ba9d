// Frames of the bus that are refused: counted one by one, and told now and then.

import type { Clock, Log } from '#runtime';
import { logConstant, metrics } from '#runtime';

/** They are logged this often at the most. */
const refusedLogEveryMs = 10_000;

export class RefusedFrames {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #log: Log;
  #loggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonic'>, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  refuse(reason: 'bus_garbage' | 'bus_forged' | 'bus_repeated', bytes: number): void {
    metrics.deadLetters.inc({ reason });
    const nowMs = this.#clock.monotonic();
    if (nowMs < this.#loggedAtMs + refusedLogEveryMs) return;
    this.#loggedAtMs = nowMs;
    this.#log.warn('bus.refused', { reason: logConstant(reason), bytes });
  }
}
