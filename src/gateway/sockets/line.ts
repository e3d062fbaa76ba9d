// A line that is served from either end, and that anybody in it may leave. It keeps nothing of
// those who left.

/** Somebody in a line. */
export interface InLine<One> {
  readonly one: One;
  older: InLine<One> | undefined;
  newer: InLine<One> | undefined;
  isLeft: boolean;
}

export class Line<One> {
  #oldest: InLine<One> | undefined;
  #newest: InLine<One> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Who came first of those who are here. */
  get oldest(): InLine<One> | undefined {
    return this.#oldest;
  }

  /** Who came last. */
  get newest(): InLine<One> | undefined {
    return this.#newest;
  }

  join(one: One): InLine<One> {
    const inLine = { one, older: this.#newest, newer: undefined, isLeft: false };
    if (this.#newest) this.#newest.newer = inLine;
    else this.#oldest = inLine;
    this.#newest = inLine;
    this.#length += 1;
    return inLine;
  }

  leave(inLine: InLine<One>): void {
    if (inLine.isLeft) return;
    const { older, newer } = inLine;
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    // whoever still has it holds nobody else by it.
    inLine.older = undefined;
    inLine.newer = undefined;
    inLine.isLeft = true;
    this.#length -= 1;
  }
}
