// A message as a program shows it: what was said, and what was done to it since. Pure.

import type { AccountId, CallPast, Content, Mention, Quote } from '#protocol';
import type { MessageRow } from '../store/messageTable.ts';
import type { Deeds, Edit, Marks } from './deeds.ts';

/** How far a message of ours is known to have come. */
export type MessageStatus = 'waiting' | 'sent' | 'delivered' | 'read' | 'viewed' | 'failed';

/** A poll, and who answered what. */
export interface PollView {
  readonly multiple: boolean;
  /** Nobody votes any more. */
  readonly ended: boolean;
  readonly options: readonly { readonly text: string; readonly voters: readonly AccountId[] }[];
}

/** It is named by `author` and `sentAt`. */
export interface Message {
  /** Grows with each message of this profile; where a page of history ends. */
  readonly id: number;
  readonly conversation: string;
  readonly author: AccountId;
  readonly device: number;
  readonly mine: boolean;
  /** The author's clock. Unit: milliseconds since the epoch. */
  readonly sentAt: number;
  readonly serverTimestamp: number;
  /** The newest words; a poll's question; empty where there is nothing to read. */
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly quote?: Quote;
  /** Former words, the oldest first; empty where it was never edited. */
  readonly before: readonly { readonly text: string; readonly sentAt: number }[];
  readonly reactions: readonly { readonly author: AccountId; readonly emoji: string }[];
  readonly poll?: PollView;
  /** It was a call, and how it went. */
  readonly call?: Pick<CallPast, 'media' | 'outcome'>;
  readonly pinned: boolean;
  /** Its author took it back for all. */
  readonly deleted: boolean;
  /** It takes a newer version to read it; it is read again after an update. */
  readonly unreadable: boolean;
  readonly status?: MessageStatus;
  /** Who is known to have a message of ours, and when they first had, read and viewed it. */
  readonly receipts?: Readonly<Record<string, Marks>>;
  /** True where this person has read another's message. */
  readonly read: boolean;
  /** It disappears so long after it was read, and sent. Unit: seconds. */
  readonly disappearsAfter?: number;
  /** Unit: milliseconds since the epoch. */
  readonly disappearsAt?: number;
}

export function viewOf(row: MessageRow, deeds: Deeds, self: AccountId, now: number): Message {
  const { content, expiresAt } = row;
  const [newest] = editsOf(content, deeds);
  const words = newest ?? wordsOf(content);
  const mine = row.author === self;
  const timer = timerOf(content);
  const status = mine ? statusOf(row, deeds) : undefined;
  return {
    id: row.id,
    conversation: row.conversation,
    author: row.author,
    device: row.device,
    mine,
    sentAt: row.sentAt,
    serverTimestamp: row.serverTimestamp,
    text: words.body,
    mentions: words.mentions ?? [],
    ...(words.quote && { quote: words.quote }),
    before: formerWords(row, deeds),
    reactions: reactionsOf(deeds),
    ...(content?.type === 'poll' && { poll: pollOf(content, deeds) }),
    ...(isPast(content) && { call: { media: content.media, outcome: content.outcome } }),
    pinned: isPinned(deeds, now),
    deleted: deeds.deletedAt !== undefined,
    unreadable: content?.type === 'newer',
    ...(status && { status }),
    ...(mine && deeds.marks && { receipts: deeds.marks }),
    read: !mine && row.readAt !== undefined,
    ...(timer > 0 && { disappearsAfter: timer }),
    ...(expiresAt !== undefined && { disappearsAt: expiresAt }),
  };
}

/** 0 for what stays. Unit: seconds. */
export function timerOf(content: Content | undefined): number {
  return content && 'timer' in content ? (content.timer?.seconds ?? 0) : 0;
}

const isPast = (content: Content | undefined): content is CallPast =>
  content?.type === 'call' && content.said === 'past';

/** A poll's question stands for its words; only texts are edited. */
function wordsOf(content: Content | undefined): Pick<Edit, 'body' | 'quote' | 'mentions'> {
  if (content?.type === 'text') return content;
  return { body: content?.type === 'poll' ? content.question : '' };
}

const editsOf = (content: Content | undefined, { edits }: Deeds): readonly Edit[] =>
  content?.type === 'text' ? (edits ?? []) : [];

function formerWords({ content, sentAt }: MessageRow, deeds: Deeds) {
  const edits = editsOf(content, deeds);
  if (edits.length === 0) return [];
  const all = [...edits, { body: wordsOf(content).body, sentAt }];
  return all
    .slice(1)
    .reverse()
    .map((one) => ({ text: one.body, sentAt: one.sentAt }));
}

const reactionsOf = ({ reactions }: Deeds) =>
  Object.entries(reactions ?? {})
    .filter(([, reaction]) => !reaction.remove)
    .sort(([, one], [, other]) => one.sentAt - other.sentAt)
    .map(([author, { emoji }]) => ({ author: author as AccountId, emoji }));

/** What was voted after the end, for what is not there, or twice for one answer does not count. */
function pollOf(poll: Extract<Content, { type: 'poll' }>, deeds: Deeds): PollView {
  const { pollEndedAt = Number.POSITIVE_INFINITY, votes = {} } = deeds;
  const valid = Object.entries(votes).filter(([, { choices, sentAt }]) => {
    const fits = choices.every((one) => one < poll.options.length);
    return fits && sentAt <= pollEndedAt && (poll.multiple || choices.length <= 1);
  });
  return {
    multiple: poll.multiple,
    ended: deeds.pollEndedAt !== undefined,
    options: poll.options.map((text, index) => ({
      text,
      voters: valid
        .filter(([, { choices }]) => choices.includes(index))
        .map(([voter]) => voter as AccountId)
        .sort(),
    })),
  };
}

function isPinned({ pin }: Deeds, now: number): boolean {
  if (!pin?.pinned) return false;
  return pin.seconds === undefined || now < pin.sentAt + pin.seconds * 1000;
}

/** How far a message has come; in a group, how far it has come to whoever has most of it. */
function statusOf({ state, author }: MessageRow, { marks = {} }: Deeds): MessageStatus {
  if (state === 'failed') return 'failed';
  const others = Object.entries(marks).filter(([account]) => account !== author);
  const { viewed, read, delivery } = Object.assign({}, ...others.map(([, one]) => one)) as Marks;
  if (viewed !== undefined) return 'viewed';
  if (read !== undefined) return 'read';
  if (delivery !== undefined) return 'delivered';
  return state === 'waiting' ? 'waiting' : 'sent';
}
