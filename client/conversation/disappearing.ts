// Messages that disappear at their time, also where the client was closed then. What they said is
// overwritten in every table; that there was one is remembered for a while, so that it does not
// come back with a late copy.

import type { MessageName } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import type { MessageRow } from '../store/messageTable.ts';

/** A timer of the system takes no more than 24 days. */
const waitMaxMs = 24 * 60 * 60 * 1000;
/** How many go in one transaction. */
const sweepPage = 200;

type Parts = Pick<ClientBase, 'store' | 'clock' | 'events' | 'account'>;

export class Disappearing {
  readonly #parts: Parts;
  #wait: { cancel(): void } | undefined;
  #waitsFor = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Waits for the next one; called whenever there may be a nearer one. */
  arm(): void {
    const at = this.#parts.store.messages.nextExpiry();
    if (this.#stopped || at === undefined || at >= this.#waitsFor) return;
    this.#wait?.cancel();
    this.#waitsFor = at;
    const delayMs = Math.min(Math.max(at - this.#parts.clock.now(), 0), waitMaxMs);
    this.#wait = this.#parts.clock.after(delayMs, () => this.sweep());
  }

  /** Takes away whose time has come, tells it, and waits for the next. */
  sweep(): void {
    const { store, clock, events } = this.#parts;
    this.#waitsFor = Number.POSITIVE_INFINITY;
    if (this.#stopped) return;
    for (;;) {
      const gone = store.transaction(() => {
        const rows = store.messages.expired(clock.now(), sweepPage);
        for (const row of rows) this.#remove(row);
        return rows;
      });
      for (const { conversation, author, sentAt } of gone) {
        events.emit('disappeared', { conversation, author, sentAt });
      }
      if (gone.length < sweepPage) break;
    }
    this.arm();
  }

  stop(): void {
    this.#stopped = true;
    this.#wait?.cancel();
  }

  #remove(row: MessageRow): void {
    const { store, clock } = this.#parts;
    forgetSent(this.#parts, row.conversation, row);
    store.deeds.remove(row.conversation, row);
    store.messages.erase(row.id, 'gone', clock.now());
  }
}

/** Overwrites what the log of the sent holds of a message of ours and of its edits. */
export function forgetSent(
  { store, account }: Pick<Parts, 'store' | 'account'>,
  conversation: string,
  name: MessageName,
): void {
  if (name.author !== account) return;
  const { edits = [] } = store.deeds.get(conversation, name);
  const times = [name.sentAt, ...edits.map((edit) => edit.sentAt)];
  store.outbox.forget(conversation, times);
  for (const one of store.groupOutbox.forget(conversation, times)) store.outbox.forget(one, times);
}
