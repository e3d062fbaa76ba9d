// Leaves a service alone that has failed again and again, so that calls to the others do not wait
// behind time-outs.

import type { PushOutcome } from '#ports';
import type { Clock } from '#runtime';

/** Failures in a row after which there is a pause. */
const failuresMax = 5;
const pauseFirstMs = 1000;
const pauseMsMax = 15_000;
/** Services that are remembered; the one that failed longest ago is forgotten. */
const servicesMax = 10_000;

interface Failing {
  readonly failures: number;
  readonly untilMs: number;
}

export class Breaker {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #failing = new Map<string, Failing>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Asks the service, unless it is left alone just now; `ask` throws when it is away. */
  async through(service: string, ask: () => Promise<PushOutcome>): Promise<PushOutcome> {
    const retryAfterMs = this.#pauseMs(service);
    if (retryAfterMs !== undefined)
      return { outcome: 'later', reason: 'unavailable', retryAfterMs };
    const said = await ask().catch(
      (): PushOutcome => ({ outcome: 'later', reason: 'unavailable' }),
    );
    const isAway = said.outcome === 'later' && said.reason === 'unavailable';
    if (isAway) this.#failed(service);
    else this.#failing.delete(service);
    return said;
  }

  /** How long the service is left alone; undefined: it may be called. */
  #pauseMs(service: string): number | undefined {
    const leftMs = (this.#failing.get(service)?.untilMs ?? 0) - this.#clock.monotonic();
    return leftMs > 0 ? Math.ceil(leftMs) : undefined;
  }

  /** It did not answer in time, or said that it cannot. */
  #failed(service: string): void {
    const failures = (this.#failing.get(service)?.failures ?? 0) + 1;
    this.#failing.delete(service);
    if (this.#failing.size >= servicesMax) {
      const [oldest] = this.#failing.keys();
      if (oldest !== undefined) this.#failing.delete(oldest);
    }
    const pauses = failures - failuresMax;
    const pauseMs = pauses < 0 ? 0 : Math.min(pauseMsMax, pauseFirstMs * 2 ** Math.min(pauses, 10));
    this.#failing.set(service, { failures, untilMs: this.#clock.monotonic() + pauseMs });
  }
}
