// A small terminal chat with several conversations. The prompt says whom one talks with and carries
// the ticks of the last text (… on its way, ✓ on the server, ✓✓ on the other's device, 👁 read);
// incoming lines leave what is being typed as it is.

import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { AldisClient, ClientEvents, ConversationId } from '../index.ts';
import { isGroup } from '../conversation/conversationId.ts';
import { ChatOrders } from './chatOrders.ts';
import { durationOf } from './duration.ts';
import { groupWord } from './groupNames.ts';
import type { Output } from './output.ts';
import { plain } from './plain.ts';
import type { Plain } from './plain.ts';
import { deedLine, lineOf } from './showing.ts';

/** On the way out, texts still unsent are waited for this long. */
const lastSendWaitMs = 10_000;

/** How far the last text has come; what stands later in it is never taken back. */
const tickMarks = ['…', '✓', '✓✓', '✓✓ 👁'] as const;
const read = 3;

export interface ChatNames {
  nameOf(account: string): string;
  /** Throws UsageError for nobody. */
  resolve(who: string): ConversationId;
  readonly self: string;
}

export class Chat {
  readonly #client: AldisClient;
  readonly #names: ChatNames;
  readonly #output: Output;
  readonly #lines: Interface;
  readonly #tty: boolean;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #orders: ChatOrders;
  #with: ConversationId | undefined;
  #last: { timestamp: number; ticks: number } | undefined;
  #types = false;

  constructor(client: AldisClient, names: ChatNames, output: Output, who?: ConversationId) {
    this.#client = client;
    this.#names = names;
    this.#output = output;
    this.#with = who;
    this.#tty = process.stdin.isTTY === true && process.stdout.isTTY === true && !output.json;
    this.#lines = createInterface({
      input: process.stdin,
      ...(this.#tty ? { output: process.stdout } : {}),
      terminal: this.#tty,
    });
    this.#orders = new ChatOrders(client, names, {
      print: (text) => this.#print(text),
      who: () => this.#with,
      turnTo: (account) => this.#turnTo(account),
      close: () => this.#lines.close(),
    });
  }

  /** Runs until /quit, Ctrl-C or the end of the input. */
  async run(connect: () => Promise<void>): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#lines.once('close', resolve);
      this.#lines.on('line', (line) => this.#line(line.trim()));
      this.#lines.on('SIGINT', () => this.#lines.close());
    });
    this.#welcome();
    this.#listen();
    await Promise.race([connect(), ended]);
    this.#prompt();
    await ended;
    const patience = new Promise((resolve) => setTimeout(resolve, lastSendWaitMs).unref());
    await Promise.race([Promise.allSettled(this.#pending), patience]);
  }

  #welcome(): void {
    if (this.#output.json) return;
    this.#print(plain`You are ${this.#names.self}, ${this.#client.account}.`);
    if (this.#with === undefined) {
      this.#print(plain`Waiting for somebody to write; give them your id. /help for help.`);
      return;
    }
    this.#turnTo(this.#with);
  }

  #turnTo(conversation: ConversationId): void {
    this.#with = conversation;
    this.#last = undefined;
    this.#types = false;
    if (this.#output.json) return;
    this.#print(plain`Talking with ${this.#names.nameOf(conversation)}. /help for help.`);
    this.#orders.showHistory(conversation);
  }

  #listen(): void {
    const client = this.#client;
    client.on('message', (message) => this.#heard(message));
    client.on('receipt', ({ from, type, timestamps }) => {
      this.#output.record({ event: 'receipt', from, type, timestamps });
      const isLast = this.#last && timestamps.includes(this.#last.timestamp);
      if (isLast) this.#tick(type === 'delivery' ? 2 : read);
    });
    client.on('ownMessage', (message) => {
      if (message.conversation !== this.#with) return;
      const name = `${this.#names.self}, elsewhere`;
      const line = lineOf({ ...message, at: message.sentAt, name, reactions: [] });
      this.#event(line, { event: 'ownMessage', ...message });
    });
    this.#listenToDeeds();
    client.on('identityChanged', ({ account }) => {
      const then = 'Nothing is sent until you compare it (/safety) and /accept.';
      const name = this.#names.nameOf(account);
      const text = plain`! The safety number with ${name} changed. ${then}`;
      this.#event(text, { event: 'identityChanged', account });
    });
    client.on('failed', ({ to, timestamp, code }) => {
      this.#event(plain`! Not sent (${code}).`, { event: 'failed', to, timestamp, code });
    });
    client.on('state', ({ state, code }) => {
      if (state === 'waiting') {
        this.#event(plain`(no connection, trying again)`, { event: state, code });
      }
      if (state !== 'closed' || code === undefined) return;
      const text = plain`! The server closed the connection for good: ${code}.`;
      this.#event(text, { event: state, code });
      this.#lines.close();
    });
  }

  #listenToDeeds(): void {
    const client = this.#client;
    for (const name of ['reaction', 'edited', 'deleted', 'vote', 'pollEnded'] as const) {
      client.on(name, (event) => {
        const target = client.conversation(event.conversation).message(event.target);
        const text = deedLine(name, event, this.#nameOf(event.author), target);
        this.#event(text, { event: name, ...event });
      });
    }
    client.on('timer', ({ conversation, author, seconds }) => {
      const [who, long] = [this.#nameOf(author), durationOf(seconds)];
      const text = plain`${who} set the timer of disappearing messages: ${long}`;
      this.#event(text, { event: 'timer', conversation, author, seconds });
    });
    client.on('typing', (event) => {
      this.#output.record({ event: 'typing', ...event });
      if (event.conversation !== this.#with) return;
      this.#types = event.started;
      this.#prompt();
    });
  }

  #nameOf(account: string): string {
    return account === this.#client.account ? this.#names.self : this.#names.nameOf(account);
  }

  #heard(message: ClientEvents['message']): void {
    const { from, timestamp: at } = message;
    const conversation = isGroup(message.conversation) ? message.conversation : from;
    this.#with ??= conversation;
    const name = this.#names.nameOf(from);
    const text = lineOf({ ...message, at, name });
    this.#event(text, { event: 'message', ...message });
    if (conversation === this.#with) {
      this.#client.conversation(conversation).markRead({ sentAt: at });
      return;
    }
    const there = this.#names.nameOf(conversation);
    const word = isGroup(conversation) ? groupWord(conversation) : there;
    this.#print(plain`(with ${there}: /with ${word} to answer)`);
  }

  #line(line: string): void {
    if (line.startsWith('//')) this.#send(line.slice(1));
    else if (line.startsWith('/')) void this.#command(line);
    else if (line.length > 0) this.#send(line);
    else this.#prompt();
  }

  #send(text: string): void {
    if (this.#with === undefined) {
      this.#print(plain`Nobody has written yet; name somebody: /with WHO`);
      this.#prompt();
      return;
    }
    this.#last = { timestamp: 0, ticks: 0 };
    const mine = this.#last;
    const sent = this.#client.send(this.#with, text).then(
      ({ to, timestamp }) => {
        this.#output.record({ event: 'sent', to, timestamp });
        mine.timestamp = timestamp;
        if (this.#last === mine) this.#tick(1);
      },
      (error: unknown) => {
        if (this.#last === mine) this.#last = undefined;
        this.#print(plain`! ${error instanceof Error ? error.message : 'Not sent.'}`);
        this.#prompt();
      },
    );
    this.#pending.add(sent);
    void sent.finally(() => this.#pending.delete(sent));
    this.#prompt();
  }

  async #command(line: string): Promise<void> {
    try {
      await this.#orders.obey(line);
    } catch (error) {
      this.#print(plain`! ${error instanceof Error ? error.message : 'That failed.'}`);
    }
    this.#prompt();
  }

  #tick(ticks: number): void {
    if (!this.#last) return;
    // A receipt may overtake the server's answer.
    this.#last.ticks = Math.max(this.#last.ticks, ticks);
    this.#prompt();
  }

  #event(text: Plain, fields: object): void {
    this.#output.record(fields);
    this.#print(text);
    this.#prompt();
  }

  #print(text: Plain): void {
    this.#output.line(text, this.#tty);
  }

  #prompt(): void {
    if (!this.#tty) return;
    const who = this.#with === undefined ? '' : `${this.#names.nameOf(this.#with)} `;
    const types = this.#types ? '(types) ' : '';
    const ticks = this.#last ? `${tickMarks[this.#last.ticks] ?? ''} ` : '';
    this.#lines.setPrompt(String(plain`${who}${types}${ticks}> `));
    this.#lines.prompt(true);
  }
}
