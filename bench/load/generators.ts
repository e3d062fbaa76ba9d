// The processes of simulated devices, as the parent commands them.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AccountId } from '#protocol';
import type { Answers, Books, Counts, FromProcess, Order, Sample } from './orders.ts';
import { clockMicros } from '#lab/clock.ts';
import type { Schedule } from './schedule.ts';
import { isRecipientHalf } from './schedule.ts';

const processFile = fileURLToPath(new URL('./process.ts', import.meta.url));
/** Every process has heard of the load by then. */
const startLeadMs = 500;
const endTimeoutMs = 20_000;

export interface GeneratorOptions {
  readonly url: string;
  /** Further addresses of the same cluster. */
  readonly others: readonly string[];
  readonly invitation: string;
  readonly devices: number;
  readonly processes: number;
  readonly bytes: number;
  /** Called with each sample and the number of its process. */
  readonly onSample: (sample: Sample, process: number) => void;
}

export class Generators {
  readonly #options: GeneratorOptions;
  readonly #members: Member[];

  constructor(options: GeneratorOptions) {
    this.#options = options;
    this.#members = Array.from(
      { length: options.processes },
      (_, index) => new Member((sample) => options.onSample(sample, index)),
    );
  }

  get pids(): number[] {
    return this.#members.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** Registers all devices and has every pair greet, one half after the other. */
  async setUp(): Promise<void> {
    const { url, others, invitation, bytes, devices, processes } = this.#options;
    const numbers = Array.from({ length: devices }, (_, index) => index);
    const registered = await Promise.all(
      this.#members.map((member, index) => {
        // Dealt like cards, so that each process has senders and recipients.
        const own = numbers.filter((device) => device % processes === index);
        const where = { url, others, invitation, bytes };
        return member.ask({ what: 'register', ...where, devices: own });
      }),
    );
    const accounts: AccountId[] = [];
    for (const { device, account } of registered.flat()) accounts[device] = account;
    await this.#all({ what: 'meet', accounts });
    // Two who greet each other at once would open two sessions.
    const recipients = numbers.filter((device) => isRecipientHalf(device, devices));
    const senders = numbers.filter((device) => !isRecipientHalf(device, devices));
    await this.#all({ what: 'greet', devices: senders });
    await this.#all({ what: 'greet', devices: recipients });
  }

  /** Resolves when the last message was due; `began` hears when the first is. */
  async load(schedule: Schedule, began: (startMicros: number) => void): Promise<void> {
    const startMicros = clockMicros() + startLeadMs * 1000;
    began(startMicros);
    await this.#all({ what: 'load', schedule, startMicros });
  }

  async counts(): Promise<Counts> {
    const all = await this.#all({ what: 'counts' });
    const sum = (name: keyof Counts) => all.reduce((total, one) => total + one[name], 0);
    return {
      sent: sum('sent'),
      acknowledged: sum('acknowledged'),
      refused: sum('refused'),
      delivered: sum('delivered'),
      duplicated: sum('duplicated'),
    };
  }

  books(): Promise<Books[]> {
    return this.#all({ what: 'books' });
  }

  /** Closes every client, and ends the processes however that goes. */
  async end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()));
  }

  #all<O extends Order>(order: O): Promise<Answers[O['what']][]> {
    return Promise.all(this.#members.map((member) => member.ask(order)));
  }
}

class Member {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve(answer: Answers[Order['what']]): void; reject(error: Error): void }
  >();
  #next = 0;
  #gone = false;

  constructor(onSample: (sample: Sample) => void) {
    this.#child = fork(processFile, {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message: FromProcess) => {
      if ('sample' in message) {
        onSample(message.sample);
        return;
      }
      const waiter = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ('broken' in message) waiter?.reject(new Error(message.broken));
      else waiter?.resolve(message.answer);
    });
    this.#child.once('exit', () => {
      this.#gone = true;
      const died = new Error('a process of simulated devices died');
      for (const { reject } of this.#waiting.values()) reject(died);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  ask<O extends Order>(order: O): Promise<Answers[O['what']]> {
    if (this.#gone) return Promise.reject(new Error('a process of simulated devices died'));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Answers[O['what']]), reject });
      // One that cannot be reached has exited, which rejects.
      this.#child.send({ id, order }, () => undefined);
    });
  }

  async end(): Promise<void> {
    if (this.#gone) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endTimeoutMs);
    await this.ask({ what: 'end' }).catch(() => undefined);
    if (this.#child.connected) this.#child.disconnect();
    await exited;
    clearTimeout(timer);
  }
}
