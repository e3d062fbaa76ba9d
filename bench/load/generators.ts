// The processes of simulated devices, as the parent commands them.

import { fileURLToPath } from 'node:url';
import type { AccountId } from '#protocol';
import type { Answers, Books, Counts, Notice, Order, Sample } from './orders.ts';
import { clockMicros } from '#lab/clock.ts';
import { Forked } from '#lab/forked.ts';
import type { Schedule } from './schedule.ts';
import { isRecipientHalf } from './schedule.ts';

const processFile = fileURLToPath(new URL('./process.ts', import.meta.url));
/** Every process has heard of the load by then. */
const startLeadMs = 500;

export interface GeneratorOptions {
  readonly url: string;
  /** Further addresses of the same cluster. */
  readonly others: readonly string[];
  readonly invitation: string;
  readonly devices: number;
  readonly processes: number;
  readonly bytes: number;
  /** 0: devices talk in pairs. */
  readonly groups: number;
  /** Each account has a second device. */
  readonly linked: boolean;
  /** Called with each sample and the number of its process. */
  readonly onSample: (sample: Sample, process: number) => void;
}

export class Generators {
  readonly #options: GeneratorOptions;
  readonly #members: Forked<Order, Answers, Notice>[];

  constructor(options: GeneratorOptions) {
    this.#options = options;
    this.#members = Array.from(
      { length: options.processes },
      (_, index) => new Forked(processFile, ({ sample }) => options.onSample(sample, index)),
    );
  }

  get pids(): number[] {
    return this.#members.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** Registers all devices and has every pair greet, one half after the other. */
  async setUp(): Promise<void> {
    const { url, others, invitation, bytes, linked, devices, processes, groups } = this.#options;
    const numbers = Array.from({ length: devices }, (_, index) => index);
    const registered = await Promise.all(
      this.#members.map((member, index) => {
        // Dealt like cards, so that each process has senders and recipients.
        const own = numbers.filter((device) => device % processes === index);
        const where = { url, others, invitation, bytes, linked };
        return member.ask({ what: 'register', ...where, devices: own });
      }),
    );
    const accounts: AccountId[] = [];
    for (const { device, account } of registered.flat()) accounts[device] = account;
    await this.#all({ what: 'meet', accounts });
    if (groups > 0) {
      // Whoever makes a group has to have heard of everybody.
      const whom = 'first';
      await this.#all({ what: 'greet', devices: numbers.slice(1), whom });
      return;
    }
    // Two who greet each other at once would open two sessions.
    const recipients = numbers.filter((device) => isRecipientHalf(device, devices));
    const senders = numbers.filter((device) => !isRecipientHalf(device, devices));
    await this.#all({ what: 'greet', devices: senders, whom: 'partner' });
    await this.#all({ what: 'greet', devices: recipients, whom: 'partner' });
  }

  /** Makes the groups, waits until everybody is in, and has every speaker say a word. */
  async gather({ groups, senders }: Schedule): Promise<void> {
    const made = (await this.#all({ what: 'found', groups })).flat();
    await this.#all({ what: 'enter', groups: made });
    const versions = (await this.#all({ what: 'versions' })).flat();
    await this.#all({ what: 'know', versions });
    const speakers = Array.from({ length: senders }, (_, index) => index);
    await this.#all({ what: 'greet', devices: speakers, whom: 'group' });
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
    await Promise.all(this.#members.map((member) => member.end({ what: 'end' })));
  }

  #all<O extends Order>(order: O): Promise<Answers[O['what']][]> {
    return Promise.all(this.#members.map((member) => member.ask(order)));
  }
}
