// The highest of many values, cheap enough to be told each of them.

/** Seconds a peak stays visible, so that a scrape every so often does not miss it. */
export const peakWindow = 15;

export class Peak {
  readonly #past: number[] = [];
  #now = 0;

  see(value: number): void {
    if (value > this.#now) this.#now = value;
  }

  /** Ends a second; returns the highest value of the last ones. */
  turn(): number {
    this.#past.push(this.#now);
    if (this.#past.length > peakWindow) this.#past.shift();
    this.#now = 0;
    return Math.max(...this.#past);
  }
}
