// Going on after a failure: waits that grow, and an end to them where nothing comes of it.

import type { ClientClock } from '../clock.ts';
import { Backoff } from '../transport/backoff.ts';
import { NoAnswer } from '../transport/transport.ts';

const WAITS = { firstMs: 250, capMs: 15_000 };
/** Failures one after the other, with nothing gained in between. */
const FAILURES_MAX = 8;

export class Attempts {
  readonly #clock: Pick<ClientClock, 'after'>;
  readonly #backoff = new Backoff(WAITS);
  #failures = 0;

  constructor(clock: Pick<ClientClock, 'after'>) {
    this.#clock = clock;
  }

  /** Something was gained: what failed before does not count. */
  gained(): void {
    this.#failures = 0;
    this.#backoff.reset();
  }

  /** Waits before the next try. Throws NoAnswer when there were enough. */
  async failed(askedMs?: number, cause?: unknown): Promise<void> {
    this.#failures += 1;
    if (this.#failures >= FAILURES_MAX) {
      throw cause instanceof NoAnswer ? cause : new NoAnswer('It failed too often.', { cause });
    }
    const waitMs = askedMs === undefined ? this.#backoff.next() : this.#backoff.atLeast(askedMs);
    await new Promise<void>((resolve) => this.#clock.after(waitMs, resolve));
  }
}
