// A process that holds a profile opens it to all others: each command that they are asked for is
// run here, at their terminal, and programs call the same commands as methods.

import { dirname } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { Carrying } from '../daemon/carrying.ts';
import { Door } from '../daemon/door.ts';
import { answerBy, described } from '../daemon/methods.ts';
import type { Methods } from '../daemon/methods.ts';
import type { Peer, Serving } from '../daemon/peer.ts';
import { RpcError, rpcCodes } from '../daemon/wire.ts';
import { eventNames } from '../events.ts';
import { ClientError } from '../index.ts';
import type { AldisClient, ClientEvents } from '../index.ts';
import type { Borrowed, Cli, CommandLine, HeldProfile, OpenProfile } from './cli.ts';
import { holderMethods } from './holderMethods.ts';
import type { CommandAsked, HolderState, HolderWork } from './holderMethods.ts';
import { lockWith } from './locking.ts';
import { Names } from './names.ts';
import { NumberChanging } from './numberChanging.ts';
import { Answers, failureOf } from './output.ts';
import type { ProfileCard, Profiles } from './profiles.ts';
import { RemoteTerminal, noTerminal } from './remoteTerminal.ts';
import type { Showing } from './showingMethods.ts';
import { Telling } from './telling.ts';
import { version } from './version.ts';

/** What others have begun may end before the profile is closed. */
const lastCommandsWaitMs = 3_000;

/** Does the work with a profile, and lets others work with it meanwhile. */
export async function holding(
  cli: Cli,
  { self, client }: OpenProfile,
  work: (open?: { readonly holder: Holder; readonly door: Door }) => Promise<void>,
): Promise<void> {
  const { held, line, profiles } = cli;
  if (held || !line) return work();
  const holder = new Holder(profiles, line, self, client);
  const folder = dirname(profiles.storeOf(self.name));
  const door = await Door.open(folder, version(), holder.serving);
  try {
    await work({ holder, door });
  } finally {
    await holder.settled();
    await door.close();
  }
}

export class Holder implements HeldProfile, HolderWork {
  readonly self: ProfileCard;
  readonly profiles: Profiles;
  readonly serving: Serving;
  readonly carrying: Carrying;
  readonly numberChanging: NumberChanging;
  readonly #line: CommandLine;
  readonly #client: AldisClient;
  readonly #terminals = new Map<Peer, RemoteTerminal>();
  readonly #telling: Telling;
  readonly #methods: Methods;
  readonly #underWay = new Set<Promise<unknown>>();
  #isDrained = false;

  constructor(profiles: Profiles, line: CommandLine, self: ProfileCard, client: AldisClient) {
    this.profiles = profiles;
    this.#line = line;
    this.self = self;
    this.#client = client;
    this.#telling = new Telling(client);
    this.carrying = new Carrying(client);
    this.numberChanging = new NumberChanging(client.ownAccount, systemClock);
    this.#methods = holderMethods(line.root, this);
    this.serving = {
      answer: (name, params, peer) => this.#kept(answerBy(this.#methods, name, params, peer)),
      heard: (name, params, peer) => this.#heard(name, params, peer),
      said: refusalOf,
    };
    client.on('queueEmpty', () => {
      this.#isDrained = true;
    });
    client.on('state', ({ state }) => {
      if (state !== 'connected') this.#isDrained = false;
    });
  }

  borrow(): Borrowed {
    const taken: (() => void)[] = [];
    const client = this.#client;
    const on: AldisClient['on'] = (name, listener) => {
      const off = client.on(name, listener);
      taken.push(off);
      // Whoever comes later hears that as well.
      if (name === 'queueEmpty' && this.#isDrained) {
        void Promise.resolve().then(() => listener(null as never));
      }
      return off;
    };
    const connect = () => (client.state === 'connected' ? Promise.resolve() : client.connect());
    return {
      client: viewOf(client, { on, connect }),
      giveBack: () => {
        for (const off of taken) off();
      },
    };
  }

  describe(): object {
    return described(this.#methods, eventNames);
  }

  showing(): Showing {
    const { profiles, self } = this;
    const client = this.#client;
    const output = new Answers(() => undefined, noTerminal());
    return {
      client,
      names: new Names(profiles, self, client),
      lock: (passphrase) => lockWith({ profiles, output }, self, client, passphrase),
    };
  }

  archive(): string {
    return this.profiles.archiveOf(this.self.name, systemClock.now());
  }

  state(): HolderState {
    const { account, device, state, waiting, lock } = this.#client;
    return { profile: this.self.name, account, device, state, waiting, locked: lock.isSet };
  }

  subscribe(peer: Peer, events: readonly (keyof ClientEvents)[]) {
    return this.#telling.begin(peer, events);
  }

  unsubscribe(peer: Peer, events: readonly (keyof ClientEvents)[]) {
    return this.#telling.end(peer, events);
  }

  typing(who: string, started: boolean): string {
    const conversation = this.showing().names.conversation(who);
    this.#client.conversation(conversation).typing(started);
    return conversation;
  }

  async command(asked: CommandAsked, peer: Peer): Promise<number> {
    if (this.#terminals.has(peer)) {
      const data = { code: 'daemon.busy' };
      throw new RpcError(rpcCodes.refused, 'One command a connection.', data);
    }
    const terminal = new RemoteTerminal(peer, asked.sight);
    this.#terminals.set(peer, terminal);
    void peer.silent.then(() => terminal.hangUp());
    try {
      const code = await this.#line.run({ ...asked, terminal, held: this });
      await terminal.said();
      return code;
    } finally {
      this.#terminals.delete(peer);
    }
  }

  signal(name: string, peer: Peer): boolean {
    return this.#terminals.get(peer)?.signal(name) === true;
  }

  async obey(words: readonly string[]): Promise<readonly object[]> {
    const answers: object[] = [];
    const terminal = noTerminal();
    await this.#line.obey({ words, folder: '/', terminal, held: this, answers });
    return answers;
  }

  /** Resolves when what others have begun is over, or takes too long. */
  async settled(): Promise<void> {
    for (const terminal of this.#terminals.values()) terminal.hangUp();
    this.numberChanging.end();
    const patience = Promise.withResolvers<void>();
    const late = systemClock.after(lastCommandsWaitMs, patience.resolve);
    await Promise.race([Promise.allSettled([...this.#underWay]), patience.promise]);
    late.cancel();
  }

  #kept<Value>(work: Promise<Value>): Promise<Value> {
    this.#underWay.add(work);
    const over = () => this.#underWay.delete(work);
    work.then(over, over);
    return work;
  }

  #heard(name: string, params: unknown, peer: Peer): void {
    this.carrying.engine.heard(name, params, peer);
    if (name !== 'terminal.size') return;
    const size = sizeShape.safeParse(params);
    if (size.success) this.#terminals.get(peer)?.resize(size.data.columns);
  }
}

const sizeShape = z.object({ columns: z.number().int().positive() });

/** The same client, some of whose methods are others; its own fields stay its own. */
function viewOf(client: AldisClient, others: Partial<AldisClient>): AldisClient {
  return new Proxy(client, {
    get(target, key) {
      if (Object.hasOwn(others, key)) return Reflect.get(others, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A failure as `aldis --json` says it. */
export function refusalOf(error: unknown): RpcError {
  const { message, ...data } = failureOf(error);
  const retryAfterMs = error instanceof Error && 'retryAfterMs' in error ? error.retryAfterMs : 0;
  const later = typeof retryAfterMs === 'number' && retryAfterMs > 0 ? { retryAfterMs } : {};
  const timeRemainingMs = error instanceof ClientError ? error.timeRemainingMs : undefined;
  const lapses = timeRemainingMs === undefined ? {} : { timeRemainingMs };
  return new RpcError(rpcCodes.refused, message, { ...data, ...later, ...lapses });
}
