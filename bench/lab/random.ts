// The one source of chance in a run that can be repeated: a small seeded generator (mulberry32) and
// what is drawn from it.

/** Chance that comes from a seed alone. */
export interface Dice {
  /** A number in [0, 1). */
  next(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A number in [least, most). */
  between(least: number, most: number): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** One of the list, which is not empty. */
  pick<T>(list: readonly T[]): T;
}

/** Numbers in [0, 1) that come from a seed alone. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The dice of a seed; seeds that follow each other begin far apart. */
export function createDice(seed: number): Dice {
  const next = seededRandom(Math.imul(seed >>> 0, 0x9e3779b1));
  return {
    next,
    chance: (probability) => next() < probability,
    between: (least, most) => least + next() * (most - least),
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
  };
}
