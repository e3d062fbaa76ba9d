// One simulated device: a client of the SDK with its profile in memory, which numbers what it sends
// and reads the numbers of what it gets.

import type { ClientEvents } from '#client';
import { AldisClient, ClientError, socketNetwork } from '#client';
import type { AccountId, GroupId } from '#protocol';
import type { SentBook, ShownBook } from '#lab/ledger.ts';
import { clockMicros } from '#lab/clock.ts';
import { SwitchedNetwork } from './switchedNetwork.ts';

/** `stream/number/due`, then filling. The due time of a greeting is 0. */
const pattern = /^(\d+>\d+)\/(\d+)\/(\d+) /;
/** A server that is full says when to ask again; after this it is given up. */
const registerTimeoutMs = 120_000;
const registerPauseMs = 500;

/** What the devices of one process write to. */
export interface Tally {
  readonly sent: SentBook;
  readonly shown: ShownBook;
  undecryptable: number;
  rejected: number;
  receipts: number;
  troubles: number;
  /** Shown as somebody's who is not the one that it says, or in another place. */
  forged: number;
  /** Called with the due time and how much later it was; microseconds. */
  acknowledged(dueMicros: number, afterMicros: number): void;
  delivered(dueMicros: number, afterMicros: number): void;
  /**
   * The account of a device, by its number; likewise a group. Undefined while that is not known.
   */
  accountOf(number: number): AccountId | undefined;
  groupOf(number: number): GroupId | undefined;
}

export class SimulatedDevice {
  readonly number: number;
  readonly account: AccountId;
  readonly #client: AldisClient;
  readonly #network: SwitchedNetwork;
  readonly #tally: Tally;
  readonly #bytes: number;
  /** The second device of the account, where it has one. */
  #further: AldisClient | undefined;
  /** What it was told of its groups last. */
  readonly #groups = new Map<string, ClientEvents['group']>();
  #switchedAt: number | undefined;
  /** Milliseconds from the switch to the connection, and to the end of what waited. */
  connectedAfterMs: number | undefined;
  caughtUpAfterMs: number | undefined;

  private constructor(
    number: number,
    client: AldisClient,
    network: SwitchedNetwork,
    tally: Tally,
    bytes: number,
  ) {
    this.number = number;
    this.account = client.account;
    this.#client = client;
    this.#network = network;
    this.#tally = tally;
    this.#bytes = bytes;
    this.#listen();
  }

  /** Registers, connects and publishes keys: their making is no part of the load. */
  static async join(
    number: number,
    where: {
      readonly url: string;
      readonly others: readonly string[];
      readonly invitation: string;
      readonly bytes: number;
      readonly linked: boolean;
    },
    tally: Tally,
  ): Promise<SimulatedDevice> {
    // Devices are spread over the addresses, and each knows all of them.
    const all = [where.url, ...where.others];
    const at = number % all.length;
    const [server = where.url, ...others] = [...all.slice(at), ...all.slice(0, at)];
    // Nobody's password: these accounts are made for the load alone.
    const network = new SwitchedNetwork(socketNetwork({ others, insecure: true }));
    const until = Date.now() + registerTimeoutMs;
    const client = await registered(network, server, where.invitation, until);
    const device = new SimulatedDevice(number, client, network, tally, where.bytes);
    await client.connect();
    await client.publishKeys();
    if (where.linked) device.#hear(await linkedTo(client, server, others, until));
    return device;
  }

  /** Resolves when the message is acknowledged or given up. */
  say(partner: { number: number; account: AccountId }, dueMicros: number): Promise<void> {
    const stream = `${this.number}>${partner.number}`;
    const copies = this.#further ? [onSecond(stream), onOwn(stream)] : [];
    return this.#say(partner.account, stream, [stream, ...copies], dueMicros);
  }

  /** The same, to everybody of a group. */
  sayIn(
    group: { number: number; id: GroupId },
    others: readonly number[],
    dueMicros: number,
  ): Promise<void> {
    const stream = `${this.number}>${group.number}`;
    const copies = others.map((other) => byMember(stream, other));
    return this.#say(group.id, stream, copies, dueMicros);
  }

  /** Resolves with the new group once the server has it. */
  async found(title: string, members: readonly AccountId[]): Promise<GroupId> {
    return (await this.#client.groups.create({ title, members })).id;
  }

  /** The group as the server has it. */
  async versionOf(group: GroupId): Promise<number> {
    return (await this.#client.groups.get(group).refresh()).version;
  }

  /** True when it is a member; where it is asked to become one it does. */
  async isIn(group: GroupId): Promise<boolean> {
    const standing = this.#groups.get(group)?.standing;
    if (standing === 'invited') {
      // Many come at once: whoever is always too late tries again with the next look.
      await this.#client.groups.get(group).accept().catch(unlessLate);
    }
    return standing === 'member';
  }

  /** True when it knows the group that far: whom it does not know it would not write to. */
  knows(group: GroupId, version: number): boolean {
    return (this.#groups.get(group)?.version ?? -1) >= version;
  }

  async #say(
    to: AccountId | GroupId,
    stream: string,
    copies: readonly string[],
    dueMicros: number,
  ): Promise<void> {
    const { sent } = this.#tally;
    const [number = 0] = copies.map((copy) => sent.next(copy));
    const text = `${stream}/${number}/${dueMicros} `.padEnd(this.#bytes, '.');
    try {
      await this.#client.conversation(to).send(text);
    } catch (error) {
      // A close leaves the outcome unknown: the message is neither acknowledged nor refused.
      if (error instanceof ClientError && error.code === 'client.closed') return;
      for (const one of copies) sent.refuse(one);
      return;
    }
    for (const one of copies) sent.acknowledge(one, number);
    if (dueMicros > 0) this.#tally.acknowledged(dueMicros, clockMicros() - dueMicros);
  }

  drop(): void {
    this.#switched();
    this.#network.drop();
  }

  leave(): void {
    this.#network.leave();
  }

  comeBack(): void {
    this.#switched();
    this.#network.comeBack();
  }

  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#further?.close()]);
  }

  /** Notes what the account's second device shows, of others and of the first. */
  #hear(further: AldisClient): void {
    this.#further = further;
    const tally = this.#tally;
    const show = (text: string, copyOf: (stream: string) => string) => {
      const [, stream, number] = pattern.exec(text) ?? [];
      if (stream !== undefined) tally.shown.show(copyOf(stream), Number(number));
    };
    further.on('message', ({ text }) => show(text, onSecond));
    further.on('ownMessage', ({ text }) => show(text, onOwn));
    this.#watch(further);
  }

  #switched(): void {
    this.#switchedAt = performance.now();
    this.connectedAfterMs = Number.POSITIVE_INFINITY;
    this.caughtUpAfterMs = Number.POSITIVE_INFINITY;
  }

  #sinceSwitch(known: number | undefined): number | undefined {
    if (this.#switchedAt === undefined || known !== Number.POSITIVE_INFINITY) return known;
    return performance.now() - this.#switchedAt;
  }

  /** It comes from whom it says, and where it was said. */
  #isTrue(stream: string, from: AccountId, group: string | undefined): boolean {
    const [sender, place] = stream.split('>').map(Number);
    const author = this.#tally.accountOf(sender ?? -1);
    const isAuthor = author === undefined || author === from;
    return isAuthor && (group === undefined || this.#tally.groupOf(place ?? -1) === group);
  }

  /** What must not be, and what is got over. */
  #watch(client: AldisClient): void {
    const tally = this.#tally;
    client.on('session', ({ change }) => {
      if (change === 'broken') tally.undecryptable += 1;
    });
    client.on('rejected', () => {
      tally.rejected += 1;
    });
    client.on('trouble', () => {
      tally.troubles += 1;
    });
  }

  #listen(): void {
    const tally = this.#tally;
    this.#client.on('message', ({ text, from, conversation }) => {
      const [, stream, number, due] = pattern.exec(text) ?? [];
      if (stream === undefined) return;
      const isOfGroup = conversation !== from;
      if (!this.#isTrue(stream, from, isOfGroup ? conversation : undefined)) tally.forged += 1;
      const place = isOfGroup ? byMember(stream, this.number) : stream;
      const first = tally.shown.show(place, Number(number));
      const dueMicros = Number(due);
      if (first && dueMicros > 0) tally.delivered(dueMicros, clockMicros() - dueMicros);
    });
    this.#watch(this.#client);
    this.#client.on('group', (told) => this.#groups.set(told.group, told));
    this.#client.on('receipt', ({ timestamps }) => {
      tally.receipts += timestamps.length;
    });
    this.#client.on('state', ({ state }) => {
      if (state !== 'connected') return;
      this.connectedAfterMs = this.#sinceSwitch(this.connectedAfterMs);
    });
    this.#client.on('queueEmpty', () => {
      this.caughtUpAfterMs = this.#sinceSwitch(this.caughtUpAfterMs);
    });
  }
}

function unlessLate(error: unknown): void {
  if (!(error instanceof ClientError) || error.code !== 'server.timeout') throw error;
}

/** A message as the recipient's second device shows it, and as the sender's own does. */
const onSecond = (stream: string): string => `${stream} second`;
const onOwn = (stream: string): string => `${stream} own`;
/** A message of a group as one of its members shows it. */
const byMember = (stream: string, member: number): string => `${stream} member ${member}`;

/** Links a second device of the account; where too many wait at once it waits for its turn. */
async function linkedTo(
  first: AldisClient,
  server: string,
  others: readonly string[],
  until: number,
): Promise<AldisClient> {
  for (;;) {
    try {
      let taken: Promise<unknown> = Promise.resolve();
      const further = await AldisClient.link({
        server,
        profile: ':memory:',
        network: socketNetwork({ others, insecure: true }),
        onLink: (url) => {
          taken = first.devices.link(url);
        },
      });
      await taken;
      await further.connect();
      await further.publishKeys();
      return further;
    } catch (error) {
      const busy =
        error instanceof ClientError &&
        (error.code === 'rate.limited' || error.code === 'server.busy');
      if (!busy || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, registerPauseMs));
    }
  }
}

async function registered(
  network: SwitchedNetwork,
  server: string,
  invitation: string,
  until: number,
): Promise<AldisClient> {
  for (;;) {
    try {
      return await AldisClient.register({ server, invitation, profile: ':memory:', network });
    } catch (error) {
      const waitMs = error instanceof ClientError ? error.retryAfterMs : undefined;
      if (waitMs === undefined || Date.now() + waitMs > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs + registerPauseMs));
    }
  }
}
