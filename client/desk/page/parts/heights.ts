// How high the rows of a long list are: measured where they were shown, estimated where not.

export interface WindowedRow {
  readonly key: string;
  /** The height of a row until it was measured. Unit: pixels. */
  readonly estimate: number;
  /** It stays beside its neighbours whatever comes above; others may go, or move. */
  readonly isFixed: boolean;
}

export class Heights {
  readonly #measured = new Map<string, number>();
  readonly #index = new Map<string, number>();
  #rows: readonly WindowedRow[] = [];
  /** Where each row begins; at last, where all end. */
  #tops = new Float64Array(1);

  get total(): number {
    return this.#tops[this.#rows.length] ?? 0;
  }

  set(rows: readonly WindowedRow[]): void {
    this.#rows = rows;
    this.#index.clear();
    rows.forEach(({ key }, index) => this.#index.set(key, index));
    this.#lay();
  }

  /** True when any of them is not as high as it was taken for. */
  measure(heights: Iterable<readonly [string, number]>): boolean {
    let isNew = false;
    for (const [key, height] of heights) {
      if (height === 0 || this.#measured.get(key) === height) continue;
      this.#measured.set(key, height);
      isNew = true;
    }
    if (isNew) this.#lay();
    return isNew;
  }

  top(index: number): number {
    return this.#tops[Math.min(Math.max(index, 0), this.#rows.length)] ?? 0;
  }

  indexOf(key: string): number | undefined {
    return this.#index.get(key);
  }

  /** The row at so many pixels from the top: the first above all, the last below all. */
  indexAt(y: number): number {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  #lay(): void {
    const tops = new Float64Array(this.#rows.length + 1);
    let top = 0;
    this.#rows.forEach(({ key, estimate }, index) => {
      tops[index] = top;
      top += this.#measured.get(key) ?? estimate;
    });
    tops[this.#rows.length] = top;
    this.#tops = tops;
  }
}
