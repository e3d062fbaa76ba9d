// What was done to a message, told again as it was said: so a history merges with what a device has
// heard itself, by the rules that hold for everything.

import { decodeContent, encodeContent } from '#protocol';
import type { AccountId, Content, HistoryDeed, MessageName } from '#protocol';
import type { Deeds, Said } from '../conversation/deeds.ts';

/** One after the other; `self`: whose device keeps them. */
export function retold(deeds: Deeds, target: MessageName, self: AccountId): HistoryDeed[] {
  const all: HistoryDeed[] = [];
  const add = (author: string, device: number, sentAt: number, content: Content) =>
    void all.push({ author: author as AccountId, device, sentAt, content: encodeContent(content) });
  const { author, sentAt: targetSentAt } = target;
  const { deletedAt, edits = [], pin, pollEndedAt } = deeds;
  for (const { sentAt, device, ...words } of edits) {
    add(author, device, sentAt, { type: 'edit', targetSentAt, timestamp: sentAt, ...words });
  }
  for (const [by, { sentAt, device, ...one }] of Object.entries(deeds.reactions ?? {})) {
    add(by, device, sentAt, { type: 'reaction', target, timestamp: sentAt, ...one });
  }
  for (const [by, { sentAt, device, ...one }] of Object.entries(deeds.votes ?? {})) {
    add(by, device, sentAt, { type: 'vote', target, timestamp: sentAt, ...one });
  }
  if (pollEndedAt !== undefined) {
    add(author, 1, pollEndedAt, { type: 'pollEnd', targetSentAt, timestamp: pollEndedAt });
  }
  if (pin) {
    const { by, device, sentAt, pinned, seconds } = pin;
    const type = pinned ? 'pin' : 'unpin';
    const time = pinned && seconds !== undefined ? { seconds } : {};
    add(by, device, sentAt, { type, target, timestamp: sentAt, ...time } as Content);
  }
  if (deletedAt !== undefined) {
    add(author, 1, deletedAt, { type: 'delete', targetSentAt, timestamp: deletedAt });
  }
  for (const [by, marks] of Object.entries(deeds.marks ?? {})) {
    for (const [mark, at] of Object.entries(marks)) {
      const content = markContent(mark as keyof typeof marks, by === self, target);
      if (content && at > 0) add(by, 1, at, content);
    }
  }
  return all;
}

function markContent(
  mark: 'delivery' | 'read' | 'viewed',
  isOwn: boolean,
  target: MessageName,
): Content | undefined {
  if (!isOwn) return { type: 'receipt', receipt: mark, timestamps: [target.sentAt] };
  if (mark === 'delivery') return undefined;
  return { type: mark === 'read' ? 'syncRead' : 'syncViewed', messages: [target] };
}

/** Throws for what cannot be. */
export function saidOf(deed: HistoryDeed, conversation: string): Said {
  return { ...deed, conversation, content: decodeContent(deed.content) };
}
