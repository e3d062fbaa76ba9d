// What a call does later, until it is over.

import type { ClientContext } from '../clientContext.ts';

export class CallTimers {
  readonly #context: Pick<ClientContext, 'clock' | 'chores'>;
  #waiting = new Set<{ cancel(): void }>();
  #isOver = false;

  constructor(context: Pick<ClientContext, 'clock' | 'chores'>) {
    this.#context = context;
  }

  /** What fails is told. */
  later(delayMs: number, run: () => unknown): void {
    if (this.#isOver) return;
    const timer = this.#context.clock.after(delayMs, () => {
      this.#waiting.delete(timer);
      this.#context.chores.run(run);
    });
    this.#waiting.add(timer);
  }

  every(intervalMs: number, run: () => unknown): void {
    this.later(intervalMs, () => {
      this.every(intervalMs, run);
      return run();
    });
  }

  /** Nothing is done any more. */
  stop(): void {
    this.#isOver = true;
    for (const timer of this.#waiting) timer.cancel();
    this.#waiting.clear();
  }
}
