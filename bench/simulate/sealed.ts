// Takes the real world away from a run: while it lasts, the globals that know a clock, chance or
// the event loop belong to the run. A run never waits for the real event loop, so nobody else sees
// them.

import type { Dice } from '#lab/random.ts';
import type { Timeline } from './timeline.ts';

/** Lends the globals to a run; returns what gives them back. */
export function sealGlobals(timeline: Timeline, dice: Dice): () => void {
  const { setImmediate, clearImmediate, setTimeout, setInterval } = globalThis;
  const { random } = Math;
  const { now } = Date;
  const monotonic = performance.now;
  const nothing = () => {
    throw new Error('A simulated run uses the clock it was given.');
  };
  const clock = timeline.clockOf(timeline.world);
  const lend = (target: object, fields: Record<string, unknown>) => Object.assign(target, fields);
  lend(globalThis, {
    setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) =>
      timeline.immediate(() => run(...args)),
    clearImmediate: (step?: { cancelled: boolean }) => {
      if (step) step.cancelled = true;
    },
    setTimeout: nothing,
    setInterval: nothing,
  });
  lend(Math, { random: () => dice.next() });
  lend(Date, { now: () => clock.now() });
  lend(performance, { now: () => timeline.nowMs });
  return () => {
    lend(globalThis, { setImmediate, clearImmediate, setTimeout, setInterval });
    lend(Math, { random });
    lend(Date, { now });
    lend(performance, { now: monotonic });
  };
}
