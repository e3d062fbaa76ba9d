// Texts that are to be sent at a time of their own.

import type { SqlRow } from './clientStore.ts';
import type { Database } from './database.ts';
import { bytesOf } from './row.ts';
import { parseConversationId } from '../conversation/conversationId.ts';
import type { ConversationId } from '../conversation/conversationId.ts';

export interface ScheduledRow {
  readonly id: number;
  readonly conversation: ConversationId;
  /** An encoded content with the time 0. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** Unit: milliseconds since the epoch. */
  readonly at: number;
}

export class ScheduledTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  add({ conversation, content, at }: Omit<ScheduledRow, 'id'>): number {
    return this.#db.insert(
      'INSERT INTO scheduled (conversation, content, at) VALUES (?, ?, ?)',
      conversation,
      content,
      at,
    );
  }

  /** False when it is gone: it was sent, or cancelled. */
  remove(id: number, conversation: ConversationId): boolean {
    const sql = 'DELETE FROM scheduled WHERE id = ? AND conversation = ?';
    return this.#db.run(sql, id, conversation) === 1;
  }

  removeAll(conversation: ConversationId): void {
    this.#db.run('DELETE FROM scheduled WHERE conversation = ?', conversation);
  }

  /** What is scheduled in one conversation, the next one first. */
  of(conversation: ConversationId): ScheduledRow[] {
    return this.#db
      .all('SELECT * FROM scheduled WHERE conversation = ? ORDER BY at, id', conversation)
      .map(scheduledRow);
  }

  /** The next of all. */
  next(): ScheduledRow | undefined {
    const row = this.#db.get('SELECT * FROM scheduled ORDER BY at, id LIMIT 1');
    return row && scheduledRow(row);
  }
}

function scheduledRow(row: SqlRow): ScheduledRow {
  const conversation = parseConversationId(String(row.conversation));
  if (!conversation) throw new Error('A column of conversations holds none.');
  const [id, at] = [Number(row.id), Number(row.at)];
  return { id, conversation, content: bytesOf(row.content), at };
}
