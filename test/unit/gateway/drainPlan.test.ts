// How a draining worker sends its connections away: evenly, in time, and never for ever.

import { describe, expect, it } from 'vitest';
import {
  backMostMs,
  farewellOf,
  farewellsMs,
  movesPerS,
} from '../../../src/gateway/sockets/drainPlan.ts';

const all = (count: number, random = () => 0.5) =>
  Array.from({ length: count }, (_, place) => farewellOf(place, count, random));

describe('a drain', () => {
  it('sends a few away one after the other, to be back at once', () => {
    const farewells = all(100);
    expect(farewells.at(-1)?.atMs).toBeLessThan(100 * (1000 / movesPerS));
    for (const { pauseMs } of farewells) expect(pauseMs).toBeLessThanOrEqual(20);
  });

  it('never says 0, which would mean for ever', () => {
    for (const count of [1, 2, 18_000]) {
      for (const { pauseMs } of all(count, () => 0)) expect(pauseMs).toBeGreaterThan(0);
    }
  });

  it('has sent all away in time, and tells a crowd to be back little by little', () => {
    const farewells = all(18_000);
    expect(farewells.at(-1)?.atMs).toBeLessThanOrEqual(farewellsMs);
    const back = farewells.map(({ atMs, pauseMs }) => atMs + pauseMs).sort((a, b) => a - b);
    expect(back.at(-1)).toBeLessThanOrEqual(backMostMs + 25);
    const inOneSecond = back.filter((ms) => ms >= 3000 && ms < 4000).length;
    expect(inOneSecond).toBeLessThanOrEqual((18_000 / backMostMs) * 1000 + 100);
  });
});
