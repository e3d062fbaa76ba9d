// A line that is served from either end, and that anybody in it may leave. It keeps nothing of
// those who left.

/** Somebody's place in a line. */
export interface Place<One> {
  readonly one: One;
  older: Place<One> | undefined;
  newer: Place<One> | undefined;
  isLeft: boolean;
}

export class Line<One> {
  #oldest: Place<One> | undefined;
  #newest: Place<One> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Who came first of those who are here. */
  get oldest(): Place<One> | undefined {
    return this.#oldest;
  }

  /** Who came last. */
  get newest(): Place<One> | undefined {
    return this.#newest;
  }

  join(one: One): Place<One> {
    const place = { one, older: this.#newest, newer: undefined, isLeft: false };
    if (this.#newest) this.#newest.newer = place;
    else this.#oldest = place;
    this.#newest = place;
    this.#length += 1;
    return place;
  }

  leave(place: Place<One>): void {
    if (place.isLeft) return;
    const { older, newer } = place;
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    // Whoever still holds the place holds nobody else by it.
    place.older = undefined;
    place.newer = undefined;
    place.isLeft = true;
    this.#length -= 1;
  }
}
