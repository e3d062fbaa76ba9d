// All conversations of one client: who one talks with, what is unread, and the one noun for each.

import type { AccountId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import type { ReceivedMessage } from '../events.ts';
import type { GroupParts } from '../groups/groupParts.ts';
import type { Receipts } from '../messages/receipts.ts';
import type { Sender } from '../messages/sender.ts';
import { Conversation } from './conversation.ts';
import { isGroup } from './conversationId.ts';
import type { ConversationId } from './conversationId.ts';
import type { Parts } from './conversation.ts';
import type { Hearing } from './hearing.ts';
import { Marking } from './marking.ts';
import { Scheduled } from './scheduled.ts';
import { search } from './searching.ts';
import type { SearchOptions } from './searching.ts';
import { Speaker } from './speaker.ts';
import { Typing } from './typing.ts';
import type { Message } from './view.ts';
import { viewOf } from './view.ts';

/** A conversation in a list. */
export interface ConversationView {
  /** An account or a group. */
  readonly conversation: ConversationId;
  /** Absent for a group. */
  readonly account?: AccountId;
  readonly unread: number;
  readonly last: Message;
  /** Messages disappear after so long; 0: never. Unit: seconds. */
  readonly timer: number;
}

/** A text of either side. */
export interface HistoryEntry {
  readonly mine: boolean;
  readonly text: string;
  readonly timestamp: number;
  /** How far a text of mine has come. */
  readonly status?: 'sent' | 'delivered' | 'read' | 'failed';
}

export class Conversations {
  readonly #context: ClientContext;
  readonly #hearing: Hearing;
  readonly #parts: Parts;

  constructor(
    context: ClientContext,
    hearing: Hearing,
    sender: Sender,
    receipts: Receipts,
    groups: GroupParts,
  ) {
    this.#context = context;
    this.#hearing = hearing;
    const speaker = new Speaker(context, sender, groups);
    groups.conversation = (group) => this.with(group);
    this.#parts = {
      context,
      speaker,
      typing: new Typing(context, speaker),
      scheduled: new Scheduled(context, speaker),
      marking: new Marking(context, speaker, receipts),
    };
    hearing.keeper.reread();
    context.chores.run(() => hearing.disappearing.sweep());
    context.chores.run(() => this.#parts.scheduled.arm());
  }

  with(id: ConversationId): Conversation {
    return new Conversation(id, this.#parts);
  }

  /** The one that was last spoken in first. */
  list(): ConversationView[] {
    const { store, account: self, clock } = this.#context;
    return store.messages.conversations().flatMap(({ conversation, unread, lastId }) => {
      const row = store.messages.get(lastId);
      if (!row) return [];
      const account = isGroup(conversation) ? {} : { account: conversation };
      const last = viewOf(row, store.deeds.get(conversation, row), self, clock.now());
      const timer = store.deeds.timer(conversation).seconds;
      return [{ conversation, ...account, unread, last, timer }];
    });
  }

  /** Texts of both sides alone, oldest first. */
  history(id: ConversationId, limit: number): HistoryEntry[] {
    return this.with(id)
      .history({ limit })
      .filter((one) => !one.deleted && one.text.length > 0 && one.status !== 'waiting')
      .map(({ mine, text, sentAt: timestamp, status }) => {
        const known = status === 'viewed' ? 'read' : status;
        const told = known === undefined || known === 'waiting' ? {} : { status: known };
        return { mine, text, timestamp, ...told };
      });
  }

  /** The message with this number in this profile. */
  message(id: number): Message | undefined {
    const { store, account, clock } = this.#context;
    const row = store.messages.get(id);
    if (!row || row.isGone) return undefined;
    return viewOf(row, store.deeds.get(row.conversation, row), account, clock.now());
  }

  /** Whatever holds all of the words, the newest first. */
  search(text: string, options: SearchOptions): Message[] {
    return search(this.#context, text, options);
  }

  /** Stored and not yet taken by a listener, oldest first. */
  inbox(limit: number): ReceivedMessage[] {
    return this.#hearing.inbox.unshown(limit);
  }

  markShown(id: number): void {
    this.#hearing.inbox.markShown(id);
  }

  /** Tells what nobody has heard. */
  show(): void {
    this.#hearing.inbox.show();
  }

  /** A new connection: that somebody typed before it is of no use. */
  connected(): void {
    this.#context.store.outbox.dropTyping();
    this.show();
  }

  stop(): void {
    this.#hearing.inbox.stop();
    this.#hearing.disappearing.stop();
    this.#hearing.typists.stop();
    this.#parts.typing.stop();
    this.#parts.scheduled.stop();
  }
}
