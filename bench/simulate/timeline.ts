// Virtual time. Everything that happens in a run is one step on this line, run by somebody (a
// worker, a device, or the outside world); between two steps all promises settle. A process that
// is frozen does its steps after the thaw, a dead one never.

import type { Clock, Timer } from '#runtime';
import { hash32 } from '#protocol';

/** Wall clock of the start of every run. */
const epochMs = 1_700_000_000_000;

/** Whoever does steps. */
export class Process {
  readonly name: string;
  alive = true;
  frozen = false;
  /** What its wall clock is ahead of the world's. Unit: milliseconds. */
  skewMs = 0;
  readonly missed: Step[] = [];

  constructor(name: string) {
    this.name = name;
  }
}

interface Step {
  atMs: number;
  readonly order: number;
  readonly who: Process;
  readonly run: () => void;
  cancelled: boolean;
}

/** The line of steps. */
export class Timeline {
  readonly world = new Process('world');
  nowMs = 0;
  steps = 0;
  /** Mixes every step and every note: equal hashes mean equal runs. */
  hash = 0x811c9dc5;
  readonly #keep: boolean;
  readonly trace: string[] = [];
  readonly #heap: Step[] = [];
  #turn: Step[] = [];
  #turnHead = 0;
  #order = 0;
  #current: Process = this.world;
  #failure: { readonly cause: unknown } | undefined;

  constructor(keepTrace: boolean) {
    this.#keep = keepTrace;
  }

  /** Adds what happened to the hash, and to the trace where one is kept. */
  note(text: string): void {
    this.hash = Math.imul(this.hash ^ hash32(text), 0x01000193) >>> 0;
    if (this.#keep) this.trace.push(`${this.nowMs.toFixed(2)} ${text}`);
  }

  /** Schedules a step of a process. */
  after(delayMs: number, who: Process, run: () => void): Timer {
    const step = this.#step(this.nowMs + Math.max(0, delayMs), who, run);
    this.#push(step);
    return {
      cancel: () => {
        step.cancelled = true;
      },
    };
  }

  /** The next turn of whoever is at work: what `setImmediate` means in a run. */
  immediate(run: () => void): Step {
    const step = this.#step(this.nowMs, this.#current, run);
    this.#turn.push(step);
    return step;
  }

  /** The clock of one process. */
  clockOf(who: Process): Clock {
    return {
      now: () => Math.floor(epochMs + this.nowMs + who.skewMs),
      monotonic: () => this.nowMs,
      after: (delayMs, run) => this.after(wholeMs(delayMs), who, run),
      every: (everyMs, run) => this.#every(wholeMs(everyMs), who, run),
    };
  }

  thaw(who: Process): void {
    who.frozen = false;
    for (const step of who.missed.splice(0)) this.#push(this.#step(this.nowMs, who, step.run));
  }

  /** Ends the run with an error at the next step. */
  fail(cause: unknown): void {
    this.#failure ??= { cause };
  }

  /** Forgets a failure, for clearing up. */
  forgive(): void {
    this.#failure = undefined;
  }

  /** Does step after step until `done` says so or nothing is left. */
  run(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const settled = Promise.resolve();
      // After a `nextTick` every promise has settled that could; no real time is waited for.
      const again = () => process.nextTick(step);
      const step = () => {
        try {
          if (done() || !this.#doOne()) return resolve();
        } catch (cause) {
          return reject(cause);
        }
        void settled.then(again);
      };
      step();
    });
  }

  #doOne(): boolean {
    if (this.#failure) throw this.#failure.cause;
    const step = this.#nextTurn() ?? this.#pop();
    if (!step) return false;
    this.nowMs = Math.max(this.nowMs, step.atMs);
    const { who } = step;
    if (step.cancelled || !who.alive) return true;
    if (who.frozen) {
      who.missed.push(step);
      return true;
    }
    this.steps++;
    this.hash = Math.imul(this.hash ^ (this.nowMs * 1024), 0x01000193) >>> 0;
    this.#current = who;
    step.run();
    return true;
  }

  #every(everyMs: number, who: Process, run: () => void): Timer {
    let timer: Timer;
    const round = () => {
      timer = this.after(everyMs, who, round);
      run();
    };
    timer = this.after(everyMs, who, round);
    return { cancel: () => timer.cancel() };
  }

  #step(atMs: number, who: Process, run: () => void): Step {
    return { atMs, order: this.#order++, who, run, cancelled: false };
  }

  #nextTurn(): Step | undefined {
    const step = this.#turn[this.#turnHead];
    if (!step) return undefined;
    if (++this.#turnHead === this.#turn.length) {
      this.#turn = [];
      this.#turnHead = 0;
    }
    return step;
  }

  #push(step: Step): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(step);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Step;
      if (!isBefore(step, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = step;
  }

  #pop(): Step | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const right = below + 1;
      if (right < heap.length && isBefore(heap[right] as Step, heap[below] as Step)) below = right;
      if (!isBefore(heap[below] as Step, last)) break;
      heap[at] = heap[below] as Step;
      at = below;
    }
    heap[at] = last;
    return top;
  }
}

/** Node's timers count whole milliseconds, one at least. */
function wholeMs(delayMs: number): number {
  return Math.max(1, Math.trunc(delayMs));
}

function isBefore(one: Step, other: Step): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
