// What the commands do to messages: history, react, edit, delete, timer.

import type { Conversation } from '../index.ts';
import type { Desk } from './desk.ts';
import { callerIn, emptied, open, withClient } from './desk.ts';
import { durationOf, secondsOf } from './duration.ts';
import { plain } from './plain.ts';
import { lineOf, messageOf, shownOf } from './showing.ts';

/** Messages as they are on this machine; nothing is asked of the server. */
export async function history(desk: Desk, who: string, limit: number): Promise<void> {
  const { self, account } = between(desk, who);
  const client = open(desk, self);
  try {
    const called = callerIn(desk, self, client);
    const nameOf = (id: string) => (id === self.account ? self.name : called(id));
    const messages = client.conversation(account).history({ limit });
    for (const message of messages) desk.output.say(lineOf(shownOf(message, nameOf)), message);
    if (messages.length > 0) return;
    desk.output.note(plain`Nothing has arrived here yet, and nothing was sent from here.`);
    desk.output.note(plain`aldis listen, or aldis chat ${who}, fetches what waits at the server.`);
  } finally {
    await client.close();
  }
}

export function react(desk: Desk, who: string, word: string, emoji: string | undefined) {
  return on(desk, who, async (talk) => {
    const message = messageOf(talk, word);
    const sent = emoji === undefined ? talk.unreact(message) : talk.react(message, emoji);
    return { ...(await sent), id: message.id };
  });
}

export function edit(desk: Desk, who: string, word: string, words: readonly string[]) {
  return on(desk, who, async (talk) => {
    const message = messageOf(talk, word, true);
    return { ...(await talk.edit(message, words.join(' '))), id: message.id };
  });
}

export function deleteForAll(desk: Desk, who: string, word: string) {
  return on(desk, who, async (talk) => {
    const message = messageOf(talk, word, true);
    return { ...(await talk.deleteForAll(message)), id: message.id };
  });
}

/** Shows the timer, or sets it. */
export async function timer(desk: Desk, who: string, word: string | undefined): Promise<void> {
  if (word !== undefined) {
    const seconds = secondsOf(word);
    await on(desk, who, async (talk) => ({ ...(await talk.setTimer(seconds)), seconds }));
    return;
  }
  const { self, account } = between(desk, who);
  const client = open(desk, self);
  try {
    const seconds = client.conversation(account).timer;
    desk.output.say(plain`${durationOf(seconds)}`, { account, seconds });
  } finally {
    await client.close();
  }
}

async function on(
  desk: Desk,
  who: string,
  work: (talk: Conversation) => Promise<object & { readonly timestamp: number }>,
): Promise<void> {
  const { self, account } = between(desk, who);
  await withClient(desk, self, async (client) => {
    const done = await work(client.conversation(account));
    desk.output.say(plain`✓ sent`, done);
    await emptied(client);
  });
}

function between(desk: Desk, who: string) {
  const self = desk.profiles.choose(desk.profile);
  return { self, account: desk.profiles.resolve(who, self) };
}
