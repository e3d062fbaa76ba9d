// Cipher objects, made once and kept while they are used: as many as are named, the longest unused
// goes first.

import type { SframeKey } from './sframe.ts';

export class CipherKeys {
  readonly #max: number;
  readonly #made = new Map<string, Promise<SframeKey>>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#made.size;
  }

  get(name: string, make: () => Promise<SframeKey>): Promise<SframeKey> {
    const key = this.#made.get(name) ?? make();
    this.#made.delete(name);
    this.#made.set(name, key);
    const [oldest] = this.#made.keys();
    if (this.#made.size > this.#max && oldest !== undefined) this.#made.delete(oldest);
    return key;
  }

  drop(name: string): void {
    this.#made.delete(name);
  }
}
