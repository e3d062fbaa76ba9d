// What each command of the command line does, once its arguments are read.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AldisClient } from '../index.ts';
import type { Compared, Proof } from '../index.ts';
import { ask } from './asking.ts';
import { Chat } from './chat.ts';
import { groupCalled, titleOf } from './groupNames.ts';
import { callerIn, connectBeside, emptied, open, withClient } from './desk.ts';
import type { Desk } from './desk.ts';
import { UsageError, timeOf } from './output.ts';
import { lines, plain } from './plain.ts';

export const serverDefault = 'http://127.0.0.1:7350';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** What a started cluster of this checkout writes down. */
const clusterFacts = join(import.meta.dirname, '../../data/cluster.json');
const factsShape = z.object({ url: z.string(), invitation: z.string() });

export interface RegisterArguments {
  readonly server?: string;
  readonly invite?: string;
  readonly number?: string;
  readonly code?: string;
}

export async function register(desk: Desk, name: string, given: RegisterArguments): Promise<void> {
  const server = serverUrl(given.server ?? serverDefault);
  if (desk.profiles.card(name)) {
    throw new UsageError(`The profile ${name} exists already; see aldis profiles.`);
  }
  const profile = desk.profiles.storeOf(name);
  const proof = proofOf(given, server);
  const { insecure } = desk;
  const client = await AldisClient.register({ server, profile, insecure, ...proof });
  try {
    desk.profiles.add({ name, account: client.account, server, insecure });
    // Published before the first person writes: otherwise everybody shares the last-resort key.
    await client.connect();
    await client.publishKeys();
  } finally {
    await client.close();
  }
  const { account } = client;
  const text = plain`${name} is registered as ${account}`;
  desk.output.say(text, { profile: name, account, server });
  desk.output.note(plain`Next: ./aldis --profile ${name} chat WHO`);
}

function proofOf(given: RegisterArguments, server: string): Proof {
  const { number } = given;
  if (number !== undefined) {
    if (given.invite !== undefined) throw new UsageError('Give --invite or --number, not both.');
    return { number, code: () => askCode(given.code) };
  }
  const invitation = given.invite ?? localInvitation(server);
  if (invitation !== undefined) return { invitation };
  throw new UsageError('Give an invitation (--invite TOKEN) or a phone number (--number +E164).');
}

async function askCode(given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const otherwise = 'The code that was sent is needed: give it with --code CODE.';
  return ask('The code that was sent: ', otherwise);
}

/** The invitation that a cluster started from this checkout shows, for its own address only. */
function localInvitation(server: string): string | undefined {
  try {
    const facts = factsShape.parse(JSON.parse(readFileSync(clusterFacts, 'utf8')));
    return new URL(facts.url).port === new URL(server).port ? facts.invitation : undefined;
  } catch {
    return undefined;
  }
}

export function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin;
  throw new UsageError(`${text} is no server address; it looks like ${serverDefault}`);
}

export async function whoami(desk: Desk): Promise<void> {
  const { name, account, server } = desk.profiles.choose(desk.profile);
  desk.output.say(plain`${name}: ${account} at ${server}`, { profile: name, account, server });
}

export function profiles(desk: Desk, use: string | undefined): void {
  if (use !== undefined) desk.profiles.use(use);
  const all = desk.profiles.list();
  const current = all.length > 0 ? desk.profiles.choose(undefined).name : undefined;
  for (const card of all) {
    const mark = card.name === current ? '*' : ' ';
    const text = plain`${mark} ${card.name.padEnd(16)} ${card.account}  ${card.server}`;
    desk.output.say(text, { ...card, current: card.name === current });
  }
  if (all.length === 0) desk.output.note(plain`There is no profile yet: aldis register NAME`);
}

export async function friend(desk: Desk, who: string, alias: string | undefined): Promise<void> {
  const self = desk.profiles.choose(desk.profile);
  const account = desk.profiles.resolve(who, self);
  if (alias !== undefined) desk.profiles.addContact(self.name, alias, account);
  await withClient(desk, self, async (client) => {
    const friendship = await client.friend(account);
    const text =
      friendship === 'accepted' ? plain`You and ${who} are friends.` : plain`${who} was asked.`;
    desk.output.say(text, { account, friendship });
  });
}

export async function friends(desk: Desk): Promise<void> {
  const self = desk.profiles.choose(desk.profile);
  await withClient(desk, self, async (client) => {
    const all = await client.friends();
    for (const one of all) {
      const name = desk.profiles.nameOf(one.account, self);
      const state = one.asksUs ? 'asks you' : one.friendship;
      desk.output.say(plain`${name.padEnd(16)} ${one.account}  ${state}`, { name, ...one });
    }
    if (all.length === 0) desk.output.note(plain`No friends yet: aldis friend WHO`);
  });
}

export async function send(desk: Desk, who: string, words: readonly string[]): Promise<void> {
  const self = desk.profiles.choose(desk.profile);
  const account = desk.profiles.resolve(who, self);
  await withClient(desk, self, async (client) => {
    warnOfChanges(desk, client);
    const sent = await client.send(account, words.join(' '));
    desk.output.say(plain`✓ sent ${timeOf(sent.timestamp)}`, sent);
    await emptied(client);
  });
}

export async function listen(desk: Desk, count: number | undefined): Promise<void> {
  const self = desk.profiles.choose(desk.profile);
  const client = open(desk, self);
  warnOfChanges(desk, client);
  const nameOf = callerIn(desk, self, client);
  let left = count ?? Number.POSITIVE_INFINITY;
  let stop = () => {};
  const done = new Promise<void>((resolve, reject) => {
    client.on('message', (message) => {
      if (left <= 0) return;
      const name = nameOf(message.from);
      const text = plain`${timeOf(message.timestamp)} ${name}: ${message.text}`;
      desk.output.say(text, { ...message, name });
      left -= 1;
      if (left <= 0) resolve();
    });
    client.on('state', ({ state, code }) => {
      if (state === 'closed' && code)
        reject(new Error(`The server closed the connection: ${code}.`));
    });
    stop = resolve;
  });
  try {
    void connectBeside(desk, client);
    desk.output.note(plain`Listening as ${self.name} (${self.account}); Ctrl-C ends.`);
    for (const signal of signals) process.once(signal, stop);
    await done;
  } finally {
    for (const signal of signals) process.off(signal, stop);
    await client.close();
  }
}

export async function chat(desk: Desk, who: string | undefined): Promise<void> {
  const self = desk.profiles.choose(desk.profile);
  const client = open(desk, self);
  const called = callerIn(desk, self, client);
  const names = {
    self: self.name,
    nameOf: (id: string) => titleOf(client, id) ?? called(id),
    // A contact goes before a group: anybody may call one as they like, and take others into it.
    resolve: (name: string) =>
      desk.profiles.find(name, self) ??
      groupCalled(client, name) ??
      desk.profiles.resolve(name, self),
  };
  try {
    const whom = who === undefined ? undefined : names.resolve(who);
    const chat = new Chat(client, names, desk.output, whom);
    await chat.run(() => connectBeside(desk, client));
  } finally {
    await client.close();
  }
}

export async function safetyNumber(
  desk: Desk,
  who: string,
  verify: readonly string[] | undefined,
): Promise<void> {
  const compared = verify && comparedOf(verify);
  const self = desk.profiles.choose(desk.profile);
  const account = desk.profiles.resolve(who, self);
  await withClient(desk, self, async (client) => {
    const number = await client.safetyNumber(account);
    if (compared !== undefined) client.verify(account, compared);
    const { verified = false, blocked = false } = client.identity(account) ?? {};
    const rows = [0, 4, 8].map((row) => number.groups.slice(row, row + 4).join(' '));
    const state = blocked ? 'It CHANGED and is not accepted.' : verified ? 'Verified.' : '';
    const shown = [...number.qr.split('\n'), ...rows, state].filter((row) => row !== '');
    const text = lines(shown.map((row) => plain`${row}`));
    const scan = Buffer.from(number.scannable).toString('base64');
    desk.output.say(text, { account, digits: number.digits, scan, verified, blocked });
  });
}

export async function acceptIdentity(
  desk: Desk,
  who: string,
  words: readonly string[],
): Promise<void> {
  const compared = comparedOf(words);
  const self = desk.profiles.choose(desk.profile);
  const account = desk.profiles.resolve(who, self);
  const client = open(desk, self);
  try {
    await client.acceptIdentity(account, compared);
  } finally {
    await client.close();
  }
  desk.output.say(plain`The identity of ${who} is accepted; what waited is sent next.`, {
    account,
  });
}

/** The digits, in as many words as they were typed, or the base64 of a scanned code. */
function comparedOf(words: readonly string[]): Compared {
  const text = words.join('');
  if (/^\d{60}$/.test(text)) return text;
  if (!/^\d+$/.test(text) && /^[A-Za-z0-9+/]+=*$/.test(text)) return Buffer.from(text, 'base64');
  throw new UsageError('Give the 60 digits that you compared, or the scanned code in base64.');
}

function warnOfChanges(desk: Desk, client: AldisClient): void {
  client.on('identityChanged', ({ account }) => {
    const then = 'Nothing is sent until you compare and accept it: aldis accept WHO DIGITS';
    desk.output.note(plain`! The safety number with ${account} changed. ${then}`);
  });
}
