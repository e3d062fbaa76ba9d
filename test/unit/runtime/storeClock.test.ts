// The clock that follows the store's: what a wrong wall clock, a slow store, a store that is away
// and a machine that slept do to it.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { ManualClock, StoreClock } from '#runtime';

const dayMs = 24 * 60 * 60 * 1000;
const startMs = 1_700_000_000_000;

let machine: ManualClock;
/** What is wrong with the machine's wall clock, and with the store's. */
let wallOffMs: number;
let storeOffMs: number;
let tripMs: number;
let isAway: boolean;
let asked = 0;
let clock: StoreClock;

const trueMs = () => startMs + machine.monotonic();
const storeMs = () => trueMs() + storeOffMs;

/** Half of a trip goes by before the store looks at its clock. */
async function ask(): Promise<number> {
  asked += 1;
  if (isAway) throw new Error('The store is away.');
  // Not while the machine's time is being turned.
  await Promise.resolve();
  machine.advance(tripMs / 2);
  const toldMs = storeMs();
  machine.advance(tripMs / 2);
  return toldMs;
}

/** Time as it passes, with what becomes of it. */
async function pass(ms: number): Promise<void> {
  machine.advance(ms);
  for (let n = 0; n < 10; n += 1) await Promise.resolve();
}

beforeEach(() => {
  machine = new ManualClock(startMs);
  wallOffMs = storeOffMs = tripMs = asked = 0;
  isAway = false;
});
afterEach(() => clock.stop());

async function start(): Promise<void> {
  const own = {
    now: () => machine.now() + wallOffMs,
    monotonic: () => machine.monotonic(),
    after: machine.after.bind(machine),
    every: machine.every.bind(machine),
  };
  clock = await StoreClock.start(own, ask);
}

it.each([40, -40])('shows the time of the store where the wall is %i days off', async (days) => {
  wallOffMs = days * dayMs;
  await start();
  expect(clock.now()).toBe(storeMs());
  await pass(60 * 60 * 1000);
  expect(clock.now()).toBe(storeMs());
});

it('asks the store no more often for being asked itself', async () => {
  await start();
  for (let n = 0; n < 10_000; n += 1) clock.now();
  expect(asked).toBe(1);
  await pass(60_000);
  expect(asked).toBe(7);
});

it('is off by half a trip at the most', async () => {
  tripMs = 40;
  await start();
  expect(Math.abs(clock.now() - storeMs())).toBeLessThanOrEqual(20);
});

it('believes no slow answer over what it knows, until that has grown old', async () => {
  await start();
  tripMs = 400;
  storeOffMs = 150;
  await pass(10_000);
  expect(clock.now()).toBe(trueMs());
  await pass(300_000);
  expect(Math.abs(clock.now() - storeMs())).toBeLessThanOrEqual(200);
});

it('follows the store where its clock is set', async () => {
  await start();
  storeOffMs = -60 * 60 * 1000;
  await pass(10_000);
  expect(clock.now()).toBe(storeMs());
});

it('goes on while the store is away, by what it knows', async () => {
  wallOffMs = 40 * dayMs;
  await start();
  isAway = true;
  await pass(60 * 60 * 1000);
  expect(clock.now()).toBe(storeMs());
});

it('asks at once when the machine has slept, and no more than once a second', async () => {
  await start();
  // Its monotonic clock has stood still meanwhile.
  wallOffMs = storeOffMs = 8 * 60 * 60 * 1000;
  clock.now();
  await pass(0);
  expect(clock.now()).toBe(storeMs());
  isAway = true;
  wallOffMs = 0;
  asked = 0;
  for (let n = 0; n < 150; n += 1) {
    clock.now();
    await pass(10);
  }
  expect(asked).toBe(1);
});

it('does not begin without the store', async () => {
  isAway = true;
  await expect(start()).rejects.toThrow('away');
  isAway = false;
  await start();
});
