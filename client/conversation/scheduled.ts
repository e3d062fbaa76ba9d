// Texts that are sent at a time of their own: they wait in the profile, survive restarts, and go
// the way of every text when their time has come, or as soon as the client is open again.

import { decodeContent } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import type { ScheduledRow } from '../store/scheduledTable.ts';
import type { ConversationId } from './conversationId.ts';
import type { Speaker } from './speaker.ts';

/** A timer of the system takes no more than 24 days. */
const waitMaxMs = 24 * 60 * 60 * 1000;

/** A text that is sent at its time. */
export interface ScheduledMessage {
  /** Cancels it. */
  readonly id: number;
  readonly text: string;
  /** Unit: milliseconds since the epoch. */
  readonly at: number;
}

export class Scheduled {
  readonly #context: ClientContext;
  readonly #speaker: Speaker;
  #wait: { cancel(): void } | undefined;
  #stopped = false;

  constructor(context: ClientContext, speaker: Speaker) {
    this.#context = context;
    this.#speaker = speaker;
  }

  add(row: Omit<ScheduledRow, 'id'>): ScheduledMessage {
    const id = this.#context.store.scheduled.add(row);
    this.arm();
    return scheduled({ ...row, id });
  }

  /** False when it is gone: it was sent, or cancelled before. */
  cancel(id: number, conversation: ConversationId): boolean {
    return this.#context.store.scheduled.remove(id, conversation);
  }

  of(conversation: ConversationId): ScheduledMessage[] {
    return this.#context.store.scheduled.of(conversation).map(scheduled);
  }

  /** Sends what is due and waits for the next. */
  arm(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
    const { store, clock } = this.#context;
    for (;;) {
      const next = this.#stopped ? undefined : store.scheduled.next();
      if (!next) return;
      const delayMs = next.at - clock.now();
      if (delayMs > 0) {
        this.#wait = clock.after(Math.min(delayMs, waitMaxMs), () => this.arm());
        return;
      }
      this.#send(next);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#wait?.cancel();
  }

  /** It leaves the one table for the others in one transaction: it is sent once. */
  #send({ id, conversation, content }: ScheduledRow): void {
    const { store } = this.#context;
    const words = decodeContent(content);
    if (words.type !== 'text') throw new Error('Something else than a text was scheduled.');
    const timer = words.timer ?? store.deeds.timer(conversation);
    const timed = words.timer || timer.version > 0 ? { timer } : {};
    this.#speaker
      .say(
        conversation,
        'text',
        (timestamp) => ({ ...words, ...timed, timestamp }),
        () => void store.scheduled.remove(id, conversation),
      )
      // Whoever listens hears of it by the events.
      .catch(() => undefined);
  }
}

function scheduled({ id, content, at }: ScheduledRow): ScheduledMessage {
  const words = decodeContent(content);
  return { id, text: words.type === 'text' ? words.body : '', at };
}
