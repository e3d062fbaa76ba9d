// That a person has read or viewed messages: noted, and told to their author and to our own other
// devices, where this person wants that told.

import type { AccountId, MessageName } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import type { Receipts } from '../messages/receipts.ts';
import { isGroup } from './conversationId.ts';
import type { ConversationId } from './conversationId.ts';
import type { Speaker } from './speaker.ts';

/** How many go in one transaction. */
const marksPage = 200;

export class Marking {
  readonly #context: ClientContext;
  readonly #speaker: Speaker;
  readonly #receipts: Receipts;

  constructor(context: ClientContext, speaker: Speaker, receipts: Receipts) {
    this.#context = context;
    this.#speaker = speaker;
    this.#receipts = receipts;
  }

  /** All that others have said there up to a time. */
  read(conversation: ConversationId, upTo: number): void {
    const { store } = this.#context;
    for (;;) {
      const rows = store.messages.unread(conversation, upTo, marksPage);
      const messages = rows.map(({ author, sentAt }) => ({ author, sentAt }));
      if (messages.length > 0) this.#mark(conversation, 'read', messages);
      if (rows.length < marksPage) return;
    }
  }

  viewed(conversation: ConversationId, messages: readonly MessageName[]): void {
    const { store } = this.#context;
    const theirs = messages
      .filter((name) =>
        store.messages.named(conversation, name).some((row) => row.state === 'received'),
      )
      .map(({ author, sentAt }) => ({ author, sentAt }));
    for (let at = 0; at < theirs.length; at += marksPage) {
      this.#mark(conversation, 'viewed', theirs.slice(at, at + marksPage));
    }
  }

  #mark(
    conversation: ConversationId,
    mark: 'read' | 'viewed',
    messages: readonly MessageName[],
  ): void {
    const { store } = this.#context;
    const { readReceipts, viewedReceipts } = store.record.settings();
    const isWanted = mark === 'read' ? readReceipts : viewedReceipts;
    const told = messages.filter(({ author }) => isWanted && this.#hears(conversation, author));
    store.transaction(() => {
      this.#speaker.note(conversation, {
        type: mark === 'read' ? 'syncRead' : 'syncViewed',
        messages,
      });
      for (const { author, sentAt } of told) store.arrivals.owe(author, mark, sentAt);
    });
    if (told.length > 0) this.#receipts.soon();
  }

  /** Who was not accepted learns nothing but that it has arrived; in a group all are members. */
  #hears(conversation: ConversationId, author: AccountId): boolean {
    const { contacts } = this.#context;
    return isGroup(conversation) ? !contacts.isBlocked(author) : contacts.isAccepted(author);
  }
}
