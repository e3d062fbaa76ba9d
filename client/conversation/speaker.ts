// Says something in a conversation: what goes into the outbox and what this device keeps of it are
// one transaction.

import { decodeContent, encodeContent, limits } from '#protocol';
import type { AccountId, Content, SyncContent } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { hasSiblings, tellSiblings } from '../devices/siblings.ts';
import type { SentMessage } from '../events.ts';
import type { Sender } from '../messages/sender.ts';
import { LONGEST_TIMER } from './timer.ts';

/** Leaves room for padding and the ratchet's own bytes in an envelope. */
const CONTENT_BYTES_MAX = limits.envelopeBytesMax - 4096;

/** What is said, before it has its time. */
export type Saying = (timestamp: number) => Content;

export class Speaker {
  readonly #context: ClientContext;
  readonly #sender: Sender;

  constructor(context: ClientContext, sender: Sender) {
    this.#context = context;
    this.#sender = sender;
  }

  /**
   * Resolves when the server has it. `also` is written in the same transaction.
   * Refuses: text.too_long, content.invalid, what sends are refused with.
   */
  say(
    account: AccountId,
    kind: 'text' | 'deed',
    saying: Saying,
    also: () => void = () => {},
  ): Promise<SentMessage> {
    const { store, clock, conversations, account: author, device } = this.#context;
    const sentAt = store.profile.nextTimestamp(clock.now());
    const content = saying(sentAt);
    const row = { account, kind, content: checked(this.#withKey(content)), timestamp: sentAt };
    return this.#sender.enqueue(row, () => {
      also();
      conversations.say({ conversation: account, author, device, sentAt, content });
    });
  }

  /**
   * A text that is said at a time of its own, encoded; it can be said then under whatever timer.
   * Refuses: text.too_long, content.invalid.
   */
  later(text: Extract<Content, { type: 'text' }>): Uint8Array<ArrayBuffer> {
    const { timestampMax: timestamp } = limits;
    checked(this.#withKey({ ...text, timer: text.timer ?? LONGEST_TIMER, timestamp }));
    return checked(text);
  }

  /** Whoever is written to may write without a name. */
  #withKey(content: Content): Content {
    if (content.type !== 'text' && content.type !== 'poll') return content;
    return { ...content, profileKey: this.#context.store.sealed.profileKey() };
  }

  /** Of this moment: it is sent now, or never. */
  whisper(account: AccountId, saying: Saying): void {
    const { store, clock } = this.#context;
    const timestamp = store.profile.nextTimestamp(clock.now());
    const content = own(encodeContent(saying(timestamp)));
    store.outbox.dropTyping(account);
    store.outbox.add({ account, kind: 'typing', content, timestamp }, clock.now());
    this.#sender.wake(account);
  }

  /** Noted on this device and on our others, and told to nobody else. */
  note(account: AccountId, content: SyncContent): void {
    const { store, conversations, account: author, device, clock, chores } = this.#context;
    const sentAt = clock.now();
    store.transaction(() => {
      conversations.say({ conversation: account, author, device, sentAt, content });
      if (hasSiblings(this.#context)) tellSiblings(this.#context, content);
    });
    chores.next(() => this.#sender.wake(author));
  }
}

/** The encoded content, if whoever gets it can read it. */
function checked(content: Content): Uint8Array<ArrayBuffer> {
  const encoded = own(encodeContent(content));
  if (encoded.length > CONTENT_BYTES_MAX) {
    const message = `The text is longer than ${CONTENT_BYTES_MAX} bytes.`;
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
