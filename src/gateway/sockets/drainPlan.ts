// When each connection of a worker that drains is sent away, and how long it is told to stay away.
// They go one by one, each when the others can take it in, and come back at once: nobody waits
// longer than a handshake takes, and the workers that take them over meet no crowd.

import type { Clock } from '#runtime';

/** Connections that the remaining workers take in within a second. */
export const movesPerS = 400;
/** All have been sent away by then; who goes before the others can take it in waits outside. */
export const farewellsMs = 2000;
/** However many they are, all have been told to be back by then. */
export const backMostMs = 8000;
/** Neighbours in the line come back in any order. */
const jitterMs = 20;
/** How often it is looked whose turn it is. */
const turnEveryMs = 10;

export interface Farewell {
  /** When it is sent away, counted from the beginning of the drain. */
  readonly atMs: number;
  /** What the client is told; never 0, which would mean: stay away. */
  readonly pauseMs: number;
}

/** The farewell of one of so many connections. */
export function farewellOf(
  rank: number,
  count: number,
  random: () => number = Math.random,
): Farewell {
  const whole = (count * 1000) / movesPerS;
  const share = rank / count;
  const atMs = share * Math.min(whole, farewellsMs);
  const backAtMs = share * Math.min(whole, backMostMs);
  return { atMs, pauseMs: 1 + Math.floor(backAtMs - atMs + random() * jitterMs) };
}

/** Bids each farewell when its turn comes; resolves when all of them have ended. */
export async function bidFarewells<One>(
  leaving: readonly One[],
  clock: Clock,
  bid: (one: One, pauseMs: number) => Promise<void>,
): Promise<void> {
  const startedAt = clock.monotonic();
  const farewells: Promise<void>[] = [];
  for (const [rank, one] of leaving.entries()) {
    const { atMs, pauseMs } = farewellOf(rank, leaving.length);
    while (clock.monotonic() - startedAt < atMs) {
      await new Promise<void>((resolve) => clock.after(turnEveryMs, resolve));
    }
    farewells.push(bid(one, pauseMs));
  }
  await Promise.all(farewells);
}
