// What the lines of a chat that begin with `/` do.

import { isGroup } from '../conversation/conversationId.ts';
import type { AldisClient, Conversation, ConversationId } from '../index.ts';
import type { ChatNames } from './chat.ts';
import { durationOf, secondsOf } from './duration.ts';
import { lines, plain } from './plain.ts';
import type { Plain } from './plain.ts';
import { conversationLines, lineOf, messageOf, shownOf } from './showing.ts';

const historyShown = 20;

const helpText: readonly string[] = [
  '/list  all conversations             /with WHO|GROUP|N  talk with another',
  '/history  what was said              /reply #12 TEXT   /react #12 👍, or nothing: takes it back',
  '/edit last|#12 TEXT                  /delete last|#12  for all',
  '/timer [30s|5m|1h|1d|off]            //text  a text that begins with /',
  '/safety  the safety number and its QR code   /verify [DIGITS]  note that you compared it',
  '/accept [DIGITS]  take a changed identity    /quit             leave',
  'Without DIGITS both mean the number that /safety showed last.',
];

/** What of the chat an order may touch. */
export interface ChatView {
  print(text: Plain): void;
  /** Whom the lines go to. */
  who(): ConversationId | undefined;
  turnTo(conversation: ConversationId): void;
  close(): void;
}

export class ChatOrders {
  readonly #client: AldisClient;
  readonly #names: ChatNames;
  readonly #view: ChatView;
  /** The digits that /safety showed. */
  #shown: string | undefined;

  constructor(client: AldisClient, names: ChatNames, view: ChatView) {
    this.#client = client;
    this.#names = names;
    this.#view = view;
  }

  /** Does what a line says. Throws what the SDK and the arguments are refused with. */
  async obey(line: string): Promise<void> {
    const [order = '', first, ...rest] = line.split(/\s+/);
    if (order === '/quit') this.#view.close();
    else if (order === '/list') this.#list();
    else if (order === '/with' && first !== undefined) this.#turnTo([first, ...rest].join(' '));
    else {
      const who = this.#view.who();
      if (order === '/help' || who === undefined) {
        for (const help of helpText) this.#view.print(plain`${help}`);
      } else await this.#about(who, order, first, rest);
    }
  }

  /** The latest messages with somebody; a person has read them then. */
  showHistory(who: ConversationId): void {
    const talk = this.#client.conversation(who);
    for (const message of talk.history({ limit: historyShown })) {
      this.#view.print(lineOf(shownOf(message, (id) => this.#nameOf(id))));
    }
    talk.markRead();
  }

  async #about(who: ConversationId, order: string, first: string | undefined, rest: string[]) {
    const talk = this.#client.conversation(who);
    switch (order) {
      case '/history':
        this.showHistory(who);
        return;
      case '/safety':
        await this.#safety(who);
        return;
      case '/verify':
      case '/accept':
        await this.#decide(who, order, first === undefined ? [] : [first, ...rest]);
        return;
      case '/timer':
        if (first !== undefined) await this.#setTimer(who, secondsOf(first));
        this.#view.print(plain`Messages disappear after: ${durationOf(talk.timer)}`);
        return;
      default:
        if (first !== undefined && (await this.#onMessage(talk, order, first, rest.join(' '))))
          return;
        this.#view.print(plain`There is no ${[order, first ?? ''].join(' ')}; see /help.`);
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
    this.#view.print(plain`✓`);
    return true;
  }

  #list(): void {
    const all = conversationLines(this.#client, (id) => this.#nameOf(id));
    for (const line of all) this.#view.print(line);
    if (all.length === 0) this.#view.print(plain`Nothing was said yet: /with WHO`);
  }

  /** By name, or by the number that /list showed. */
  #turnTo(word: string): void {
    const listed = /^\d{1,4}$/.test(word)
      ? this.#client.conversations()[Number(word) - 1]
      : undefined;
    this.#view.turnTo(listed?.conversation ?? this.#names.resolve(word));
  }

  /** That of a group is a part of its state. */
  async #setTimer(who: ConversationId, seconds: number): Promise<void> {
    if (isGroup(who)) await this.#client.groups.get(who).setTimer(seconds);
    else await this.#client.conversation(who).setTimer(seconds);
  }

  async #safety(who: ConversationId): Promise<void> {
    const number = await this.#client.safetyNumber(who);
    const rows = [...number.qr.split('\n'), number.groups.join(' ')];
    this.#view.print(lines(rows.map((row) => plain`${row}`)));
    this.#shown = number.digits;
  }

  /** Holds for the number that was shown or typed, whatever the server says by now. */
  async #decide(who: ConversationId, order: string, typed: readonly string[]): Promise<void> {
    const compared = typed.length > 0 ? typed.join('') : this.#shown;
    if (compared === undefined) {
      this.#view.print(plain`Look at /safety first and compare it with what the other sees.`);
    } else if (order === '/verify') {
      this.#client.verify(who, compared);
      this.#view.print(plain`Noted as compared.`);
    } else {
      await this.#client.acceptIdentity(who, compared);
      this.#view.print(plain`Accepted.`);
    }
  }

  #nameOf(account: string): string {
    return account === this.#client.account ? this.#names.self : this.#names.nameOf(account);
  }
}
