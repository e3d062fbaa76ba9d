// A small terminal chat. The prompt carries the ticks of the last text (… on its way, ✓ on the
// server, ✓✓ on the other's device), and incoming lines leave what is being typed as it is.

import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { AldisClient, ClientEvents } from '../index.ts';
import type { AccountId } from '#protocol';
import { timeOf } from './output.ts';
import type { Output } from './output.ts';
import { lines, plain } from './plain.ts';
import type { Plain } from './plain.ts';

const HISTORY_SHOWN = 20;
/** On the way out, texts still unsent are waited for this long. */
const LAST_SEND_WAIT_MS = 10_000;

const HELP: readonly string[] = [
  '/safety  the safety number and its QR code   /verify [DIGITS]  note that you compared it',
  '/accept [DIGITS]  take a changed identity    /quit             leave',
  'Without DIGITS both mean the number that /safety showed last.',
];

export interface ChatNames {
  nameOf(account: string): string;
  readonly self: string;
}

export class Chat {
  readonly #client: AldisClient;
  readonly #names: ChatNames;
  readonly #output: Output;
  readonly #lines: Interface;
  readonly #tty: boolean;
  readonly #pending = new Set<Promise<unknown>>();
  #with: AccountId | undefined;
  /** The digits that /safety showed. */
  #shown: string | undefined;
  #last: { timestamp: number; ticks: string } | undefined;

  constructor(client: AldisClient, names: ChatNames, output: Output, who: AccountId | undefined) {
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
    const patience = new Promise((resolve) => setTimeout(resolve, LAST_SEND_WAIT_MS).unref());
    await Promise.race([Promise.allSettled(this.#pending), patience]);
  }

  #welcome(): void {
    if (this.#output.json) return;
    this.#print(plain`You are ${this.#names.self}, ${this.#client.account}.`);
    if (this.#with === undefined) {
      this.#print(plain`Waiting for somebody to write; give them your id. /help for help.`);
      return;
    }
    this.#print(plain`Talking with ${this.#names.nameOf(this.#with)}. /help for help.`);
    for (const entry of this.#client.history(this.#with, HISTORY_SHOWN)) {
      const name = entry.mine ? this.#names.self : this.#names.nameOf(this.#with);
      this.#print(plain`${timeOf(entry.timestamp)} ${name}: ${entry.text}`);
    }
  }

  #listen(): void {
    const client = this.#client;
    client.on('message', (message) => this.#heard(message));
    client.on('receipt', ({ from, timestamps }) => {
      this.#output.record({ event: 'receipt', from, timestamps });
      if (this.#last && timestamps.includes(this.#last.timestamp)) this.#tick('✓✓');
    });
    client.on('ownMessage', (message) => {
      if (message.conversation !== this.#with) return;
      const { sentAt, text } = message;
      const line = plain`${timeOf(sentAt)} ${this.#names.self}, elsewhere: ${text}`;
      this.#event(line, { event: 'ownMessage', ...message });
    });
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

  #heard(message: ClientEvents['message']): void {
    this.#with ??= message.from;
    const name = this.#names.nameOf(message.from);
    const text = plain`${timeOf(message.timestamp)} ${name}: ${message.text}`;
    this.#event(text, { event: 'message', ...message });
  }

  #line(line: string): void {
    if (line.startsWith('/')) void this.#command(line);
    else if (line.length > 0) this.#send(line);
    else this.#prompt();
  }

  #send(text: string): void {
    if (this.#with === undefined) {
      this.#print(plain`Nobody has written yet; name somebody: aldis chat WHO`);
      this.#prompt();
      return;
    }
    this.#last = { timestamp: 0, ticks: '…' };
    const mine = this.#last;
    const sent = this.#client.send(this.#with, text).then(
      ({ to, timestamp }) => {
        this.#output.record({ event: 'sent', to, timestamp });
        mine.timestamp = timestamp;
        if (this.#last === mine) this.#tick('✓');
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
      await this.#obey(line);
    } catch (error) {
      this.#print(plain`! ${error instanceof Error ? error.message : 'That failed.'}`);
    }
    this.#prompt();
  }

  async #obey(line: string): Promise<void> {
    if (line === '/quit') {
      this.#lines.close();
      return;
    }
    const who = this.#with;
    if (line === '/help' || who === undefined) {
      for (const help of HELP) this.#print(plain`${help}`);
    } else if (line === '/safety') {
      const number = await this.#client.safetyNumber(who);
      const rows = [...number.qr.split('\n'), number.groups.join(' ')];
      this.#print(lines(rows.map((row) => plain`${row}`)));
      this.#shown = number.digits;
    } else if (/^\/(verify|accept)\b/.test(line)) {
      await this.#decide(who, line);
    } else {
      this.#print(plain`There is no ${line}; see /help.`);
    }
  }

  /** Holds for the number that was shown or typed, whatever the server says by now. */
  async #decide(who: AccountId, line: string): Promise<void> {
    const [command, ...typed] = line.split(/\s+/);
    const compared = typed.length > 0 ? typed.join('') : this.#shown;
    if (compared === undefined) {
      this.#print(plain`Look at /safety first and compare it with what the other sees.`);
    } else if (command === '/verify') {
      this.#client.verify(who, compared);
      this.#print(plain`Noted as compared.`);
    } else {
      await this.#client.acceptIdentity(who, compared);
      this.#print(plain`Accepted.`);
    }
  }

  #tick(ticks: string): void {
    if (!this.#last) return;
    // The receipt may overtake the server's answer.
    if (this.#last.ticks !== '✓✓') this.#last.ticks = ticks;
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
    this.#lines.setPrompt(this.#last ? `${this.#last.ticks} > ` : '> ');
    this.#lines.prompt(true);
  }
}
