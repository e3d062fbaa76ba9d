// What was done to messages, one row a message, and the timers of conversations. It is one JSON
// text that only this program reads.

import type { MessageName, Timer } from '#protocol';
import type { Deeds } from '../conversation/deeds.ts';
import { noTimer } from '../conversation/timer.ts';
import type { Database } from './database.ts';
import { accountOf } from './row.ts';

const named = 'conversation = ? AND author = ? AND sent_at = ?';

/** How many wait in one conversation; what has waited longest is forgotten first. */
export const waitingMax = 1000;

export class DeedTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(conversation: string, { author, sentAt }: MessageName): Deeds {
    const sql = `SELECT deeds FROM deeds WHERE ${named}`;
    const row = this.#db.get(sql, conversation, author, sentAt);
    return row ? (JSON.parse(String(row.deeds)) as Deeds) : {};
  }

  /** `waits`: the message has not come yet. */
  put(conversation: string, name: MessageName, deeds: Deeds, waits: boolean, now: number): void {
    this.#db.run(
      `INSERT INTO deeds (conversation, author, sent_at, deeds, waits, pinned, at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET deeds = excluded.deeds, waits = excluded.waits,
         pinned = excluded.pinned`,
      conversation,
      name.author,
      name.sentAt,
      JSON.stringify(deeds),
      waits ? 1 : 0,
      deeds.pin?.pinned ? 1 : 0,
      now,
    );
    if (waits) this.#bound(conversation);
  }

  /** The message is here. */
  arrived(conversation: string, { author, sentAt }: MessageName): void {
    this.#db.run(
      `UPDATE deeds SET waits = 0 WHERE ${named} AND waits = 1`,
      conversation,
      author,
      sentAt,
    );
  }

  remove(conversation: string, { author, sentAt }: MessageName): void {
    this.#db.run(`DELETE FROM deeds WHERE ${named}`, conversation, author, sentAt);
  }

  /** Messages with a pin, also one that is over by now. */
  pinned(conversation: string): MessageName[] {
    return this.#db
      .all(
        'SELECT author, sent_at FROM deeds WHERE conversation = ? AND pinned = 1 AND waits = 0',
        conversation,
      )
      .map((row) => ({ author: accountOf(row.author), sentAt: Number(row.sent_at) }));
  }

  timer(conversation: string): Timer {
    const row = this.#db.get('SELECT * FROM timers WHERE conversation = ?', conversation);
    return row ? { seconds: Number(row.seconds), version: Number(row.version) } : noTimer;
  }

  setTimer(conversation: string, { seconds, version }: Timer): void {
    this.#db.run(
      'INSERT OR REPLACE INTO timers (conversation, seconds, version) VALUES (?, ?, ?)',
      conversation,
      seconds,
      version,
    );
  }

  /** Forgets what waited in vain since then. */
  prune(before: number): void {
    this.#db.run('DELETE FROM deeds WHERE waits = 1 AND at < ?', before);
  }

  #bound(conversation: string): void {
    this.#db.run(
      `DELETE FROM deeds WHERE rowid IN (
         SELECT rowid FROM deeds WHERE conversation = ? AND waits = 1
         ORDER BY rowid DESC LIMIT -1 OFFSET ?)`,
      conversation,
      waitingMax,
    );
  }
}
