// Engine sessions that nobody has shown credentials for yet: anybody makes them, and each is an
// object with timers for ten seconds. An address may begin so many in a row and hold so few at
// once, counted in this process, with no store asked and before the engine sees anything.

import type { BucketLimit } from '#ports';
import type { Refusal } from '#protocol';
import type { Clock } from '#runtime';

/** Addresses whose buckets a worker remembers; beyond it the oldest is forgotten, and is full. */
export const bucketsMax = 10_000;
/** An address that holds too many is asked to come back after this. */
const crowdedRetryAfterMs = 1000;

export interface PendingSessionsParts {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** The bucket of each address in each worker. */
  readonly handshake: BucketLimit;
  /** Sessions of one address that may be pending. */
  readonly perAddressMax: number;
}

/** The pending sessions of one worker. A holder is what answers a handshake, then its session. */
export class PendingSessions {
  readonly #parts: PendingSessionsParts;
  /** When the bucket of each address is full again, milliseconds. */
  readonly #fullAtMs = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  readonly #held = new WeakMap<object, string>();

  constructor(parts: PendingSessionsParts) {
    this.#parts = parts;
  }

  /** Takes from the address's bucket. Refuses: rate.limited. */
  begin(address: string): Refusal | undefined {
    const { burst, refillMs } = this.#parts.handshake;
    const nowMs = this.#parts.clock.monotonic();
    const missingMs = Math.max((this.#fullAtMs.get(address) ?? 0) - nowMs, 0) + refillMs;
    const waitMs = missingMs - burst * refillMs;
    if (waitMs > 0) return { code: 'rate.limited', retryAfterMs: Math.ceil(waitMs) };
    this.#fullAtMs.delete(address);
    this.#fullAtMs.set(address, nowMs + missingMs);
    const oldest = this.#fullAtMs.keys().next();
    if (this.#fullAtMs.size > bucketsMax && !oldest.done) this.#fullAtMs.delete(oldest.value);
    return undefined;
  }

  /** Counts one more for the address until its holder is released. Refuses: rate.limited. */
  hold(holder: object, address: string): Refusal | undefined {
    const count = this.#counts.get(address) ?? 0;
    if (count >= this.#parts.perAddressMax) {
      return { code: 'rate.limited', retryAfterMs: crowdedRetryAfterMs };
    }
    this.#counts.set(address, count + 1);
    this.#held.set(holder, address);
    return undefined;
  }

  /** What the one held the other holds from now on. */
  pass(from: object, to: object): void {
    const address = this.#held.get(from);
    if (address === undefined) return;
    this.#held.delete(from);
    this.#held.set(to, address);
  }

  /** It is authenticated, or gone. What holds nothing releases nothing. */
  release(holder: object): void {
    const address = this.#held.get(holder);
    if (address === undefined) return;
    this.#held.delete(holder);
    const left = (this.#counts.get(address) ?? 1) - 1;
    if (left > 0) this.#counts.set(address, left);
    else this.#counts.delete(address);
  }

  /** Pending sessions of an address. */
  countOf(address: string): number {
    return this.#counts.get(address) ?? 0;
  }
}
