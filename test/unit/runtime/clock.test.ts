// The hand-turned clock runs what is due, in order, and the system's clock lets a process end.

import { ManualClock, systemClock } from '#runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('the manual clock', () => {
  it('runs timers earliest first, equal ones in the order they were set', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }), (delays) => {
        const clock = new ManualClock();
        const ran: [number, number][] = [];
        delays.forEach((delay, order) => {
          clock.after(delay, () => ran.push([delay, order]));
        });
        clock.advance(50);
        const expected = delays
          .map((delay, order): [number, number] => [delay, order])
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(ran).toEqual(expected);
      }),
      { seed: 11 },
    );
  });

  it('shows each timer the time it fell due', () => {
    const clock = new ManualClock(1000);
    const seen: number[] = [];
    clock.every(10, () => seen.push(clock.now()));
    clock.after(15, () => seen.push(clock.monotonic()));
    clock.advance(30);
    expect(seen).toEqual([1010, 15, 1020, 1030]);
    expect(clock.now()).toBe(1030);
  });

  it('does not run what was cancelled, by others or by itself', () => {
    const clock = new ManualClock();
    let runs = 0;
    const once = clock.after(5, () => {
      runs += 1;
    });
    once.cancel();
    const again = clock.every(5, () => {
      runs += 1;
      if (runs === 2) again.cancel();
    });
    clock.advance(100);
    expect(runs).toBe(2);
  });

  it('runs what a timer sets inside the same advance', () => {
    const clock = new ManualClock();
    const seen: number[] = [];
    clock.after(1, () => clock.after(1, () => seen.push(clock.monotonic())));
    clock.advance(5);
    expect(seen).toEqual([2]);
  });
});

describe("the system's clock", () => {
  it('never goes back', () => {
    let last = systemClock.monotonic();
    for (let i = 0; i < 1000; i++) {
      const now = systemClock.monotonic();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });
});
