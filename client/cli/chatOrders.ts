// What the lines of a chat that begin with `/` do.

import { isGroup } from '../conversation/conversationId.ts';
import type { AldisClient, Conversation, ConversationId } from '../index.ts';
import type { ChatNames } from './names.ts';
import { durationOf, secondsOf } from './duration.ts';
import { UsageError } from './output.ts';
import { lines, plain } from './plain.ts';
import type { Plain } from './plain.ts';
import { conversationLines, lineOf, messageOf, shownOf } from './showing.ts';

const historyShown = 20;

const helpText: readonly string[] = [
  '/list  all conversations             /with WHO|GROUP|N  talk with another',
  '/next  the next with unread texts    /members  of this group',
  '/history  what was said              /reply #12 TEXT   /react #12 👍, or nothing: takes it back',
  '/edit last|#12 TEXT                  /delete last|#12  for all',
  '/timer [30s|5m|1h|1d|off]            //text  a text that begins with /',
  '/safety  the safety number and its QR code   /verify [DIGITS]  note that you compared it',
  '/accept [DIGITS]  take a changed identity    /captcha ANSWER  what its page gave',
  '/quit, Ctrl-C or Ctrl-D  leave',
  'Without DIGITS both mean the number that /safety showed last.',
];

/** What of the chat an order may touch. */
export interface ChatView {
  /** `fields`: of the same for programs. */
  print(text: Plain, fields?: object): void;
  /** Whom the lines go to. */
  who(): ConversationId | undefined;
  turnTo(conversation: ConversationId): void;
  /** Other conversations with something unread. */
  unread(): readonly ConversationId[];
  close(): void;
}

export class ChatOrders {
  readonly #client: AldisClient;
  readonly #names: ChatNames;
  readonly #view: ChatView;
  /** The digits that /safety showed, and whose. */
  #shown: { readonly who: ConversationId; readonly digits: string } | undefined;
  /**
   * The conversations as /list showed them: a further text changes their order, not what a number
   * means.
   */
  #listed: readonly ConversationId[] = [];

  constructor(client: AldisClient, names: ChatNames, view: ChatView) {
    this.#client = client;
    this.#names = names;
    this.#view = view;
  }

  /** Does what a line says. Throws what the SDK and the arguments are refused with. */
  async obey(line: string): Promise<void> {
    const [order = '', first, ...rest] = line.split(/\s+/);
    if (order === '/quit') this.#view.close();
    else if (order === '/help') this.#help();
    else if (order === '/list') this.list();
    else if (order === '/next') this.#next();
    else if (order === '/captcha' && first !== undefined) await this.#captcha(first);
    else if (order === '/with' && first !== undefined) this.#turnTo([first, ...rest].join(' '));
    else {
      const who = this.#view.who();
      if (who !== undefined) await this.#about(who, order, first, rest);
      else throw new UsageError('Nobody has written yet; name somebody: /with WHO');
    }
  }

  async #captcha(answer: string): Promise<void> {
    const isTaken = await this.#client.ownAccount.solveCaptcha(answer);
    this.#view.print(
      isTaken ? plain`✓ the server goes on` : plain`The server asks for no captcha.`,
    );
  }

  /** The latest messages with somebody; a person has read them then. */
  showHistory(who: ConversationId): void {
    const talk = this.#client.conversation(who);
    let isMarked = false;
    for (const message of talk.history({ limit: historyShown })) {
      const isNew = !message.mine && !message.read;
      if (isNew && !isMarked) this.#view.print(plain`— unread —`);
      isMarked ||= isNew;
      const line = lineOf(shownOf(message, (id) => this.#names.nameOf(id)));
      this.#view.print(line, { event: 'history', ...message });
    }
    talk.markRead();
  }

  /** Shows all conversations; returns how many there are. */
  list(): number {
    const all = conversationLines(this.#client, (id) => this.#names.nameOf(id));
    this.#listed = all.map(({ conversation }) => conversation);
    for (const { conversation, line, fields } of all) {
      const mark = conversation === this.#view.who() ? '*' : ' ';
      this.#view.print(plain`${mark} ${line}`, fields);
    }
    return all.length;
  }

  async #about(who: ConversationId, order: string, first: string | undefined, rest: string[]) {
    const talk = this.#client.conversation(who);
    switch (order) {
      case '/history':
        this.showHistory(who);
        return;
      case '/members':
        this.#members(who);
        return;
      case '/safety':
        await this.#safety(who);
        return;
      case '/verify':
      case '/accept':
        await this.#decide(who, order, first === undefined ? [] : [first, ...rest]);
        return;
      case '/timer':
        await this.#timer(who, first);
        return;
      default:
        if (first !== undefined && (await this.#onMessage(talk, order, first, rest.join(' '))))
          return;
        throw new UsageError(`There is no ${[order, first ?? ''].join(' ').trim()}; see /help.`);
    }
  }

  /** False for what is no order about a message. */
  async #onMessage(talk: Conversation, order: string, which: string, text: string) {
    if (order === '/reply') await talk.send(text, { replyTo: messageOf(talk, which) });
    else if (order === '/react' && text === '') await talk.unreact(messageOf(talk, which));
    else if (order === '/react') await talk.react(messageOf(talk, which), text);
    else if (order === '/edit') await talk.edit(messageOf(talk, which, true), text);
    else if (order === '/delete') await talk.deleteForAll(messageOf(talk, which, true));
    else return false;
    this.#view.print(plain`✓`, { event: 'done', order });
    return true;
  }

  #help(): void {
    for (const help of helpText) this.#view.print(plain`${help}`);
  }

  #next(): void {
    const [next] = this.#view.unread();
    if (next === undefined) this.#view.print(plain`Nothing is unread elsewhere.`);
    else this.#view.turnTo(next);
  }

  /** Turns to a conversation by its name, or by the number that /list showed. */
  #turnTo(word: string): void {
    if (this.#listed.length === 0) {
      this.#listed = this.#client.conversations().map(({ conversation }) => conversation);
    }
    const listed = /^\d{1,4}$/.test(word) ? this.#listed[Number(word) - 1] : undefined;
    this.#view.turnTo(listed ?? this.#names.conversation(word));
  }

  #members(who: ConversationId): void {
    if (!isGroup(who)) throw new UsageError('That is no group: you talk with one person.');
    const { members } = this.#client.groups.get(who).state();
    for (const { account, role } of members) {
      const mark = role === 'ADMINISTRATOR' ? ' (administrator)' : '';
      const text = plain`  ${this.#names.nameOf(account)}${mark}`;
      this.#view.print(text, { event: 'member', account, role });
    }
  }

  /** Sets the timer of a conversation; a group has it in its state. */
  async #timer(who: ConversationId, word: string | undefined): Promise<void> {
    const talk = this.#client.conversation(who);
    const seconds = word === undefined ? undefined : secondsOf(word);
    const group = isGroup(who) ? this.#client.groups.get(who) : undefined;
    if (seconds !== undefined) await (group ? group.setTimer(seconds) : talk.setTimer(seconds));
    const now = group ? group.state().timer : talk.timer;
    const text = plain`Messages disappear after: ${durationOf(now)}`;
    this.#view.print(text, { event: 'timer', conversation: who, seconds: now });
  }

  async #safety(who: ConversationId): Promise<void> {
    const number = await this.#client.safetyNumber(this.#person(who));
    const rows = [...number.qr.split('\n'), number.groups.join(' ')];
    const { digits } = number;
    this.#view.print(lines(rows.map((row) => plain`${row}`)), { event: 'safety', digits });
    this.#shown = { who, digits };
  }

  /** Holds for the number that was shown or typed, whatever the server says by now. */
  async #decide(who: ConversationId, order: string, typed: readonly string[]): Promise<void> {
    const shown = this.#shown?.who === who ? this.#shown.digits : undefined;
    const compared = typed.length > 0 ? typed.join('') : shown;
    const person = this.#person(who);
    if (compared === undefined) {
      throw new UsageError('Look at /safety first and compare it with what the other sees.');
    }
    if (order === '/verify') this.#client.verify(person, compared);
    else await this.#client.acceptIdentity(person, compared);
    const text = order === '/verify' ? plain`Noted as compared.` : plain`Accepted.`;
    this.#view.print(text, { event: 'done', order });
  }

  #person(who: ConversationId): ConversationId {
    if (!isGroup(who)) return who;
    throw new UsageError('People have safety numbers, and groups have none: /with somebody.');
  }
}
