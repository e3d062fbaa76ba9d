// A small chat with several conversations. The prompt says whom one talks with, how much is unread
// elsewhere, and carries the ticks of the last text (… on its way, ✓ on the server, ✓✓ on the
// other's device, 👁 read).

import { systemClock } from '../clock.ts';
import type { AldisClient, ClientEvents, ConversationId } from '../index.ts';
import { listenTo } from './chatEvents.ts';
import { ChatOrders } from './chatOrders.ts';
import type { ChatNames } from './names.ts';
import { exitCodes, failureOf } from './output.ts';
import type { Output } from './output.ts';
import { plain } from './plain.ts';
import type { Plain } from './plain.ts';
import { Screen } from './screen.ts';
import { lineOf } from './showing.ts';

/** How long texts still unsent are waited for on the way out. */
const lastSendWaitMs = 10_000;
/** Letters of a name in the prompt. */
const promptNameMax = 32;

/** How far the last text has come; what stands later in it is never taken back. */
const tickMarks = ['…', '✓', '✓✓', '✓✓ 👁'] as const;
const read = 3;

export class Chat {
  readonly #client: AldisClient;
  readonly #names: ChatNames;
  readonly #output: Output;
  readonly #screen: Screen;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #orders: ChatOrders;
  /** How much is unread in the other conversations. */
  readonly #unread = new Map<ConversationId, number>();
  #with: ConversationId | undefined;
  #last: { timestamp: number; ticks: number } | undefined;
  #types = false;
  /** What has waited at the server is here. */
  #isDrained = false;
  #isOver = false;
  #failures = 0;
  #closed: Error | undefined;

  constructor(client: AldisClient, names: ChatNames, output: Output, who?: ConversationId) {
    this.#client = client;
    this.#names = names;
    this.#output = output;
    this.#with = who;
    this.#screen = new Screen(output);
    this.#orders = new ChatOrders(client, names, {
      print: (text, fields) => this.#event(text, fields),
      who: () => this.#with,
      turnTo: (conversation) => this.#turnTo(conversation),
      unread: () => [...this.#unread.keys()],
      close: () => this.#screen.close(),
    });
  }

  /**
   * Runs until /quit, Ctrl-C, Ctrl-D or the end of the input, and returns the exit code. Throws
   * where the server ended the connection for good.
   */
  async run(): Promise<number> {
    const ended = this.#screen.run((line) => this.#line(line));
    this.#output.noteThrough((text) => this.#event(text));
    this.#welcome();
    listenTo(this.#client, this.#names, {
      event: (text, fields, conversation) => this.#event(text, fields, conversation),
      message: (message) => this.#heard(message),
      receipt: (receipt) => this.#received(receipt),
      typing: (event) => this.#typing(event),
      readElsewhere: () => this.#countUnread(),
      drained: () => this.#drained(),
      closed: (error) => {
        this.#closed = error;
        this.#screen.close();
      },
    });
    // Why there is no connection is told by its states.
    this.#client.connect().catch(() => undefined);
    this.#prompt();
    await ended;
    this.#output.noteThrough(undefined);
    await this.#lastSends();
    if (this.#closed) throw this.#closed;
    if (this.#pending.size > 0) return exitCodes.waits;
    return this.#failures > 0 && !this.#screen.isTerminal ? exitCodes.failed : exitCodes.done;
  }

  async #lastSends(): Promise<void> {
    const patience = Promise.withResolvers<void>();
    const late = systemClock.after(lastSendWaitMs, patience.resolve);
    if (this.#pending.size > 0 && this.#screen.isTerminal) {
      this.#screen.print(plain`(sending; Ctrl-C leaves it to the next command)`);
    }
    const sent = Promise.allSettled(this.#pending);
    if (!this.#closed) await Promise.race([sent, patience.promise]);
    late.cancel();
    this.#isOver = true;
    const waiting = this.#pending.size;
    if (waiting === 0) return;
    const text = plain`${waiting} not sent yet: it leaves with the next command that connects.`;
    this.#output.record({ event: 'waits', waiting });
    this.#screen.print(text);
  }

  #welcome(): void {
    this.#screen.print(plain`You are ${this.#names.self}, ${this.#client.account}.`);
    if (this.#with !== undefined) this.#turnTo(this.#with);
    else if (this.#orders.list() === 0) {
      this.#screen.print(plain`Waiting for somebody to write; give them your id. /help for help.`);
    } else this.#screen.print(plain`/with WHO or its number to talk. /help for help.`);
  }

  #turnTo(conversation: ConversationId): void {
    this.#with = conversation;
    this.#last = undefined;
    this.#types = false;
    this.#unread.delete(conversation);
    const name = this.#names.nameOf(conversation);
    this.#event(plain`Talking with ${name}. /help for help.`, {
      event: 'with',
      conversation,
      name,
    });
    this.#orders.showHistory(conversation);
  }

  /** Counts what is unread in the other conversations, from what is stored. */
  #countUnread(): void {
    this.#unread.clear();
    for (const { conversation, unread } of this.#client.conversations()) {
      if (unread > 0 && conversation !== this.#with) this.#unread.set(conversation, unread);
    }
  }

  #heard(message: ClientEvents['message']): void {
    const { conversation, from, timestamp: at } = message;
    const id = conversation as ConversationId;
    this.#output.record({ event: 'message', ...message });
    if (this.#with === undefined) return this.#turnTo(id);
    const isHere = conversation === this.#with;
    if (isHere) {
      this.#client.conversation(conversation).markRead({ sentAt: at });
      this.#event(lineOf({ ...message, at, name: this.#names.nameOf(from) }));
      return;
    }
    // What has waited is counted then, and not scrolled by.
    if (!this.#isDrained) return;
    const wasKnown = this.#unread.has(id);
    this.#countUnread();
    const { id: _number, ...words } = message;
    const line = lineOf({ ...words, at, name: this.#names.nameOf(from) });
    const how = wasKnown ? plain`` : plain`  (/with ${this.#names.wordFor(id)})`;
    this.#event(plain`${line}${how}`, undefined, conversation);
  }

  #drained(): void {
    if (this.#isDrained) return;
    this.#isDrained = true;
    this.#countUnread();
    const [others, count] = [this.#unread.size, this.#unreadCount()];
    if (others === 0) return;
    const where = others === 1 ? 'another conversation' : `${others} other conversations`;
    this.#event(plain`» ${count} unread in ${where}: /list, /next`);
  }

  #received({ from, type, timestamps }: ClientEvents['receipt']): void {
    this.#output.record({ event: 'receipt', from, type, timestamps });
    if (!this.#last || !timestamps.includes(this.#last.timestamp)) return;
    this.#tick(type === 'delivery' ? 2 : read);
  }

  #typing(event: ClientEvents['typing']): void {
    this.#output.record({ event: 'typing', ...event });
    if (event.conversation !== this.#with) return;
    this.#types = event.started;
    this.#prompt();
  }

  #line(line: string): void {
    if (line.startsWith('//')) this.#send(line.slice(1));
    else if (line.startsWith('/')) void this.#command(line);
    else if (line.length > 0) this.#send(line);
    this.#prompt();
  }

  #send(text: string): void {
    if (this.#with === undefined) {
      this.#failed(new Error('Nobody has written yet; name somebody: /with WHO'));
      return;
    }
    this.#last = { timestamp: 0, ticks: 0 };
    const mine = this.#last;
    const sending = this.#client.send(this.#with, text).then(
      ({ to, timestamp }) => {
        this.#output.record({ event: 'sent', to, timestamp });
        mine.timestamp = timestamp;
        if (this.#last === mine) this.#tick(1);
        this.#pending.delete(sending);
      },
      (error: unknown) => {
        if (this.#last === mine) this.#last = undefined;
        if (this.#isOver) return;
        this.#pending.delete(sending);
        this.#failed(error);
      },
    );
    this.#pending.add(sending);
  }

  async #command(line: string): Promise<void> {
    try {
      await this.#orders.obey(line);
    } catch (error) {
      this.#failed(error);
    }
    this.#prompt();
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    const said = failureOf(error);
    const rows = (said.choices ?? []).map(({ name, id }) => plain`    ${name.padEnd(16)} ${id}`);
    this.#event(plain`! ${said.message}`, { error: said });
    for (const row of rows) this.#screen.print(row);
  }

  #tick(ticks: number): void {
    if (!this.#last) return;
    // A receipt may overtake the server's answer.
    this.#last.ticks = Math.max(this.#last.ticks, ticks);
    this.#prompt();
  }

  /**
   * Says something of a conversation; of another one it says which, so that it looks like no line
   * of this one.
   */
  #event(text: Plain, fields?: object, conversation?: string): void {
    if (fields) this.#output.record(fields);
    const isHere = conversation === undefined || conversation === this.#with;
    const there = conversation === undefined ? '' : this.#names.nameOf(conversation);
    this.#screen.print(isHere ? text : plain`» ${there} · ${text}`);
    this.#prompt();
  }

  #unreadCount(): number {
    return [...this.#unread.values()].reduce((sum, one) => sum + one, 0);
  }

  #prompt(): void {
    const name = this.#with === undefined ? '(nobody)' : this.#names.nameOf(this.#with);
    const who = [...name].slice(0, promptNameMax).join('');
    const types = this.#types ? ' (types)' : '';
    const ticks = this.#last ? ` ${tickMarks[this.#last.ticks] ?? ''}` : '';
    const unread = this.#unread.size > 0 ? ` +${this.#unreadCount()}` : '';
    this.#screen.prompt(plain`${who}${types}${unread}${ticks}`);
  }
}
