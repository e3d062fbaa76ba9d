// Which counters of a key were opened: each once, in any order.

import { framesPerKeyMax } from './frameLimits.ts';

export class SeenCounters {
  /** A bit for each frame that the key may seal. */
  readonly #bits = new Uint8Array(Math.ceil(framesPerKeyMax / 8));

  has(ctr: number): boolean {
    return ((this.#bits[ctr >> 3] ?? 0) & (1 << (ctr & 7))) !== 0;
  }

  /** False where it was there already. */
  add(ctr: number): boolean {
    if (this.has(ctr)) return false;
    this.#bits[ctr >> 3] = (this.#bits[ctr >> 3] ?? 0) | (1 << (ctr & 7));
    return true;
  }
}
