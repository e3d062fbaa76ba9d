// The commands about what is said, to people and in groups alike: send, reply, react, edit, delete,
// timer; and what is read of it: history, read.

import type { AldisClient, Conversation, ConversationId, Message, SentMessage } from '../index.ts';
import { isGroup } from '../conversation/conversationId.ts';
import { solving } from './captchas.ts';
import type { Cli, OpenProfile } from './cli.ts';
import { piped } from './commands.ts';
import { at, emptied, sendWaitMs, sent, soon, warnOfChanges } from './cli.ts';
import { durationOf, secondsOf } from './duration.ts';
import { UsageError, timeOf } from './output.ts';
import { plain } from './plain.ts';
import { conversationLines, lineOf, messageOf, shownOf } from './showing.ts';

/** Node's timers take no more. */
const waitMaxMs = 2_147_483_647;

export const waitHelp = 'for the server, 5s unless said; then it is left to the outbox (exit 75)';

/** How a word is understood: as anybody, or as a group alone. */
export type Among = 'all' | 'groups';

export interface SendArguments {
  readonly wait?: string;
  /** What a captcha's page gave. */
  readonly captcha?: string;
}

/** One text; without words, or with `-`, that of the standard input. */
export async function send(
  cli: Cli,
  who: string,
  words: readonly string[],
  how: SendArguments = {},
  among: Among = 'all',
): Promise<void> {
  const waitMs = waitOf(how.wait);
  const text = await textOf(cli, words, how.captcha);
  await at(cli, async (profile) => {
    const { client, names, find } = profile;
    warnOfChanges(cli, client, names);
    const to = await find(() => (among === 'groups' ? names.group(who) : names.conversation(who)));
    const solve = () => solving(cli, client, how.captcha);
    const done = await sent(profile, client.send(to, text), { waitMs, solve });
    cli.output.say(plain`✓ sent ${timeOf(done.timestamp)} to ${names.nameOf(to)}`, done);
  });
}

function waitOf(word: string | undefined): number {
  return word === undefined ? sendWaitMs : Math.min(secondsOf(word) * 1000, waitMaxMs);
}

async function textOf(
  { output }: Cli,
  words: readonly string[],
  captcha: string | undefined,
): Promise<string> {
  const isPipe = words.length === 1 && words[0] === piped;
  if (words.length > 0 && !isPipe) return words.join(' ');
  if (words.length === 0 && output.terminal.stdin.isTTY)
    throw new UsageError('Say what to send, or give it by a pipe.');
  if (captcha === piped) throw new UsageError('The text comes by the pipe already.');
  return output.input();
}

export function reply(cli: Cli, who: string, word: string, words: readonly string[]) {
  return on(cli, who, (talk) => {
    const message = messageOf(talk, word);
    return [message, talk.send(words.join(' '), { replyTo: message })];
  });
}

export function react(cli: Cli, who: string, word: string, emoji: string | undefined) {
  return on(cli, who, (talk) => {
    const message = messageOf(talk, word);
    return [message, emoji === undefined ? talk.unreact(message) : talk.react(message, emoji)];
  });
}

export function edit(cli: Cli, who: string, word: string, words: readonly string[]) {
  return on(cli, who, (talk) => {
    const message = messageOf(talk, word, true);
    return [message, talk.edit(message, words.join(' '))];
  });
}

export function deleteForAll(cli: Cli, who: string, word: string) {
  return on(cli, who, (talk) => {
    const message = messageOf(talk, word, true);
    return [message, talk.deleteForAll(message)];
  });
}

/** Shows the timer, or sets it. */
export async function timer(cli: Cli, who: string, word: string | undefined): Promise<void> {
  const seconds = word === undefined ? undefined : secondsOf(word);
  await at(cli, async (profile) => {
    const { client, names, find, hear } = profile;
    const conversation = await find(() => names.conversation(who));
    const fields = { ...nameOf(conversation), seconds };
    if (seconds === undefined) {
      const now = timerOf(profile, conversation);
      cli.output.say(plain`${durationOf(now)}`, { ...fields, seconds: now });
    } else if (isGroup(conversation)) {
      await hear();
      await client.groups.get(conversation).setTimer(seconds);
      cli.output.say(plain`✓ done`, fields);
    } else {
      const solve = () => solving(cli, client, undefined);
      const setting = client.conversation(conversation).setTimer(seconds);
      const done = await sent(profile, setting, { solve });
      cli.output.say(plain`✓ sent`, { ...done, seconds });
    }
  });
}

/** A page of messages. */
export interface PageArguments {
  readonly limit: number;
  /** The number of a message: what is older than that one. */
  readonly before?: number;
}

/** Messages as they are on this machine; nothing is asked of the server. */
export async function history(
  cli: Cli,
  who: string,
  page: PageArguments,
  among: Among = 'all',
): Promise<void> {
  await at(cli, ({ client, names }) => {
    const conversation = among === 'groups' ? names.group(who) : names.conversation(who);
    const all = client.conversation(conversation).history(pageOf(cli, client, page));
    const messages = fitting(cli, all.reverse()).reverse();
    for (const message of messages) {
      cli.output.say(lineOf(shownOf(message, (id) => names.nameOf(id))), message);
    }
    if (messages.length > 0 || page.before !== undefined) return;
    cli.output.note(plain`Nothing has arrived here yet, and nothing was sent from here.`);
    cli.output.note(plain`aldis listen, or aldis chat ${who}, fetches what waits at the server.`);
  });
}

/** What was said with some words in it, the newest first. */
export async function search(
  cli: Cli,
  words: readonly string[],
  { in: who, ...page }: PageArguments & { readonly in?: string },
): Promise<void> {
  await at(cli, ({ client, names }) => {
    const within = who === undefined ? {} : { conversation: names.conversation(who) };
    const options = { ...within, ...pageOf(cli, client, page) };
    const found = fitting(cli, client.search(words.join(' '), options));
    for (const message of found) {
      const name = names.nameOf(message.conversation);
      const line = lineOf(shownOf(message, (id) => names.nameOf(id)));
      cli.output.say(plain`${name}  ${line}`, { ...message, name });
    }
    if (found.length === 0) cli.output.note(plain`Nothing of what is here has these words.`);
  });
}

function pageOf({ output }: Cli, client: AldisClient, { limit, before }: PageArguments) {
  const mark = before === undefined ? undefined : client.message(before);
  if (before !== undefined && !mark) {
    throw new UsageError(`There is no message ${before} here to begin before.`);
  }
  return { limit: Math.min(limit, output.page.items), ...(mark && { before: mark }) };
}

/** The newest messages that fit into one answer; at least one. */
function fitting({ output }: Cli, newest: readonly Message[]): Message[] {
  let bytes = 0;
  const end = newest.findIndex((one, at) => {
    bytes += Buffer.byteLength(JSON.stringify(one));
    return at > 0 && bytes > output.page.bytes;
  });
  return newest.slice(0, end < 0 ? newest.length : end);
}

/** All of them, the one that was last spoken in first. */
export async function conversations(cli: Cli): Promise<void> {
  await at(cli, ({ client, names }) => {
    const all = conversationLines(client, (id) => names.nameOf(id));
    for (const { line, fields } of all) {
      const { event: _, ...rest } = fields;
      cli.output.say(line, rest);
    }
    if (all.length === 0) cli.output.note(plain`Nothing was said yet: aldis send WHO TEXT`);
  });
}

/** Says that all that is here was read; without a word: lists what was not. */
export async function read(cli: Cli, who: string | undefined): Promise<void> {
  await at(cli, async ({ client, names, connect }) => {
    if (who === undefined) {
      const all = client.conversations().filter(({ unread }) => unread > 0);
      for (const { conversation, unread } of all) {
        const name = names.nameOf(conversation);
        cli.output.say(plain`${String(unread).padStart(4)}  ${name}`, {
          ...nameOf(conversation),
          name,
          unread,
        });
      }
      if (all.length === 0) cli.output.note(plain`All that is here was read.`);
      return;
    }
    const conversation = names.conversation(who);
    const isThis = (one: { conversation: string }) => one.conversation === conversation;
    const count = client.conversations().find(isThis)?.unread ?? 0;
    client.conversation(conversation).markRead();
    const text = plain`✓ ${count} read of ${names.nameOf(conversation)}`;
    cli.output.say(text, { ...nameOf(conversation), read: count });
    await soon(sendWaitMs, connect());
    await emptied(client);
  });
}

function on(
  cli: Cli,
  who: string,
  work: (talk: Conversation) => [Message, Promise<SentMessage>],
): Promise<void> {
  return at(cli, async (profile) => {
    const { client, names, find } = profile;
    const conversation = await find(() => names.conversation(who));
    const [message, sending] = work(client.conversation(conversation));
    const solve = () => solving(cli, client, undefined);
    const done = await sent(profile, sending, { solve });
    cli.output.say(plain`✓ sent`, { ...done, id: message.id });
  });
}

function timerOf({ client }: OpenProfile, conversation: ConversationId): number {
  if (!isGroup(conversation)) return client.conversation(conversation).timer;
  return client.groups.get(conversation).state().timer;
}

/** The fields by which events name a conversation, and a person's account. */
const nameOf = (conversation: ConversationId) =>
  isGroup(conversation) ? { conversation } : { conversation, account: conversation };
