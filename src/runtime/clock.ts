// Time as a dependency: the system's clock in production, a hand-turned one in tests and
// simulation.

/** A timer that can be taken back. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall clock. Unit: milliseconds since the epoch. For time stamps, never for leases. */
  now(): number;
  /** Never goes back. Unit: milliseconds since some start. For leases, deadlines and measuring. */
  monotonic(): number;
  /** Runs once after the delay. Unit: milliseconds. */
  after(delayMs: number, run: () => void): Timer;
  /** Runs again and again until cancelled; a run that throws ends the process as a defect. */
  every(intervalMs: number, run: () => void): Timer;
}

/** The system's clock; its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref();
    return { cancel: () => clearTimeout(timer) };
  },
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs).unref();
    return { cancel: () => clearInterval(timer) };
  },
};

interface Due {
  at: number;
  readonly order: number;
  readonly run: () => void;
  readonly intervalMs?: number;
}

/** A clock that moves only when told to. */
export class ManualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #start: number;
  readonly #due = new Set<Due>();

  constructor(startMs = 1_700_000_000_000) {
    this.#nowMs = startMs;
    this.#start = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs - this.#start;
  }

  after(delayMs: number, run: () => void): Timer {
    return this.#add({ at: this.#nowMs + delayMs, order: this.#order++, run });
  }

  every(intervalMs: number, run: () => void): Timer {
    return this.#add({ at: this.#nowMs + intervalMs, order: this.#order++, run, intervalMs });
  }

  /** Moves time on and runs what falls due, earliest first. */
  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (let next = this.#earliest(until); next; next = this.#earliest(until)) {
      this.#nowMs = Math.max(this.#nowMs, next.at);
      if (next.intervalMs === undefined) this.#due.delete(next);
      else next.at += next.intervalMs;
      next.run();
    }
    this.#nowMs = until;
  }

  #add(due: Due): Timer {
    this.#due.add(due);
    return { cancel: () => this.#due.delete(due) };
  }

  #earliest(until: number): Due | undefined {
    let found: Due | undefined;
    for (const due of this.#due) {
      if (due.at > until) continue;
      if (!found || due.at < found.at || (due.at === found.at && due.order < found.order)) {
        found = due;
      }
    }
    return found;
  }
}
