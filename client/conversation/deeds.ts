// What was done to one message: edits, reactions, votes, a pin, its deletion, and who has received
// and read it. Pure. Every field merges in any order and any number of times, so that all devices
// that have heard the same hold the same.

import type { AccountId, Content, Mention, MessageName, Quote } from '#protocol';

/** Something that was said in a conversation, by whoever and to whatever. */
export interface Said {
  /** The account one talks with, or the group. */
  readonly conversation: string;
  readonly author: AccountId;
  readonly device: number;
  /** The author's clock; names it, with the author. Unit: milliseconds since the epoch. */
  readonly sentAt: number;
  readonly content: Content;
}

/** Between two of one author the later one holds. */
interface Stamp {
  readonly sentAt: number;
  readonly device: number;
}

export interface Edit extends Stamp {
  readonly body: string;
  readonly quote?: Quote;
  readonly mentions?: readonly Mention[];
}

interface Reaction extends Stamp {
  readonly emoji: string;
  /** It was taken back. */
  readonly remove: boolean;
}

interface Vote extends Stamp {
  readonly choices: readonly number[];
  readonly count: number;
}

interface Pin extends Stamp {
  readonly by: AccountId;
  readonly pinned: boolean;
  /** Absent: until somebody unpins it. */
  readonly seconds?: number;
}

/** When somebody first had, read and viewed it, by that person's clock. */
export type Marks = Readonly<Partial<Record<Mark, number>>>;
export type Mark = 'delivery' | 'read' | 'viewed';

export interface Deeds {
  /** When its author deleted it for all; then nothing is left but `marks`. */
  readonly deletedAt?: number;
  /** Newest first. */
  readonly edits?: readonly Edit[];
  readonly reactions?: Readonly<Record<string, Reaction>>;
  readonly votes?: Readonly<Record<string, Vote>>;
  readonly pollEndedAt?: number;
  readonly pin?: Pin;
  readonly marks?: Readonly<Record<string, Marks>>;
}

/** How many edits of a text are kept; older ones are forgotten. */
const editsKeptMax = 20;

/**
 * The messages that something is done to, or none for what is a message or concerns none. Only the
 * author can edit or delete: the target is found under the author's own name.
 * `self`: whose receipts are for whom.
 */
export function targetsOf({ author, content }: Said, self: AccountId): readonly MessageName[] {
  switch (content.type) {
    case 'edit':
    case 'delete':
    case 'pollEnd':
      return [{ author, sentAt: content.targetSentAt }];
    case 'reaction':
    case 'vote':
    case 'pin':
    case 'unpin':
      return [content.target];
    case 'receipt':
      return content.timestamps.map((sentAt) => ({ author: self, sentAt }));
    case 'syncRead':
    case 'syncViewed':
      return content.messages;
    default:
      return [];
  }
}

/** What is known of a message after this was done to it. */
export function apply(deeds: Deeds, said: Said): Deeds {
  const { author, content, sentAt, device } = said;
  const marked = markOf(content);
  if (marked) return marking(deeds, author, marked, sentAt);
  if (content.type === 'delete') return deleted(deeds, sentAt);
  if (deeds.deletedAt !== undefined) return deeds;
  const stamp = { sentAt, device };
  switch (content.type) {
    case 'edit': {
      const { body, quote, mentions } = content;
      return edited(deeds, {
        ...stamp,
        body,
        ...(quote && { quote }),
        ...(mentions && { mentions }),
      });
    }
    case 'reaction': {
      const { emoji, remove } = content;
      const reactions = register(deeds.reactions, author, { ...stamp, emoji, remove }, later);
      return { ...deeds, reactions };
    }
    case 'vote': {
      const { count } = content;
      const choices = [...content.choices].sort((one, other) => one - other);
      const votes = register(deeds.votes, author, { ...stamp, choices, count }, laterVote);
      return { ...deeds, votes };
    }
    case 'pollEnd':
      return { ...deeds, pollEndedAt: Math.min(deeds.pollEndedAt ?? sentAt, sentAt) };
    case 'pin': {
      const seconds = content.seconds === undefined ? {} : { seconds: content.seconds };
      return pinned(deeds, { ...stamp, by: author, pinned: true, ...seconds });
    }
    case 'unpin':
      return pinned(deeds, { ...stamp, by: author, pinned: false });
    default:
      return deeds;
  }
}

/** What a receipt, or a mark from another device of ours, says of the messages it names. */
export function markOf(content: Content): Mark | undefined {
  if (content.type === 'receipt') return content.receipt;
  if (content.type === 'syncRead') return 'read';
  return content.type === 'syncViewed' ? 'viewed' : undefined;
}

function marking(deeds: Deeds, by: AccountId, mark: Mark, at: number): Deeds {
  const known = deeds.marks?.[by] ?? {};
  const marks = { ...known, [mark]: Math.min(known[mark] ?? at, at) };
  return { ...deeds, marks: { ...deeds.marks, [by]: marks } };
}

function deleted({ deletedAt, marks }: Deeds, at: number): Deeds {
  return { deletedAt: Math.min(deletedAt ?? at, at), ...(marks && { marks }) };
}

function edited(deeds: Deeds, edit: Edit): Deeds {
  const known = deeds.edits ?? [];
  if (known.some((one) => compare(one, edit) === 0)) return deeds;
  const edits = [...known, edit].sort((one, other) => compare(other, one));
  return { ...deeds, edits: edits.slice(0, editsKeptMax) };
}

function pinned(deeds: Deeds, pin: Pin): Deeds {
  return { ...deeds, pin: deeds.pin ? later(deeds.pin, pin) : pin };
}

function register<Value>(
  all: Readonly<Record<string, Value>> | undefined,
  author: AccountId,
  value: Value,
  choose: (one: Value, other: Value) => Value,
): Record<string, Value> {
  const known = all?.[author];
  return { ...all, [author]: known === undefined ? value : choose(known, value) };
}

const later = <Value extends Stamp>(one: Value, other: Value): Value =>
  compare(one, other) >= 0 ? one : other;

const laterVote = (one: Vote, other: Vote): Vote =>
  one.count === other.count ? later(one, other) : one.count > other.count ? one : other;

/** A total order: two that are equal in it are the same. */
function compare(one: Stamp, other: Stamp): number {
  if (one.sentAt !== other.sentAt) return one.sentAt - other.sentAt;
  if (one.device !== other.device) return one.device - other.device;
  const [left, right] = [wordsOf(one), wordsOf(other)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** The same words whatever order its fields are in, and after a time in a file. */
const wordsOf = (value: unknown): string =>
  JSON.stringify(value, (_name, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

/** True where nothing came of it. */
export const isSame = (one: Deeds, other: Deeds): boolean => wordsOf(one) === wordsOf(other);
