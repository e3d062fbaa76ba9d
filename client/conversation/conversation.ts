// What a program does in one conversation. Messages are named by their author and the time they
// were sent; every message and event carries that name.

import { limits } from '#protocol';
import type { Mention, MessageName, Quote, SaidContent, Timer } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { ClientError, wrong } from '../clientError.ts';
import type { SentMessage } from '../events.ts';
import type { MessageRow, PageMark } from '../store/messageTable.ts';
import { isGroup } from './conversationId.ts';
import type { ConversationId } from './conversationId.ts';
import type { Marking } from './marking.ts';
import type { Scheduled, ScheduledMessage } from './scheduled.ts';
import type { Speaker } from './speaker.ts';
import { nextVersion } from './timer.ts';
import type { Typing } from './typing.ts';
import type { Message } from './view.ts';
import { viewOf } from './view.ts';

/** How many letters of a quoted text travel with the reply. */
const quoteLettersMax = 500;
const pageDefault = 50;

/** What goes with a text. */
export interface SendOptions {
  /** The message that it answers. */
  readonly replyTo?: MessageName;
  readonly mentions?: readonly Mention[];
  /** It alone disappears so long after it was read, and sent. Unit: seconds. */
  readonly disappearsAfter?: number;
}

/** How a poll is answered. */
export interface PollOptions {
  /** Several answers may be chosen. */
  readonly multiple?: boolean;
}

/** What the conversations of one client share. */
export interface Parts {
  readonly context: ClientContext;
  readonly speaker: Speaker;
  readonly typing: Typing;
  readonly scheduled: Scheduled;
  readonly marking: Marking;
}

/** What is said with an account or in a group. */
export class Conversation {
  /** The account one talks with, or the group. */
  readonly id: ConversationId;
  readonly #parts: Parts;
  readonly #context: ClientContext;

  constructor(id: ConversationId, parts: Parts) {
    this.id = id;
    this.#parts = parts;
    this.#context = parts.context;
  }

  /**
   * Stores a text and sends it; resolves when the server has it on disk, also if that takes a
   * reconnect.
   * Order: texts to one account arrive as they were sent.
   * Refuses: text.empty, text.too_long, content.invalid, message.missing, account.not_found,
   * key.none, contact.blocked; identity.changed, after which the text waits for `acceptIdentity`.
   */
  async send(text: string, options: SendOptions = {}): Promise<SentMessage> {
    const words = { ...this.#words(text, options), ...this.#timed(options) };
    this.#parts.typing.sent(this.id);
    return this.#parts.speaker.say(this.id, 'text', (timestamp) => ({ ...words, timestamp }));
  }

  /** One emoji a person and message: another takes its place. Resolves and refuses as `send`. */
  async react(target: MessageName, emoji: string): Promise<SentMessage> {
    return this.#do({ type: 'reaction', target: this.#there(target), emoji, remove: false });
  }

  /** Takes the emoji back. */
  async unreact(target: MessageName): Promise<SentMessage> {
    const { author, sentAt } = target;
    const mine = this.message({ author, sentAt })?.reactions.find((one) => {
      return one.author === this.#context.account;
    });
    if (!mine) throw missing('There is no reaction of yours on that message.');
    const { emoji } = mine;
    return this.#do({ type: 'reaction', target: { author, sentAt }, emoji, remove: true });
  }

  /** New words for a text of ours; the former ones stay to be seen. */
  async edit(target: MessageName, text: string, options: SendOptions = {}): Promise<SentMessage> {
    const { sentAt, content } = this.#mine(target);
    if (content?.type !== 'text') throw missing('Only a text of yours can be edited.');
    const { quote } = content;
    const words = { ...(quote && { quote }), ...this.#words(text, options) };
    return this.#do({ ...words, type: 'edit', targetSentAt: sentAt });
  }

  /** Takes a message of ours back, on every device of both sides. */
  async deleteForAll(target: MessageName): Promise<SentMessage> {
    return this.#do({ type: 'delete', targetSentAt: this.#mine(target).sentAt });
  }

  /** Seconds after which messages disappear; 0 where they stay. */
  get timer(): number {
    return this.#timer.seconds;
  }

  /** Sets it for both sides, for what is sent from now on. Unit: seconds, 0: never. */
  async setTimer(seconds: number): Promise<SentMessage> {
    if (isGroup(this.id)) {
      throw new ClientError('content.invalid', 'The timer of a group is set by `Group.setTimer`.');
    }
    return this.#do({ type: 'timer', timer: { seconds, version: nextVersion(this.#timer) } });
  }

  /** Tells that we are typing, as often as one likes; it is sent every 10 s, or never. */
  typing(started: boolean): void {
    this.#parts.typing.say(this.id, started);
  }

  /** Notes that a person has read all up to a message, or all there is; tells it, where allowed. */
  markRead(upTo?: Pick<MessageName, 'sentAt'>): void {
    this.#parts.marking.read(this.id, upTo?.sentAt ?? limits.timestampMax);
  }

  /** Notes that a person has viewed what these messages hold; tells it, where allowed. */
  markViewed(messages: readonly MessageName[]): void {
    this.#parts.marking.viewed(this.id, messages);
  }

  /** `seconds`: for so long; absent: until somebody unpins it. */
  async pin(target: MessageName, seconds?: number): Promise<SentMessage> {
    const long = seconds === undefined ? {} : { seconds };
    return this.#do({ type: 'pin', target: this.#there(target), ...long });
  }

  /** Takes a pin away. */
  async unpin(target: MessageName): Promise<SentMessage> {
    return this.#do({ type: 'unpin', target: this.#there(target) });
  }

  /** Messages that are pinned now. */
  pins(): Message[] {
    const names = this.#context.store.deeds.pinned(this.id);
    return names.flatMap((name) => this.message(name) ?? []).filter((one) => one.pinned);
  }

  /** A question with 2 to 10 answers. Refuses as `send`. */
  async poll(
    question: string,
    options: readonly string[],
    { multiple = false }: PollOptions = {},
  ): Promise<SentMessage> {
    const poll = { type: 'poll' as const, question, options, multiple, ...this.#timed({}) };
    return this.#parts.speaker.say(this.id, 'text', (timestamp) => ({ ...poll, timestamp }));
  }

  /** Indexes of a poll's options; none takes the vote back. */
  async vote(target: MessageName, choices: readonly number[]): Promise<SentMessage> {
    const name = this.#there(target);
    const { votes = {} } = this.#context.store.deeds.get(this.id, name);
    const count = (votes[this.#context.account]?.count ?? 0) + 1;
    return this.#do({ type: 'vote', target: name, choices, count });
  }

  /** Nobody votes any more in a poll of ours. */
  async endPoll(target: MessageName): Promise<SentMessage> {
    return this.#do({ type: 'pollEnd', targetSentAt: this.#mine(target).sentAt });
  }

  /** The latest messages before a message or at all, oldest first. */
  history({ before, limit = pageDefault }: { before?: PageMark; limit?: number } = {}): Message[] {
    const rows = this.#context.store.messages.page(this.id, before, limit);
    return rows.reverse().map((row) => this.#view(row));
  }

  /** One message, or nothing where there is none of that name. */
  message(name: MessageName): Message | undefined {
    const [row] = this.#context.store.messages.named(this.id, name);
    return row && !row.isGone ? this.#view(row) : undefined;
  }

  /** The message with this `id`: its number in this profile. */
  numbered(id: number): Message | undefined {
    const row = this.#context.store.messages.get(id);
    return row && row.conversation === this.id && !row.isGone ? this.#view(row) : undefined;
  }

  /**
   * Sends a text at a time, or as soon as the client is open and connected after it.
   * Refuses: text.empty, text.too_long, content.invalid, contact.blocked.
   */
  schedule(text: string, at: number, options: SendOptions = {}): ScheduledMessage {
    this.#context.contacts.mustBeHeard(this.id);
    if (!Number.isFinite(at)) throw new ClientError('content.invalid', 'That is no time.');
    const alone = options.disappearsAfter === undefined ? {} : this.#timed(options);
    const words = { ...this.#words(text, options), ...alone, timestamp: 0 };
    const content = this.#parts.speaker.later(words);
    return this.#parts.scheduled.add({ conversation: this.id, content, at: Math.trunc(at) });
  }

  /** What is still to be sent, the next one first. */
  scheduled(): ScheduledMessage[] {
    return this.#parts.scheduled.of(this.id);
  }

  /** False when it was sent, or cancelled before. */
  cancel({ id }: Pick<ScheduledMessage, 'id'>): boolean {
    return this.#parts.scheduled.cancel(id, this.id);
  }

  get #timer(): Timer {
    return this.#context.store.deeds.timer(this.id);
  }

  async #do(deed: Untimed<SaidContent>): Promise<SentMessage> {
    return this.#parts.speaker.say(this.id, 'deed', (timestamp) => ({ ...deed, timestamp }));
  }

  #words(text: string, { replyTo, mentions }: SendOptions) {
    if (typeof text !== 'string') throw wrong(`A text is a string, and not a ${typeof text}.`);
    if (text.length === 0) throw new ClientError('text.empty', 'There is nothing to send.');
    const quote = replyTo && this.#quote(replyTo);
    const mentioned = mentions && mentions.length > 0 ? { mentions } : {};
    return { type: 'text' as const, body: text, ...(quote && { quote }), ...mentioned };
  }

  /** Version 0: for this message alone. */
  #timed({ disappearsAfter }: Pick<SendOptions, 'disappearsAfter'>): { timer?: Timer } {
    if (disappearsAfter !== undefined) return { timer: { seconds: disappearsAfter, version: 0 } };
    const timer = this.#timer;
    return timer.version === 0 ? {} : { timer };
  }

  #quote(name: MessageName): Quote {
    const { author, sentAt } = this.#there(name);
    const letters = [...(this.message(name)?.text ?? '')];
    return { author, sentAt, text: letters.slice(0, quoteLettersMax).join('') };
  }

  /** The name of a message that is here. */
  #there({ author, sentAt }: MessageName): MessageName {
    if (this.message({ author, sentAt })) return { author, sentAt };
    throw missing('There is no such message in this conversation.');
  }

  #mine(name: MessageName): MessageRow {
    const [row] = this.#context.store.messages.named(this.id, name);
    if (row?.content && row.author === this.#context.account) return row;
    throw missing('There is no such message of yours in this conversation.');
  }

  #view(row: MessageRow): Message {
    const { store, account, clock } = this.#context;
    return viewOf(row, store.deeds.get(this.id, row), account, clock.now());
  }
}

/** Each of a union without its time. */
type Untimed<One> = One extends unknown ? Omit<One, 'timestamp'> : never;

const missing = (message: string) => new ClientError('message.missing', message);
