// Says something in a conversation: what goes into the outbox and what this device keeps of it are
// one transaction.

import { decodeContent, encodeContent, limits } from '#protocol';
import type { Content, GroupId, SyncContent } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { hasSiblings, tellSiblings } from '../devices/siblings.ts';
import type { SentMessage } from '../events.ts';
import type { Sender } from '../messages/sender.ts';
import type { GroupSender } from '../groups/groupSender.ts';
import { isGroup } from './conversationId.ts';
import type { ConversationId } from './conversationId.ts';
import { longestTimer } from './timer.ts';

/** Leaves room for padding and the ratchet's own bytes in an envelope. */
const contentBytesMax = limits.envelopeBytesMax - 4096;

/** What is said, before it has its time. */
export type Saying = (timestamp: number) => Content;

/** What is said in groups, and in which. */
interface SaidInGroups {
  readonly sender: Pick<GroupSender, 'enqueue'>;
  context(id: GroupId): { readonly masterKey: Uint8Array; readonly revision: number };
  hasBlocked(id: GroupId): boolean;
}

export class Speaker {
  readonly #context: ClientContext;
  readonly #sender: Sender;
  readonly #groups: SaidInGroups;

  constructor(context: ClientContext, sender: Sender, groups: SaidInGroups) {
    this.#context = context;
    this.#sender = sender;
    this.#groups = groups;
  }

  /**
   * Resolves when the server has it. `also` is written in the same transaction.
   * Refuses: text.too_long, content.invalid, contact.blocked, what sends are refused with.
   */
  say(
    conversation: ConversationId,
    kind: 'text' | 'deed',
    saying: Saying,
    also: () => void = () => {},
  ): Promise<SentMessage> {
    const { store, clock, conversations, contacts, account: author, device } = this.#context;
    const sentAt = store.profile.nextTimestamp(clock.now());
    const content = this.#inGroup(conversation, saying(sentAt));
    const isKept = isGroup(conversation) && this.#groups.hasBlocked(conversation);
    const told = isKept ? content : this.#withKey(content);
    const row = { kind, content: checked(told), timestamp: sentAt };
    const all = () => {
      also();
      if (!isGroup(conversation)) contacts.wrote(conversation);
      conversations.say({ conversation, author, device, sentAt, content });
    };
    return isGroup(conversation)
      ? this.#groups.sender.enqueue({ ...row, group: conversation }, all)
      : this.#sender.enqueue({ ...row, account: conversation }, all);
  }

  /**
   * A text that is said at a time of its own, encoded; it can be said then under whatever timer.
   * Refuses: text.too_long, content.invalid.
   */
  later(text: Extract<Content, { type: 'text' }>): Uint8Array<ArrayBuffer> {
    const { timestampMax: timestamp } = limits;
    checked(this.#withKey({ ...text, timer: text.timer ?? longestTimer, timestamp }));
    return checked(text);
  }

  /** What is said in a group names it, and what its author knows of it. */
  #inGroup(conversation: ConversationId, content: Content): Content {
    if (!isGroup(conversation)) return content;
    const group = this.#groups.context(conversation);
    if (content.type === 'typing') {
      return { ...content, groupId: Buffer.from(conversation, 'hex') };
    }
    return 'timestamp' in content ? ({ ...content, group } as Content) : content;
  }

  /** Whoever is written to may write without a name; not so a group with somebody blocked. */
  #withKey(content: Content): Content {
    if (content.type !== 'text' && content.type !== 'poll') return content;
    return { ...content, profileKey: this.#context.store.sealed.profileKey() };
  }

  /** Says something that is sent now, or never. */
  whisper(account: ConversationId, saying: Saying): void {
    const { store, clock } = this.#context;
    const timestamp = store.profile.nextTimestamp(clock.now());
    const content = own(encodeContent(this.#inGroup(account, saying(timestamp))));
    if (isGroup(account)) {
      store.groupOutbox.dropTyping(account);
      const row = { group: account, kind: 'typing', content, timestamp } as const;
      void this.#groups.sender.enqueue(row);
      return;
    }
    store.outbox.dropTyping(account);
    store.outbox.add({ account, kind: 'typing', content, timestamp }, clock.now());
    this.#sender.wake(account);
  }

  /** Noted on this device and on our others, and told to nobody else. */
  note(conversation: ConversationId, content: SyncContent): void {
    const { store, conversations, account: author, device, clock, chores } = this.#context;
    const sentAt = clock.now();
    store.transaction(() => {
      conversations.say({ conversation, author, device, sentAt, content });
      if (hasSiblings(this.#context)) tellSiblings(this.#context, content);
    });
    chores.next(() => this.#sender.wake(author));
  }
}

/** The encoded content, if whoever gets it can read it. */
function checked(content: Content): Uint8Array<ArrayBuffer> {
  const encoded = own(encodeContent(content));
  if (encoded.length > contentBytesMax) {
    const message = `The text is longer than ${contentBytesMax} bytes.`;
    throw new ClientError('text.too_long', message);
  }
  try {
    decodeContent(encoded);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be read';
    throw new ClientError('content.invalid', `That cannot be said: ${why}.`, { cause: error });
  }
  return encoded;
}
