// What the account's server is asked until it is known whether it was done: nothing else is done
// about the devices meanwhile, and the next connection goes on where one was cut off.

import type { ClientContext } from '../clientContext.ts';
import { closed } from '../clientError.ts';
import { Backoff, reconnect } from '../transport/backoff.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { OwnList } from './ownList.ts';

/** What is asked. */
interface Asked {
  /** It is on disk, and its outcome is not known. */
  readonly isPending: boolean;
  /** Asks once. Throws NoAnswer where nothing is known by that. */
  attempt(): Promise<void>;
}

export class UntilKnown {
  readonly #context: ClientContext;
  readonly #own: OwnList;
  readonly #asked: Asked;
  readonly #backoff = new Backoff(reconnect);
  #running: Promise<void> | undefined;
  #pause: { over(): void } | undefined;
  #stopped = false;

  constructor(context: ClientContext, own: OwnList, asked: Asked) {
    this.#context = context;
    this.#own = own;
    this.#asked = asked;
  }

  /** Asks; where there is no answer it is asked on, and NoAnswer is thrown. */
  async begin(): Promise<void> {
    try {
      await this.#asked.attempt();
    } catch (error) {
      if (error instanceof NoAnswer) this.#context.chores.run(() => this.finish());
      throw error;
    }
  }

  /** What has to be waited for before an envelope is opened; nothing, as a rule. */
  get settling(): Promise<void> | undefined {
    return this.#asked.isPending ? this.finish().catch(() => undefined) : undefined;
  }

  /** Resolves when it is known. Refuses: client.closed; what the server says. */
  finish(): Promise<void> {
    this.#running ??= this.#own
      .exclusively(() => this.#untilKnown())
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  stop(): void {
    this.#stopped = true;
    this.#pause?.over();
  }

  async #untilKnown(): Promise<void> {
    while (this.#asked.isPending) {
      if (this.#stopped) throw closed();
      try {
        await this.#asked.attempt();
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        await this.#wait();
      }
    }
    this.#backoff.reset();
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        wait.cancel();
        this.#pause = undefined;
        resolve();
      };
      const wait = this.#context.clock.after(this.#backoff.next(), over);
      this.#pause = { over };
    });
  }
}
