// Who has to wait, as this worker knows it: whoever was refused a permit for what failed.

import type { Result } from '#protocol';
import { refuse } from '#protocol';
import type { Clock } from '#runtime';

/** Subjects of one kind that a worker remembers; beyond it the oldest is forgotten. */
const subjectsMax = 10_000;

export class Waits {
  readonly #untilMs = new Map<string, number>();
  readonly #clock: Pick<Clock, 'monotonic'>;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  begin(subject: string, waitMs: number): void {
    keepNewest(this.#untilMs, subject, this.#clock.monotonic() + waitMs);
  }

  /** Refuses: rate.limited. */
  refusal(subject: string): Result<never> | undefined {
    const untilMs = this.#untilMs.get(subject);
    if (untilMs === undefined) return undefined;
    const waitMs = untilMs - this.#clock.monotonic();
    if (waitMs > 0) return refuse('rate.limited', { retryAfterMs: Math.ceil(waitMs) });
    this.#untilMs.delete(subject);
    return undefined;
  }
}

/** Remembers it as the newest; the oldest makes room. */
export function keepNewest<T>(remembered: Map<string, T>, subject: string, value: T): void {
  remembered.delete(subject);
  remembered.set(subject, value);
  const oldest = remembered.keys().next();
  if (remembered.size > subjectsMax && !oldest.done) remembered.delete(oldest.value);
}
