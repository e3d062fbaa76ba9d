// Token buckets of one process, by its clock.

import type { BucketLimit, RateLimiter, ResettingLimiter } from '#ports';
import type { Clock } from '#runtime';

/** Buckets kept at the most; the ones that are full again go first. */
const bucketsMax = 100_000;

export class MemoryRateLimiter implements ResettingLimiter {
  readonly #clock: Clock;
  /** When each bucket is full again, milliseconds. */
  readonly #fullAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(limit: BucketLimit, subject: string, permits = 1): ReturnType<RateLimiter['take']> {
    const name = `${limit.name}\0${subject}`;
    const nowMs = this.#clock.now();
    const emptyMs = limit.burst * limit.refillMs;
    const lackMs = Math.max((this.#fullAtMs.get(name) ?? 0) - nowMs, 0);
    const missingMs = Math.min(lackMs, emptyMs) + permits * limit.refillMs;
    if (missingMs > emptyMs) {
      return { allowed: false, retryAfterMs: Math.ceil(missingMs - emptyMs) };
    }
    if (this.#fullAtMs.size >= bucketsMax) this.#dropFull(nowMs);
    this.#fullAtMs.set(name, nowMs + missingMs);
    return { allowed: true };
  }

  async reset(limit: BucketLimit, subject: string): Promise<void> {
    this.#fullAtMs.delete(`${limit.name}\0${subject}`);
  }

  #dropFull(nowMs: number): void {
    for (const [name, fullAtMs] of this.#fullAtMs) {
      if (fullAtMs <= nowMs) this.#fullAtMs.delete(name);
    }
  }
}
