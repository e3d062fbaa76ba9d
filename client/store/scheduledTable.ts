// Texts that are to be sent at a time of their own.

import type { Database, Row } from './database.ts';
import { accountOf, bytesOf } from './database.ts';
import type { AccountId } from '#protocol';

export interface ScheduledRow {
  readonly id: number;
  readonly conversation: AccountId;
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
  remove(id: number, conversation: AccountId): boolean {
    const sql = 'DELETE FROM scheduled WHERE id = ? AND conversation = ?';
    return this.#db.run(sql, id, conversation) === 1;
  }

  /** Of one conversation, the next one first. */
  of(conversation: AccountId): ScheduledRow[] {
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

const scheduledRow = (row: Row): ScheduledRow => ({
  id: Number(row.id),
  conversation: accountOf(row.conversation),
  content: bytesOf(row.content),
  at: Number(row.at),
});
