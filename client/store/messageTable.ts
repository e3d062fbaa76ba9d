// What was said, by both sides: one row a message. What was done to it later stands in DeedTable.

import { decodeContent } from '#protocol';
import type { Content, MessageName } from '#protocol';
import { parseConversationId } from '../conversation/conversationId.ts';
import type { ConversationId } from '../conversation/conversationId.ts';
import type { SqlRow } from './clientStore.ts';
import type { Database } from './database.ts';
import { accountOf, bytesOf, numberOf, wordOf } from './row.ts';

/**
 * A message of ours is `waiting` until the server has it or it is given up; one of others is
 * `received`.
 */
const states = ['received', 'waiting', 'sent', 'failed'] as const;
export type MessageState = (typeof states)[number];

export interface MessageRow extends MessageName {
  /** Grows with each message of this profile. */
  readonly id: number;
  readonly conversation: string;
  readonly device: number;
  readonly serverTimestamp: number;
  /** Absent where it was deleted or has disappeared. */
  readonly content: Content | undefined;
  readonly state: MessageState;
  readonly failedCode: string | undefined;
  readonly readAt: number | undefined;
  readonly expiresAt: number | undefined;
  /** It has disappeared. */
  readonly isGone: boolean;
}

export interface NewMessage extends MessageName {
  readonly conversation: string;
  readonly device: number;
  readonly serverTimestamp: number;
  readonly content: Uint8Array | undefined;
  readonly state: MessageState;
  /** The version that it takes to read it; 0 where this one can. */
  readonly requires: number;
  /** The program is told of it, now or later. */
  readonly told: boolean;
}

/** Where a page of a conversation begins: what is older than this message. */
export interface PageMark {
  readonly sentAt: number;
  readonly id: number;
}

const named = 'conversation = ? AND author = ? AND sent_at = ?';

/** Their newest words stand with what was done to them. */
const edited = `SELECT m.id FROM deeds d JOIN messages m USING (conversation, author, sent_at)
  WHERE instr(d.deeds, '"edits"')`;

export class MessageTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Stores a message once; `undefined` when its author's device sent this time stamp before. */
  add(message: NewMessage, now: number): number | undefined {
    const row = this.#db.get(
      `INSERT INTO messages (conversation, author, device, sent_at, server_timestamp, content,
         received_at, shown, state, requires)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
      message.conversation,
      message.author,
      message.device,
      message.sentAt,
      message.serverTimestamp,
      message.content ?? null,
      now,
      message.told ? 0 : 1,
      message.state,
      message.requires,
    );
    return row && Number(row.id);
  }

  get(id: number): MessageRow | undefined {
    const row = this.#db.get('SELECT * FROM messages WHERE id = ?', id);
    return row && messageRow(row);
  }

  /** All of that name: two devices of one author may have sent at the same time. */
  named(conversation: string, { author, sentAt }: MessageName): MessageRow[] {
    return this.#db
      .all(`SELECT * FROM messages WHERE ${named}`, conversation, author, sentAt)
      .map(messageRow);
  }

  /** True where somebody has said something then, from that device. */
  has(author: string, device: number, sentAt: number): boolean {
    const sql = 'SELECT 1 AS here FROM messages WHERE author = ? AND sent_at = ? AND device = ?';
    return this.#db.get(sql, author, sentAt, device) !== undefined;
  }

  /** The conversations in which a message of that name is. */
  conversationsOf({ author, sentAt }: MessageName): string[] {
    const sql = 'SELECT DISTINCT conversation FROM messages WHERE author = ? AND sent_at = ?';
    return this.#db.all(sql, author, sentAt).map((row) => String(row.conversation));
  }

  /** True where the other side has said so much since, of what is still there. */
  hasReceived(author: string, since: number, texts: number): boolean {
    const sql = `SELECT count(*) AS n FROM (
                   SELECT 1 FROM messages WHERE conversation = ?1 AND author = ?1
                     AND gone = 0 AND sent_at > ?2 LIMIT ?3)`;
    return Number(this.#db.get(sql, author, since, texts)?.n) >= texts;
  }

  /** When the other side has last said something, by its clock; 0 where it never has. */
  lastSentAt(author: string): number {
    const sql = `SELECT max(sent_at) AS at FROM messages
                 WHERE conversation = ?1 AND author = ?1`;
    return Number(this.#db.get(sql, author)?.at ?? 0);
  }

  /** What the other side has said up to then and is still there. */
  upTo(author: string, sentAt: number): MessageRow[] {
    const sql = `SELECT * FROM messages
                 WHERE conversation = ?1 AND author = ?1 AND gone = 0 AND sent_at <= ?2`;
    return this.#db.all(sql, author, sentAt).map(messageRow);
  }

  /** Messages of others that are stored and not yet given to the program, oldest first. */
  unshown(limit: number): MessageRow[] {
    return this.#db
      .all('SELECT * FROM messages WHERE shown = 0 ORDER BY id LIMIT ?', limit)
      .map(messageRow);
  }

  markShown(id: number): void {
    this.#db.run('UPDATE messages SET shown = 1 WHERE id = ?', id);
  }

  /** Newest first, by the clocks of those who wrote; what has disappeared is not among them. */
  page(conversation: string, before: PageMark | undefined, limit: number): MessageRow[] {
    const { sentAt = Number.MAX_SAFE_INTEGER, id = Number.MAX_SAFE_INTEGER } = before ?? {};
    return this.#db
      .all(
        `SELECT * FROM messages
         WHERE conversation = ?1 AND gone = 0 AND (sent_at, id) < (?2, ?3)
         ORDER BY sent_at DESC, id DESC LIMIT ?4`,
        conversation,
        sentAt,
        id,
        limit,
      )
      .map(messageRow);
  }

  /**
   * Newest first: those whose digits are like all of the patterns, and all that were edited. What
   * was deleted or has disappeared is not among them.
   */
  like(
    patterns: readonly string[],
    conversation: string | undefined,
    before: PageMark | undefined,
    limit: number,
  ): MessageRow[] {
    const { sentAt = Number.MAX_SAFE_INTEGER, id = Number.MAX_SAFE_INTEGER } = before ?? {};
    const isLike = patterns.map(() => 'hex(content) LIKE ?').join(' AND ') || '1';
    const within = conversation === undefined ? [] : [conversation];
    const ids = this.#db.all(
      `SELECT id FROM messages
       WHERE gone = 0 AND content IS NOT NULL AND (sent_at, id) < (?, ?)
         ${within.map(() => 'AND conversation = ?').join('')}
         AND ((${isLike}) OR id IN (${edited}))
       ORDER BY sent_at DESC, id DESC LIMIT ?`,
      sentAt,
      id,
      ...within,
      ...patterns,
      limit,
    );
    return ids.flatMap((row) => this.get(Number(row.id)) ?? []);
  }

  /** Unread messages of others up to a time, oldest first. */
  unread(conversation: string, upTo: number, limit: number): MessageRow[] {
    return this.#db
      .all(
        `SELECT * FROM messages
         WHERE conversation = ? AND state = 'received' AND read_at IS NULL AND sent_at <= ?
         ORDER BY sent_at LIMIT ?`,
        conversation,
        upTo,
        limit,
      )
      .map(messageRow);
  }

  /** Every conversation, the one that was last spoken in first. */
  conversations(): { conversation: ConversationId; unread: number; lastId: number }[] {
    return this.#db
      .all(
        `SELECT m.conversation, max(m.id) AS last,
           (SELECT count(*) FROM messages u WHERE u.conversation = m.conversation
             AND u.state = 'received' AND u.read_at IS NULL AND u.gone = 0) AS unread
         FROM messages m WHERE m.gone = 0 GROUP BY m.conversation ORDER BY last DESC`,
      )
      .flatMap((row) => {
        const conversation = parseConversationId(String(row.conversation));
        const [unread, lastId] = [Number(row.unread), Number(row.last)];
        return conversation ? [{ conversation, unread, lastId }] : [];
      });
  }

  /** The server has it. */
  sent(conversation: string, name: MessageName, serverTimestamp: number): void {
    this.#db.run(
      `UPDATE messages SET state = 'sent', server_timestamp = ? WHERE ${named}`,
      serverTimestamp,
      conversation,
      name.author,
      name.sentAt,
    );
  }

  failed(conversation: string, { author, sentAt }: MessageName, code: string): void {
    this.#db.run(
      `UPDATE messages SET state = 'failed', failed_code = ? WHERE ${named}`,
      code,
      conversation,
      author,
      sentAt,
    );
  }

  /** What is shown in the place of what was there. */
  replace(id: number, content: Uint8Array): void {
    this.#db.run('UPDATE messages SET content = ? WHERE id = ?', content, id);
  }

  markRead(conversation: string, { author, sentAt }: MessageName, at: number): void {
    this.#db.run(
      `UPDATE messages SET read_at = ? WHERE ${named}`,
      at,
      conversation,
      author,
      sentAt,
    );
  }

  expireAt(id: number, at: number): void {
    this.#db.run('UPDATE messages SET expires_at = ? WHERE id = ?', at, id);
  }

  nextExpiry(): number | undefined {
    const row = this.#db.get(
      'SELECT min(expires_at) AS at FROM messages WHERE expires_at IS NOT NULL',
    );
    return numberOf(row?.at);
  }

  /** Messages whose time has come. */
  expired(now: number, limit: number): MessageRow[] {
    return this.#db
      .all('SELECT * FROM messages WHERE expires_at <= ? ORDER BY expires_at LIMIT ?', now, limit)
      .map(messageRow);
  }

  /** What it said is overwritten; the row stays, so that it does not come back. */
  erase(id: number, how: 'deleted' | 'gone', now: number): void {
    this.#db.run(
      `UPDATE messages SET content = NULL, expires_at = NULL, requires = 0, shown = 1, gone = ?,
         received_at = ? WHERE id = ?`,
      how === 'gone' ? 1 : 0,
      now,
      id,
    );
  }

  /** What waited for a version up to this one. */
  readable(version: number): MessageRow[] {
    return this.#db
      .all('SELECT * FROM messages WHERE requires BETWEEN 1 AND ? ORDER BY id', version)
      .map(messageRow);
  }

  remove(id: number): void {
    this.#db.run('DELETE FROM messages WHERE id = ?', id);
  }

  /** Forgets what disappeared so long ago that nothing brings it back. */
  prune(before: number): void {
    this.#db.run('DELETE FROM messages WHERE gone = 1 AND received_at < ?', before);
  }
}

function messageRow(row: SqlRow): MessageRow {
  return {
    id: Number(row.id),
    conversation: String(row.conversation),
    author: accountOf(row.author),
    device: Number(row.device),
    sentAt: Number(row.sent_at),
    serverTimestamp: Number(row.server_timestamp),
    content: row.content === null ? undefined : readContent(bytesOf(row.content)),
    state: wordOf(states, row.state),
    failedCode: row.failed_code === null ? undefined : String(row.failed_code),
    readAt: numberOf(row.read_at),
    expiresAt: numberOf(row.expires_at),
    isGone: row.gone === 1,
  };
}

/** What older versions let in and this one refuses is shown as nothing, and kept. */
function readContent(bytes: Uint8Array): Content {
  try {
    return decodeContent(bytes);
  } catch {
    return { type: 'unknown' };
  }
}
