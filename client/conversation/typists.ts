// That others are typing: believed for a moment.

import type { AccountId } from '#protocol';
import type { ClientBase } from '../clientBase.ts';

/** Who says nothing more has stopped. */
const typingHeardMs = 15_000;

export class Typists {
  readonly #parts: Pick<ClientBase, 'clock' | 'events'>;
  /** Who types, by conversation and account. */
  readonly #waits = new Map<string, { cancel(): void }>();

  constructor(parts: Pick<ClientBase, 'clock' | 'events'>) {
    this.#parts = parts;
  }

  hear(conversation: string, author: AccountId, started: boolean): void {
    const key = `${conversation} ${author}`;
    const wait = this.#waits.get(key);
    wait?.cancel();
    this.#waits.delete(key);
    if (started) {
      const ended = this.#parts.clock.after(typingHeardMs, () => {
        this.hear(conversation, author, false);
      });
      this.#waits.set(key, ended);
    }
    if (started !== (wait !== undefined)) {
      this.#parts.events.emit('typing', { conversation, author, started });
    }
  }

  stop(): void {
    for (const wait of this.#waits.values()) wait.cancel();
    this.#waits.clear();
  }
}
