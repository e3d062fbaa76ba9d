// How many streams of one kind a worker carries at once, and one address of them.

import type { Result } from '#protocol';
import { ok, refuse } from '#protocol';

/** What is refused may be tried again after this. */
const retryAfterMs = 1000;

export interface SlotsMax {
  readonly all: number;
  readonly perAddress: number;
}

/** The streams of one kind. */
export class Slots {
  readonly #max: SlotsMax;
  readonly #byAddress = new Map<string, number>();
  #all = 0;

  constructor(max: SlotsMax) {
    this.#max = max;
  }

  get taken(): number {
    return this.#all;
  }

  /** Takes one; what is answered gives it back, once. Refuses: rate.limited, server.busy. */
  take(address: string): Result<() => void> {
    const own = this.#byAddress.get(address) ?? 0;
    if (own >= this.#max.perAddress) return refuse('rate.limited', { retryAfterMs });
    if (this.#all >= this.#max.all) return refuse('server.busy', { retryAfterMs });
    this.#all += 1;
    this.#byAddress.set(address, own + 1);
    let isTaken = true;
    return ok(() => {
      if (!isTaken) return;
      isTaken = false;
      this.#all -= 1;
      const left = (this.#byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    });
  }
}
