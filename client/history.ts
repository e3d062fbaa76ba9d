// What two people said, as this profile holds it.

import { decodeContent } from '#protocol';
import type { Store } from './store/store.ts';

export interface HistoryEntry {
  readonly mine: boolean;
  readonly text: string;
  readonly timestamp: number;
  /** Of a text of mine: what is known of its way. */
  readonly status?: 'sent' | 'delivered' | 'read' | 'failed';
}

/** The latest texts of both sides, oldest first. */
export function history(store: Store, account: string, limit: number): HistoryEntry[] {
  const theirs: HistoryEntry[] = store.messages
    .from(account, limit)
    .map(({ text, timestamp }) => ({ mine: false, text, timestamp }));
  const ours: HistoryEntry[] = store.outbox.texts(account, limit).flatMap((row) => {
    const content = decodeContent(row.content);
    if (content.type !== 'text') return [];
    const known = row.readAt ? 'read' : row.deliveredAt ? 'delivered' : 'sent';
    const status = row.failedCode === undefined ? known : 'failed';
    return [{ mine: true, text: content.body, timestamp: row.timestamp, status }];
  });
  return [...theirs, ...ours].sort((one, other) => one.timestamp - other.timestamp).slice(-limit);
}
