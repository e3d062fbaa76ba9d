// Messages and what is done to them, as lines of a terminal. `#12` is how a person names one on the
// command line: the number that it has in this profile.

import type { AldisClient, ClientEvents, Conversation, ConversationId, Message } from '../index.ts';
import { durationOf } from './duration.ts';
import { UsageError, timeOf } from './output.ts';
import { plain } from './plain.ts';
import type { Plain } from './plain.ts';

const quoteLettersMax = 40;

/** What a line shows; of a message that just came, or of one that is here. */
export type Shown = Pick<Message, 'text'> &
  Partial<
    Pick<
      Message,
      'id' | 'quote' | 'poll' | 'call' | 'deleted' | 'unreadable' | 'before' | 'disappearsAfter'
    >
  > & { readonly at: number; readonly name: string; readonly reactions?: readonly string[] };

/** A message of a conversation, and whose it is. */
export function shownOf(message: Message, nameOf: (account: string) => string): Shown {
  const { sentAt: at, author } = message;
  const reactions = message.reactions.map((one) => `${one.emoji} ${nameOf(one.author)}`);
  return { ...message, at, name: nameOf(author), reactions };
}

export function lineOf(shown: Shown): Plain {
  const { id, at, name, quote, before = [], reactions = [], disappearsAfter } = shown;
  const to = quote ? plain` (to “${cut(quote.text)}”)` : '';
  const marks = [
    ...(before.length > 0 ? [plain` (edited)`] : []),
    ...(disappearsAfter === undefined ? [] : [plain` (for ${durationOf(disappearsAfter)})`]),
    ...(reactions.length > 0 ? [plain`  [${reactions.join(', ')}]`] : []),
  ];
  const [one = '', two = '', three = ''] = marks;
  const number = id === undefined ? '' : `#${id} `;
  return plain`${number}${timeOf(at)} ${name}${to}: ${wordsOf(shown)}${one}${two}${three}`;
}

function wordsOf({ text, poll, call, deleted, unreadable }: Shown): Plain {
  if (deleted) return plain`(deleted)`;
  if (unreadable) return plain`(takes a newer version of Aldis to read)`;
  if (call) return plain`(call: ${call.outcome})`;
  if (!poll) return plain`${text}`;
  const options = poll.options.map((one, index) => `${index} ${one.text}: ${one.voters.length}`);
  return plain`${text}  {${options.join(' | ')}}${poll.ended ? ' (ended)' : ''}`;
}

/** What the program is told of what somebody did, in a sentence; nothing where it shows nothing. */
export function deedLine<Name extends 'reaction' | 'edited' | 'deleted' | 'vote' | 'pollEnded'>(
  name: Name,
  event: ClientEvents[Name],
  who: string,
  target: Message | undefined,
): Plain {
  const what = target ? plain`#${target.id}` : plain`a message`;
  if ('emoji' in event) {
    const { emoji, removed } = event;
    return removed
      ? plain`${who} took ${emoji} back from ${what}`
      : plain`${who}: ${emoji} to ${what}`;
  }
  if ('text' in event) return plain`${who} changed ${what} to: ${event.text}`;
  if ('choices' in event) return plain`${who} voted in ${what}`;
  return name === 'deleted' ? plain`${who} deleted ${what}` : plain`${who} ended the poll ${what}`;
}

/** `12`, `#12`, or `last`: of ours where only those will do. Throws UsageError. */
export function messageOf(talk: Conversation, word: string, mine = false): Message {
  const id = /^#?(\d{1,15})$/.exec(word)?.[1];
  const message =
    id === undefined
      ? word === 'last' && talk.history({ limit: 100 }).findLast((one) => one.mine || !mine)
      : talk.numbered(Number(id));
  if (message) return message;
  throw new UsageError(`There is no message ${word} here; aldis history WHO shows their numbers.`);
}

/** A conversation to choose, and how a list shows it. */
export interface Listed {
  readonly conversation: ConversationId;
  readonly line: Plain;
  readonly fields: { readonly event: 'conversation' };
}

/**
 * All conversations, numbered, the one that was last spoken in first; then the groups in which
 * nothing was said.
 */
export function conversationLines(
  client: AldisClient,
  nameOf: (account: string) => string,
): Listed[] {
  const talked = client.conversations();
  const isTalked = new Set<string>(talked.map(({ conversation }) => conversation));
  const lists = talked.map(({ conversation, unread, last, timer }) => {
    const count = unread > 0 ? ` (${unread} unread)` : '';
    const during = timer > 0 ? ` (for ${durationOf(timer)})` : '';
    const words = plain`${nameOf(conversation)}${count}${during}: ${cut(last.text)}`;
    return { conversation, words, fields: { unread, last, timer } };
  });
  const silent = client.groups.list().flatMap(({ id, standing }) => {
    if (isTalked.has(id)) return [];
    const words = plain`${nameOf(id)}${standing === 'member' ? '' : ` (${standing})`}`;
    return [{ conversation: id, words, fields: { unread: 0, standing } }];
  });
  return [...lists, ...silent].map(({ conversation, words, fields }, index) => ({
    conversation,
    line: plain`${index + 1}  ${words}`,
    fields: { event: 'conversation' as const, conversation, name: nameOf(conversation), ...fields },
  }));
}

const cut = (text: string): string => {
  const letters = [...text];
  if (letters.length <= quoteLettersMax) return text;
  return `${letters.slice(0, quoteLettersMax).join('')}…`;
};
