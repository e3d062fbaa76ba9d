// Search in what was said, as far as it is here. SQLite picks out what may hold the words, by the
// hexadecimal digits of what is stored, in which a letter and its capital differ in a few places;
// what is left is read as a person sees it. There is no index: an index of a locked profile would
// have to be sealed as well, and 50,000 messages are looked through in 0.1 s.

import type { AccountId } from '#protocol';
import { ClientError, wrong } from '../clientError.ts';
import type { ClientClock } from '../clock.ts';
import type { PageMark } from '../store/messageTable.ts';
import type { Store } from '../store/store.ts';
import { parseConversationId } from './conversationId.ts';
import type { ConversationId } from './conversationId.ts';
import type { Message } from './view.ts';
import { viewOf } from './view.ts';

/** The longest text that is searched for. Unit: letters. */
const searchLettersMax = 200;
const wordsMax = 16;
/** Messages of one answer. */
const foundMax = 200;
const foundDefault = 50;
/** The most messages that are read for one answer because they may hold the words. */
const readMax = 10_000;
const readAtOnce = 200;

/** Where is looked, and how much is wanted. */
export interface SearchOptions {
  /** An account or a group; everywhere unless given. */
  readonly conversation?: string;
  /** Older than this message: the last of the answer before. */
  readonly before?: PageMark;
  /** 50 unless given, and 200 at the most. */
  readonly limit?: number;
}

interface Context {
  readonly store: Store;
  readonly account: AccountId;
  readonly clock: ClientClock;
}

/** The newest first. Refuses: text.empty, text.too_long, account.unreadable, argument.invalid. */
export function search(
  { store, account, clock }: Context,
  text: string,
  { conversation, before, limit = foundDefault }: SearchOptions,
): Message[] {
  const words = wordsOf(text);
  const [wanted, within] = [wantedOf(limit), withinOf(conversation)];
  const patterns = words.flatMap(patternsOf);
  const found: Message[] = [];
  let mark = before;
  for (let read = 0; read < readMax; read += readAtOnce) {
    const rows = store.messages.like(patterns, within, mark, readAtOnce);
    for (const row of rows) {
      const message = viewOf(row, store.deeds.get(row.conversation, row), account, clock.now());
      if (holds(message.text, words)) found.push(message);
      if (found.length === wanted) return found;
    }
    mark = rows.at(-1);
    if (!mark || rows.length < readAtOnce) break;
  }
  return found;
}

/** Capitals do not count; in what order the words stand does not, either. */
function wordsOf(text: string): string[] {
  if (typeof text !== 'string') throw wrong(`A text is a string, and not a ${typeof text}.`);
  const words = folded(text.trim()).split(/\s+/u);
  if (words[0] === '') throw new ClientError('text.empty', 'There is nothing to search for.');
  const isLong = text.length > searchLettersMax || words.length > wordsMax;
  if (!isLong) return words;
  const most = `${searchLettersMax} letters and ${wordsMax} words`;
  throw new ClientError('text.too_long', `A search has up to ${most}.`);
}

function withinOf(conversation: string | undefined): ConversationId | undefined {
  const id = conversation === undefined ? undefined : parseConversationId(conversation);
  if (id !== undefined || conversation === undefined) return id;
  throw new ClientError('account.unreadable', 'That is no id of an account or a group.');
}

function wantedOf(limit: number): number {
  if (Number.isInteger(limit) && limit > 0) return Math.min(limit, foundMax);
  throw wrong('A page has a whole number of messages above 0.');
}

const folded = (text: string): string => text.normalize('NFC').toLowerCase();

function holds(text: string, words: readonly string[]): boolean {
  const here = folded(text);
  return words.every((word) => here.includes(word));
}

/**
 * What the digits of a word are like: `_` where its letters and their capitals differ. A letter
 * whose capital is of another length, or that has a mark, which may be stored as one with it or
 * behind it, is left out, and parts the word in two.
 */
function patternsOf(word: string): string[] {
  const parts: string[] = [''];
  for (const [letter] of word.matchAll(/.[\u0300-\u036f]*/gsu)) {
    const [small, capital] = [digitsOf(letter), digitsOf(letter.toUpperCase())];
    const hasMark = /[\u0300-\u036f]/u.test(letter.normalize('NFD'));
    if (hasMark || small.length !== capital.length) parts.push('');
    else parts.push(`${parts.pop()}${alike(small, capital)}`);
  }
  return parts.filter((part) => part !== '').map((part) => `%${part}%`);
}

const digitsOf = (text: string): string => Buffer.from(text).toString('hex').toUpperCase();

const alike = (one: string, other: string): string =>
  [...one].map((digit, at) => (digit === other[at] ? digit : '_')).join('');
