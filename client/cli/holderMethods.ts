// The methods of a process that holds a profile: all commands for programs, and what is no command.

import type { Command } from 'commander';
import { z } from 'zod';
import { method, pageMethod } from '../daemon/methods.ts';
import type { Methods } from '../daemon/methods.ts';
import type { Peer } from '../daemon/peer.ts';
import { mediaWords } from '../daemon/remoteEngine.ts';
import { wallOf } from '../desk/wall.ts';
import type { Wall } from '../desk/wall.ts';
import { eventNames } from '../events.ts';
import type { ClientEvents } from '../index.ts';
import { accountMethods } from './accountMethods.ts';
import { callMethods } from './callMethods.ts';
import type { CallWork } from './callMethods.ts';
import { commandMethods } from './commandMethods.ts';
import type { NumberChanging } from './numberChanging.ts';
import { sightShape } from './remoteTerminal.ts';
import { showingMethods } from './showingMethods.ts';
import type { Showing } from './showingMethods.ts';

const commandWordsMax = 10_000;

const eventsShape = z
  .array(z.enum(eventNames))
  .min(1)
  .max(eventNames.length)
  .describe('names of events');
const toldShape = z.object({ events: z.array(z.string()).describe('all that are told now') });

const stateShape = z.object({
  profile: z.string(),
  account: z.string(),
  device: z.number(),
  state: z.string().describe('connecting, connected, waiting or closed'),
  waiting: z.number().describe('sends that wait for the server'),
  locked: z.boolean().describe('its file says nothing without a passphrase'),
});
export type HolderState = z.output<typeof stateShape>;

const commandShape = z.strictObject({
  words: z.array(z.string()).max(commandWordsMax),
  folder: z.string(),
  passphraseFile: z.string().optional(),
  sight: sightShape,
});
export type CommandAsked = z.output<typeof commandShape>;

type Name = keyof ClientEvents;

/** What the methods ask for. */
export interface HolderWork extends CallWork {
  describe(): object;
  showing(): Showing;
  /** Where an archive of the account may be written. */
  archive(): string;
  readonly numberChanging: Pick<NumberChanging, 'change'>;
  state(): HolderState;
  subscribe(peer: Peer, events: readonly Name[]): Name[];
  unsubscribe(peer: Peer, events: readonly Name[]): Name[];
  /** Returns the conversation. */
  typing(who: string, started: boolean): string;
  /** Returns the exit code. */
  command(asked: CommandAsked, peer: Peer): Promise<number>;
  /** False where no command waits for it. */
  signal(name: string, peer: Peer): boolean;
  /** Runs a command; returns what it says to a program. */
  obey(words: readonly string[]): Promise<readonly object[]>;
}

export function holderMethods(root: Command, work: HolderWork): Methods {
  return {
    ...commandMethods(root, (words) => work.obey(words)),
    ...showingMethods(() => work.showing()),
    ...accountMethods(
      () => work.showing().client,
      () => work.archive(),
      () => work.numberChanging,
    ),
    ...callMethods(work),
    ...ownMethods(work),
  };
}

/** What of them a page of the desk may ask for, whoever holds the profile. None is called. */
export const pageWall = (root: Command): Wall =>
  wallOf(holderMethods(root, {} as HolderWork), mediaWords);

const ownMethods = (work: HolderWork): Methods => ({
  state: pageMethod('how it is', z.strictObject({}), stateShape, async () => work.state()),
  subscribe: pageMethod(
    'tell the caller of these events from now on',
    z.strictObject({ events: eventsShape }),
    toldShape,
    async ({ events }, peer) => ({ events: work.subscribe(peer, events) }),
  ),
  unsubscribe: method(
    'tell the caller of these no more',
    z.strictObject({ events: eventsShape }),
    toldShape,
    async ({ events }, peer) => ({ events: work.unsubscribe(peer, events) }),
  ),
  typing: pageMethod(
    'tell somebody that you type, or have stopped',
    z.strictObject({ who: z.string(), started: z.boolean() }),
    z.object({ conversation: z.string() }),
    async ({ who, started }) => ({ conversation: work.typing(who, started) }),
  ),
  'rpc.discover': method(
    'what this page says, in the form of OpenRPC',
    z.strictObject({}),
    z.looseObject({ openrpc: z.string() }),
    async () => work.describe(),
  ),
  command: method(
    'run a command at the terminal of the caller; for the command line itself',
    commandShape,
    z.object({ code: z.number() }),
    async (asked, peer) => ({ code: await work.command(asked, peer) }),
  ),
  'terminal.signal': method(
    'tell that command of a signal',
    z.strictObject({ signal: z.string() }),
    z.object({ isHeard: z.boolean() }),
    async ({ signal }, peer) => ({ isHeard: work.signal(signal, peer) }),
  ),
});
