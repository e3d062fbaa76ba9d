// Several addresses of one cluster: all are asked side by side, each a little after the one before,
// and the first that answers is taken and remembered.

import type { ClientClock } from '../clock.ts';
import { NoAnswer } from './transport.ts';

/** How long one address has for itself before the next is asked as well. */
export const staggerMs = 250;

/** Asks whether somebody is there; throws where nobody is. Nothing that is secret is said. */
export type Probe = (address: string, signal: AbortSignal) => Promise<void>;

export class Addresses {
  readonly #probe: Probe;
  readonly #clock: Pick<ClientClock, 'after'>;
  #order: readonly string[];
  #taken: string | undefined;
  #race: Promise<string> | undefined;

  constructor(all: readonly string[], probe: Probe, clock: Pick<ClientClock, 'after'>) {
    this.#order = all;
    this.#probe = probe;
    this.#clock = clock;
  }

  /** The one that answered last, or the only one. */
  get known(): string | undefined {
    return this.#order.length === 1 ? this.#order[0] : this.#taken;
  }

  /** One that answers. Throws NoAnswer. */
  async pick(): Promise<string> {
    if (this.known !== undefined) return this.known;
    this.#race ??= this.#ask().finally(() => {
      this.#race = undefined;
    });
    this.#taken = await this.#race;
    return this.#taken;
  }

  /** Nobody was there after all: the others come first the next time. */
  failed(address: string): void {
    if (this.#taken === address) this.#taken = undefined;
    this.#order = [...this.#order.filter((one) => one !== address), address];
  }

  #ask(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const others = new AbortController();
    const waiting = [...this.#order];
    let running = 0;
    let next: { cancel(): void } | undefined;
    const begin = () => {
      next?.cancel();
      const address = waiting.shift();
      if (address === undefined) return;
      running += 1;
      this.#probe(address, others.signal).then(
        () => {
          next?.cancel();
          others.abort();
          resolve(address);
        },
        (error: unknown) => {
          running -= 1;
          if (waiting.length > 0) begin();
          else if (running === 0) reject(new NoAnswer('No address answers.', { cause: error }));
        },
      );
      if (waiting.length > 0) next = this.#clock.after(staggerMs, begin);
    };
    begin();
    return promise;
  }
}
