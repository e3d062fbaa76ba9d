// What every command of the command line has before it, and how it opens a profile.

import { dirname } from 'node:path';
import { parseAccountId } from '#protocol';
import type { Command } from 'commander';
import { pause, systemClock } from '../clock.ts';
import type { Carrying } from '../daemon/carrying.ts';
import { Door } from '../daemon/door.ts';
import { AldisClient, ClientError } from '../index.ts';
import type { SentMessage } from '../index.ts';
import { Names, UnknownError } from './names.ts';
import { Waiting } from './output.ts';
import type { Output } from './output.ts';
import { withPassphrase } from './passphrases.ts';
import { plain } from './plain.ts';
import type { ProfileCard, Profiles } from './profiles.ts';
import type { Terminal } from './terminal.ts';
import { networkOf } from './ways.ts';

/** A command does not end before this while something waits to be sent; the next would send it. */
const outboxWaitMs = 3_000;
const outboxLookMs = 20;
/** What waits at the server is heard first, but no longer than this. */
const hearWaitMs = 10_000;
/** What is only shown, and a name that is not known yet, may come from the server for so long. */
const findWaitMs = 5_000;
/** What is said is on its way for so long before it is left to the outbox. */
export const sendWaitMs = 5_000;

/** What may be somebody's user name, or the link to it. */
const usernameForm = /^([A-Za-z_]\w{2,31}\.\d{2,9}|aldis:\/\/user\?\S+)$/;

/** One run of the command line: where it prints, and what its options say of every command. */
export interface Cli {
  readonly output: Output;
  readonly profiles: Profiles;
  /** What `--profile` said. */
  readonly profile: string | undefined;
  /** What `--insecure` said. */
  readonly insecure: boolean;
  /** What `--passphrase-file` or ALDIS_PASSPHRASE_FILE said. */
  readonly passphraseFile?: string | undefined;
  /** The data folder of a cluster on this machine; that of this checkout unless said. */
  readonly clusterFolder?: string | undefined;
  /** A browser can be opened where it runs. */
  readonly isAtDesktop?: boolean;
  /** What it ends with where nothing failed, and yet not all is done. */
  end?(code: number): void;
  /** The profile is open already: the command is run for the terminal of somebody else. */
  readonly held?: HeldProfile | undefined;
  /** The command line itself, for who runs others' commands. */
  readonly line?: CommandLine;
}

/** A profile that one process holds for all who work with it. */
export interface HeldProfile {
  readonly self: ProfileCard;
  readonly profiles: Profiles;
  /** Its calls, and who carries them. */
  readonly carrying: Carrying;
  /** A view of its client for one command; what the command listens to ends with it. */
  borrow(): Borrowed;
}

export interface Borrowed {
  readonly client: AldisClient;
  giveBack(): Promise<void> | void;
}

/** What one run of the command line is given. */
export interface Surroundings {
  readonly words: readonly string[];
  /** What paths among the words begin at. */
  readonly folder: string;
  /** Where no option names one. */
  readonly passphraseFile?: string | undefined;
  /** The data folder of a cluster on this machine, where it is not that of this checkout. */
  readonly clusterFolder?: string | undefined;
  /** A browser can be opened here. */
  readonly isAtDesktop?: boolean;
  readonly terminal: Terminal;
  readonly held?: HeldProfile;
  /** Takes what is said for programs; nothing is printed then. */
  readonly answers?: object[];
}

export interface CommandLine {
  readonly root: Command;
  /** Returns the exit code; failures were printed. */
  run(surroundings: Surroundings): Promise<number>;
  /** The same, and throws what it fails with. */
  obey(surroundings: Surroundings): Promise<number>;
}

/** What is run when a command was read, with its arguments. */
type Doing = <Given extends unknown[]>(
  work: (cli: Cli, ...given: Given) => unknown,
) => (...given: Given) => Promise<void>;

/** How the commands are run. */
export interface Runs {
  /** Runs in this process, whoever holds the profile. */
  readonly here: Doing;
  /** Where the profile is open: in the process that holds it, or in this one. */
  readonly there: Doing;
  /** A path that was typed, from the folder where it was. */
  path(word: string): string;
}

/** A profile that is open for one command. */
export interface OpenProfile {
  readonly self: ProfileCard;
  readonly client: AldisClient;
  readonly names: Names;
  connect(): Promise<void>;
  /** Connects, and hears what has waited at the server. */
  hear(): Promise<void>;
  /** The same for what is only shown: where the server does not answer soon, it is what is here. */
  hearSoon(): Promise<void>;
  /** Whom a word means; asks the server where nobody here is called so. Throws UsageError. */
  find<Found>(work: () => Found): Promise<Found>;
}

/** Opens the profile for as long as the work takes. */
export async function at(
  cli: Cli,
  work: (profile: OpenProfile) => Promise<void> | void,
): Promise<void> {
  const self = cli.held?.self ?? cli.profiles.choose(cli.profile);
  const { client, giveBack } = cli.held?.borrow() ?? (await open(cli, self));
  client.on('trouble', ({ message }) => cli.output.note(plain`(${message})`));
  let connected: Promise<void> | undefined;
  const connect = () => {
    connected ??= client.connect();
    return connected;
  };
  let heard: Promise<void> | undefined;
  const hear = () => {
    const drained = new Promise<void>((resolve) => {
      client.on('queueEmpty', () => resolve());
    });
    heard ??= connect().then(() => atMost(hearWaitMs, drained, undefined));
    return heard;
  };
  const hearSoon = () => atMost(findWaitMs, hear(), undefined);
  const find = async <Found>(look: () => Found): Promise<Found> => {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof UnknownError)) throw error;
    }
    await hearSoon();
    try {
      return look();
    } catch (error) {
      if (!(error instanceof UnknownError) || !usernameForm.test(error.word)) throw error;
      const account = await client.ownAccount.findUsername(error.word).catch(notFound);
      if (!account) throw error;
      names.learn(error.word, account);
    }
    return look();
  };
  const names = new Names(cli.profiles, self, client);
  try {
    if (client.lock.isSet) keepNames(cli, self, client);
    await work({ self, client, names, connect, hear, hearSoon, find });
    if (heard) await emptied(client);
  } finally {
    await giveBack();
  }
}

/**
 * Names that `friend --as` gave stand beside the profile's file, in clear. Those of a locked one
 * become names of contacts, which are in the file; who has one there keeps that.
 */
export function keepNames(
  { profiles, output }: Pick<Cli, 'profiles' | 'output'>,
  self: ProfileCard,
  client: AldisClient,
): void {
  for (const [alias, id] of Object.entries(profiles.contacts(self.name))) {
    const account = parseAccountId(id);
    if (!account || account === client.account) continue;
    const { name = '' } = client.contacts.get(account) ?? {};
    if (name === '') client.contacts.set(account, { name: alias });
    else if (name !== alias) output.note(plain`${alias} is called ${name} from now on.`);
  }
  profiles.removeContacts(self.name);
}

/** Nothing the client gets over by itself stays unsaid. */
async function open(cli: Cli, self: ProfileCard): Promise<Borrowed> {
  const insecure = cli.insecure || self.insecure;
  const path = cli.profiles.storeOf(self.name);
  const options = { insecure, network: networkOf({ ...self, insecure }) };
  const client = await withPassphrase(cli, self.name, ({ passphrase }) =>
    passphrase === undefined
      ? AldisClient.open(path, options)
      : AldisClient.openLocked(path, { ...options, passphrase }),
  );
  // Whoever was killed while it held the profile may have left a socket that nobody hears.
  Door.clear(dirname(path));
  return { client, giveBack: () => client.close() };
}

function notFound(error: unknown): undefined {
  const isAnswer = error instanceof ClientError && error.code === 'username.not_found';
  if (!isAnswer) throw error;
}

/** The outcome. Throws Waiting where it takes longer: then it waits in the profile. */
export async function soon<Value>(waitMs: number, work: Promise<Value>): Promise<Value> {
  const late = Symbol('late');
  const done = await atMost(waitMs, work, late);
  if (done === late) throw new Waiting();
  return done;
}

/**
 * Resolves when the server has what is being sent. Throws Waiting where it has it not so soon: then
 * it leaves with the next connection. `solve` is run where the server wants a captcha before.
 */
export async function sent(
  { client, connect }: OpenProfile,
  sending: Promise<SentMessage>,
  { waitMs = sendWaitMs, solve }: { waitMs?: number; solve?: () => Promise<void> } = {},
): Promise<SentMessage> {
  const refused = new Promise<never>((_resolve, reject) => {
    connect().catch((error: unknown) => {
      const goesOn = error instanceof ClientError && error.code === 'server.unreachable';
      if (!goesOn) reject(error);
    });
  });
  for (;;) {
    const asked = captchaWanted(client);
    const ended = Promise.race([sending, refused, ...(solve ? [asked.soon] : [])]);
    const done = await soon(waitMs, ended).finally(asked.stop);
    if (done) {
      await emptied(client);
      return done;
    }
    // A person takes what time they need.
    await solve?.();
  }
}

/** Resolves where the server wants one of this client. */
function captchaWanted(client: AldisClient) {
  const wanted = Promise.withResolvers<undefined>();
  const stop = client.on('trouble', (error) => {
    const isChallenge = error instanceof ClientError && error.code === 'challenge.required';
    if (isChallenge && client.ownAccount.captchaWanted) wanted.resolve(undefined);
  });
  return { soon: wanted.promise, stop };
}

/** Says that an identity changed: what is sent waits. */
export function warnOfChanges({ output }: Cli, client: AldisClient, names: Names): void {
  client.on('identityChanged', ({ account }) => {
    const then = 'Nothing is sent until you compare and accept it: aldis accept WHO DIGITS';
    output.note(plain`! The safety number with ${names.nameOf(account)} changed. ${then}`);
  });
}

/** Connects for a program that runs on meanwhile: why not yet is said, unless it has ended. */
export async function connectBeside({ output }: Cli, client: AldisClient): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    if (error instanceof ClientError && error.code === 'client.closed') return;
    output.note(plain`${error instanceof Error ? error.message : error}`);
  }
}

/** What else waits goes out as well, such as a word of it to the account's other devices. */
export async function emptied(client: AldisClient): Promise<void> {
  for (const end = systemClock.now() + outboxWaitMs; client.waiting > 0; ) {
    if (systemClock.now() >= end) return;
    await pause(outboxLookMs);
  }
}

async function atMost<Value, Late>(
  waitMs: number,
  work: Promise<Value>,
  late: Late,
): Promise<Value | Late> {
  let timer: { cancel(): void } | undefined;
  const over = new Promise<Late>((resolve) => {
    timer = systemClock.after(waitMs, () => resolve(late));
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    timer?.cancel();
  }
}
