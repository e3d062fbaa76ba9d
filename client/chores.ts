// Work of the client's own that nobody waits for: on a timer, in the next turn, after a
// connection. What it throws would end the program that uses the client; it is told as `trouble`.

import type { ClientClock } from './clock.ts';
import { steadyNow } from './clock.ts';
import type { Events } from './events.ts';

export class Chores {
  readonly #events: Events;
  #stopped = false;

  constructor(events: Events) {
    this.#events = events;
  }

  /** Runs now; what fails, at once or later, is told and goes no further. */
  run(work: () => unknown): void {
    try {
      const ended = work();
      if (ended instanceof Promise) ended.catch((error: unknown) => this.failed(error));
    } catch (error) {
      this.failed(error);
    }
  }

  /** Runs when the caller has ended. */
  next(work: () => unknown): void {
    queueMicrotask(() => this.run(work));
  }

  /** Tells of a failure that the client gets over by itself. */
  failed(error: unknown): void {
    if (this.#stopped) return;
    const known = error instanceof Error ? error : new Error('A chore failed.', { cause: error });
    this.#events.emit('trouble', known);
  }

  /** The same clock; what its timers throw is told. */
  clock(clock: ClientClock): ClientClock {
    return {
      now: () => clock.now(),
      monotonic: () => steadyNow(clock),
      after: (delayMs, work) => clock.after(delayMs, () => this.run(work)),
    };
  }

  /** The client closes, or is closed. */
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** The client closes: failures after this are of its closing. */
  stop(): void {
    this.#stopped = true;
  }
}
