// A line that is served from either end, and that anybody in it may leave.

/** Somebody's place in a line. */
export interface Place<One> {
  readonly one: One;
  isLeft: boolean;
}

/** Places of those who left are passed over, and dropped when they are half of all. */
export class Line<One> {
  #places: Place<One>[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  join(one: One): Place<One> {
    const place = { one, isLeft: false };
    this.#places.push(place);
    this.#length += 1;
    return place;
  }

  leave(place: Place<One>): void {
    if (place.isLeft) return;
    place.isLeft = true;
    this.#length -= 1;
    if (this.#length * 2 + keptMin < this.#places.length) this.#pack();
  }

  /** Who came first of those who are here. */
  get oldest(): Place<One> | undefined {
    while (this.#places[this.#head]?.isLeft) this.#head += 1;
    return this.#places[this.#head];
  }

  /** Who came last. */
  get newest(): Place<One> | undefined {
    while (this.#places.length > this.#head && this.#places.at(-1)?.isLeft) this.#places.pop();
    return this.#places.length > this.#head ? this.#places.at(-1) : undefined;
  }

  #pack(): void {
    this.#places = this.#places.filter(({ isLeft }) => !isLeft);
    this.#head = 0;
  }
}

const keptMin = 32;
