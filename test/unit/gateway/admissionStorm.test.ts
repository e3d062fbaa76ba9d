// When more come than can be served, what is served is served in time: work for those who have
// given up meanwhile is work for nobody.

import { EventEmitter } from 'node:events';
import { seededRandom } from '#lab/random.ts';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../../src/gateway/sockets/admission.ts';

const clients = 10_000;
const beginMs = 0.5;
const finishMs = 1.5;
/** Of the event loop, for everything else in a turn. */
const turnRestMs = 0.2;
const backoffMsMax = 10_000;

/** A clock for very many timers, each due at a whole millisecond. */
class TickClock {
  #nowMs = 0;
  readonly #due = new Map<number, Set<() => void>>();

  monotonic(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void) {
    const at = Math.max(Math.ceil(this.#nowMs + delayMs), Math.floor(this.#nowMs) + 1);
    const due = this.#due.get(at) ?? new Set();
    const timer = () => run();
    this.#due.set(at, due.add(timer));
    return { cancel: () => void due.delete(timer) };
  }

  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (let at = Math.floor(this.#nowMs) + 1; at <= until; at++) {
      this.#nowMs = Math.max(this.#nowMs, at);
      for (const run of this.#due.get(at) ?? []) run();
      this.#due.delete(at);
    }
    this.#nowMs = Math.max(this.#nowMs, until);
  }
}

/** Everybody comes at once, and again whenever patience ends. How much of the time went to use. */
async function goodput(patienceMs: number, replyMs: number): Promise<number> {
  const clock = new TickClock();
  const random = seededRandom(7);
  const turns: (() => void)[] = [];
  const admission = new Admission(clock, (run) => turns.push(run));
  let back = 0;
  const come = (failures: number): void => {
    const carrier = new EventEmitter();
    let isHere = true;
    const giveUp = () => {
      if (!isHere) return;
      isHere = false;
      patience.cancel();
      carrier.emit('close');
      const pauseMs = Math.min(backoffMsMax, 200 * 2 ** failures) * random();
      clock.after(pauseMs, () => come(failures + 1));
    };
    const patience = clock.after(patienceMs, giveUp);
    const finish = async () => {
      if (!isHere) return;
      clock.advance(finishMs);
      if (!isHere) return;
      isHere = false;
      patience.cancel();
      back += 1;
    };
    const begin = () => {
      clock.advance(beginMs);
      clock.after(replyMs * (0.5 + random()), () => isHere && admission.finish(finish));
    };
    admission.enter(carrier, begin, giveUp);
  };
  for (let n = 0; n < clients; n++) clock.after(200 * random(), () => come(1));
  // The last tenth waits for its own pauses.
  const enough = clients * 0.9;
  while (back < enough && clock.monotonic() < 120_000) {
    turns.shift()?.();
    clock.advance(turnRestMs);
    for (let n = 0; n < 4; n++) await Promise.resolve();
  }
  return (back * (beginMs + finishMs)) / clock.monotonic();
}

describe('ten thousand handshakes at once, of which each gives up after a while', () => {
  it.each([
    [1000, 20],
    [2000, 20],
    [2000, 200],
    [5000, 200],
    [10_000, 200],
  ])(
    'keep nine tenths of the server at use: %i ms of patience, %i ms away',
    async (patience, away) => {
      expect(await goodput(patience, away)).toBeGreaterThan(0.9);
    },
    30_000,
  );
});
