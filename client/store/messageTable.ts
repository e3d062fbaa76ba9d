// What arrived: texts, the guids of envelopes that are done with, receipts we owe, and the errors
// told.

import type { AccountId } from '#protocol';
import type { ReceivedMessage } from '../events.ts';
import type { Database, Row } from './database.ts';
import { accountOf } from './database.ts';

export class MessageTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Stores a text once; `undefined` when its author's device sent this time stamp before. */
  add(message: Omit<ReceivedMessage, 'id'>, now: number): ReceivedMessage | undefined {
    const row = this.#db.get(
      `INSERT INTO messages (account, device, timestamp, server_timestamp, body, received_at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
      message.from,
      message.device,
      message.timestamp,
      message.serverTimestamp,
      message.text,
      now,
    );
    return row && { id: Number(row.id), ...message };
  }

  has(account: string, device: number, timestamp: number): boolean {
    const sql = 'SELECT 1 AS here FROM messages WHERE account = ? AND device = ? AND timestamp = ?';
    return this.#db.get(sql, account, device, timestamp) !== undefined;
  }

  /** Stored and not yet given to the program, oldest first. */
  unshown(limit: number): ReceivedMessage[] {
    return this.#db
      .all('SELECT * FROM messages WHERE shown = 0 ORDER BY id LIMIT ?', limit)
      .map(received);
  }

  markShown(id: number): void {
    this.#db.run('UPDATE messages SET shown = 1 WHERE id = ?', id);
  }

  /** From one account, newest first. */
  from(account: string, limit: number): ReceivedMessage[] {
    return this.#db
      .all('SELECT * FROM messages WHERE account = ? ORDER BY id DESC LIMIT ?', account, limit)
      .map(received);
  }

  wasSeen(guid: Uint8Array): boolean {
    return this.#db.get('SELECT 1 AS seen FROM seen WHERE guid = ?', guid) !== undefined;
  }

  markSeen(guid: Uint8Array, now: number): void {
    this.#db.run('INSERT OR IGNORE INTO seen (guid, at) VALUES (?, ?)', guid, now);
  }

  owe(account: string, timestamp: number): void {
    const sql = 'INSERT OR IGNORE INTO receipts_due (account, timestamp) VALUES (?, ?)';
    this.#db.run(sql, account, timestamp);
  }

  accountsOwed(): AccountId[] {
    const sql = 'SELECT DISTINCT account FROM receipts_due';
    return this.#db.all(sql).map((row) => accountOf(row.account));
  }

  /** Takes up to `limit` receipts owed to the account. */
  takeOwed(account: string, limit: number): number[] {
    const times = this.#db
      .all(
        'SELECT timestamp FROM receipts_due WHERE account = ? ORDER BY timestamp LIMIT ?',
        account,
        limit,
      )
      .map((row) => Number(row.timestamp));
    for (const time of times) {
      this.#db.run('DELETE FROM receipts_due WHERE account = ? AND timestamp = ?', account, time);
    }
    return times;
  }

  noteMending(direction: 'in' | 'out', device: Device, timestamp: number, now: number): void {
    this.#db.run(
      'INSERT INTO mendings (direction, account, device, timestamp, at) VALUES (?, ?, ?, ?, ?)',
      direction,
      device.account,
      device.device,
      timestamp,
      now,
    );
  }

  /** How many errors went that way since; for one message where a time stamp is given. */
  countMendings(
    direction: 'in' | 'out',
    device: Device,
    since: number,
    timestamp?: number,
  ): number {
    const row = this.#db.get(
      `SELECT count(*) AS n FROM mendings 
       WHERE direction = ? AND account = ? AND device = ? AND at >= ?
         AND (? IS NULL OR timestamp = ?)`,
      direction,
      device.account,
      device.device,
      since,
      timestamp ?? null,
      timestamp ?? null,
    );
    return Number(row?.n ?? 0);
  }

  prune(seenBefore: number, mendingsBefore: number): void {
    this.#db.run('DELETE FROM seen WHERE at < ?', seenBefore);
    this.#db.run('DELETE FROM mendings WHERE at < ?', mendingsBefore);
  }
}

interface Device {
  readonly account: string;
  readonly device: number;
}

function received(row: Row): ReceivedMessage {
  return {
    id: Number(row.id),
    from: accountOf(row.account),
    device: Number(row.device),
    text: String(row.body),
    timestamp: Number(row.timestamp),
    serverTimestamp: Number(row.server_timestamp),
  };
}
