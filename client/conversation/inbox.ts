// Messages of others on their way to the program: each is told once, also over restarts, and waits
// where nobody listens.

import type { ClientBase } from '../clientBase.ts';
import type { ReceivedMessage } from '../events.ts';
import type { Message } from './view.ts';
import { viewOf } from './view.ts';
import type { MessageRow } from '../store/messageTable.ts';

/** Messages handed to the program in one go when there are old ones. */
const unshownPage = 200;

type Parts = Pick<ClientBase, 'store' | 'clock' | 'events' | 'account'>;

export class Inbox {
  readonly #parts: Parts;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Stored and not yet given to the program, oldest first. */
  unshown(limit: number): ReceivedMessage[] {
    const rows = this.#parts.store.messages.unshown(limit);
    return rows.map((row) => received(this.#view(row)));
  }

  markShown(id: number): void {
    this.#parts.store.messages.markShown(id);
  }

  /** Gives the program every stored message it has not had, oldest first. */
  show(): void {
    while (!this.#stopped && this.#parts.events.has('message')) {
      const page = this.unshown(unshownPage);
      for (const message of page) if (!this.#tell(message)) return;
      if (page.length < unshownPage) return;
    }
  }

  /** Tells one, where somebody listens. */
  tell(id: number): void {
    if (!this.#parts.events.has('message')) return;
    const row = this.#parts.store.messages.get(id);
    if (row?.content) this.#tell(received(this.#view(row)));
  }

  /** Tells what another device of ours has sent. */
  tellOwn(id: number): void {
    const row = this.#parts.store.messages.get(id);
    if (row?.content) this.#parts.events.emit('ownMessage', this.#view(row));
  }

  stop(): void {
    this.#stopped = true;
  }

  /** It is shown when a listener has taken it; one that throws gets it again. */
  #tell(message: ReceivedMessage): boolean {
    if (!this.#parts.events.emit('message', message)) return false;
    this.markShown(message.id);
    return true;
  }

  #view(row: MessageRow): Message {
    const { store, account, clock } = this.#parts;
    return viewOf(row, store.deeds.get(row.conversation, row), account, clock.now());
  }
}

function received(message: Message): ReceivedMessage {
  const { id, conversation, author: from, device, text } = message;
  const { sentAt: timestamp, serverTimestamp } = message;
  const { quote, poll, disappearsAfter, mentions } = message;
  return {
    ...{ id, conversation, from, device, text, timestamp, serverTimestamp },
    ...(quote && { quote }),
    ...(mentions.length > 0 && { mentions }),
    ...(poll && { poll }),
    ...(disappearsAfter !== undefined && { disappearsAfter }),
  };
}
