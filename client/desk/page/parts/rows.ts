// The rows of a conversation: days, the line above what is unread, and messages, those of one
// author close together. Pure.

import type { Message } from '../../../conversation/view.ts';
import type { WindowedRow } from './heights.ts';
import { dayKeyOf } from './times.ts';

/** What follows sooner stands closer. */
const closeMs = 5 * 60 * 1000;
const lettersALine = 58;
const linePixels = 21;
const bubblePixels = 36;

export type Row = WindowedRow &
  (
    | { readonly kind: 'day'; readonly at: number }
    | { readonly kind: 'unread' }
    | {
        readonly kind: 'message';
        readonly message: Message;
        /** The first, and the last, of those that stand together. */
        readonly isFirst: boolean;
        readonly isLast: boolean;
      }
  );

/** `before`: the rows as they were; what is the same stays the same object. */
export function rowsOf(
  messages: readonly Message[],
  unreadFrom: number | undefined,
  before: readonly Row[] = [],
): readonly Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  const rows: Row[] = [];
  messages.forEach((message, index) => {
    const previous = messages[index - 1];
    const next = messages[index + 1];
    const isNewDay = !previous || dayKeyOf(previous.sentAt) !== dayKeyOf(message.sentAt);
    if (isNewDay) {
      rows.push({ kind: 'day', key: `day ${message.id}`, at: message.sentAt, ...loose(48) });
    }
    const isUnread = message.id === unreadFrom;
    if (isUnread) rows.push({ kind: 'unread', key: 'unread', ...loose(44) });
    const isFirst = isNewDay || isUnread || !isClose(previous, message);
    const isLast = !next || next.id === unreadFrom || !isClose(message, next);
    const key = keyOf(message.id);
    const same = known.get(key);
    const isSame =
      same?.kind === 'message' &&
      same.message === message &&
      same.isFirst === isFirst &&
      same.isLast === isLast;
    const row = { key, message, isFirst, isLast, isFixed: true, estimate: estimateOf(message) };
    rows.push(isSame ? same : { kind: 'message', ...row });
  });
  return rows;
}

const loose = (estimate: number) => ({ estimate, isFixed: false });

export const keyOf = (id: number): string => `m ${id}`;

function isClose(one: Message | undefined, other: Message): boolean {
  if (!one || one.author !== other.author || one.call || other.call) return false;
  const isSameDay = dayKeyOf(one.sentAt) === dayKeyOf(other.sentAt);
  return isSameDay && other.sentAt - one.sentAt < closeMs;
}

function estimateOf({ text, quote, reactions, poll }: Message): number {
  const lines = text.split('\n').reduce((sum, one) => {
    return sum + Math.max(1, Math.ceil(one.length / lettersALine));
  }, 0);
  const extra = (quote ? 46 : 0) + (reactions.length > 0 ? 26 : 0);
  return bubblePixels + lines * linePixels + extra + (poll?.options.length ?? 0) * 44;
}
