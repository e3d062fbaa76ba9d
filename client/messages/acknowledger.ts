// Tells the server which envelopes are stored here, so that it deletes them: all that are ready
// go in one event. What is lost with a connection is delivered again and acknowledged then.

import { limits } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { Backoff, resend } from '../transport/backoff.ts';

/**
 * After so many failures on one connection it is given up, and all of it comes again on the next.
 */
const failuresMax = 5;

export class Acknowledger {
  readonly #context: ClientContext;
  readonly #backoff = new Backoff(resend);
  readonly #ready = new Map<string, Uint8Array>();
  #running = false;
  #failures = 0;
  #wait: { cancel(): void } | undefined;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  add(guids: readonly Uint8Array[]): void {
    for (const guid of guids) this.#ready.set(Buffer.from(guid).toString('hex'), guid);
    this.#context.chores.run(() => this.#run());
  }

  /** The connection is gone, and with it what was delivered on it. */
  forget(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
    this.#ready.clear();
    this.#failures = 0;
    this.#backoff.reset();
  }

  async #run(): Promise<void> {
    if (this.#running || this.#wait) return;
    this.#running = true;
    try {
      while (this.#ready.size > 0 && this.#context.transport.connected) {
        const batch = [...this.#ready].slice(0, limits.ackGuidsMax);
        if (!(await this.#ask(batch.map(([, guid]) => guid)))) {
          this.#failed();
          return;
        }
        this.#failures = 0;
        this.#backoff.reset();
        for (const [key] of batch) this.#ready.delete(key);
      }
    } finally {
      this.#running = false;
    }
  }

  async #ask(guids: readonly Uint8Array[]): Promise<boolean> {
    try {
      return (await this.#context.transport.ack(guids)).refusal === undefined;
    } catch {
      return false;
    }
  }

  #failed(): void {
    if (!this.#context.transport.connected) return;
    this.#failures += 1;
    if (this.#failures >= failuresMax) {
      this.#context.transport.restart();
      return;
    }
    this.#wait = this.#context.clock.after(this.#backoff.next(), () => {
      this.#wait = undefined;
      this.#context.chores.run(() => this.#run());
    });
  }
}
