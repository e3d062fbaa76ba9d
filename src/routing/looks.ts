// Looks at the store that anybody may cause, by naming a member that does not exist: all who ask
// within a moment share one.

import type { Clock } from '#runtime';

/** Between the beginnings of two looks. */
export const lookPauseMs = 100;

/** The looks of one worker. */
export class Looks {
  readonly #look: () => Promise<void>;
  readonly #clock: Pick<Clock, 'monotonic' | 'after'>;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #coming: Promise<void> | undefined;

  constructor(look: () => Promise<void>, clock: Pick<Clock, 'monotonic' | 'after'>) {
    this.#look = look;
    this.#clock = clock;
  }

  /** Resolves after a look that began when this was called, or later. */
  next(): Promise<void> {
    this.#coming ??= this.#begin();
    return this.#coming;
  }

  async #begin(): Promise<void> {
    const waitMs = this.#lookedAtMs + lookPauseMs - this.#clock.monotonic();
    await (waitMs > 0 ? this.#wait(waitMs) : undefined);
    this.#coming = undefined;
    this.#lookedAtMs = this.#clock.monotonic();
    await this.#look();
  }

  #wait(waitMs: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(waitMs, resolve));
  }
}
