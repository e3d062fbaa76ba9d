// What arrived, apart from what was said: the guids of envelopes that are done with, receipts we
// owe, and the errors told.

import type { AccountId, ReceiptType } from '#protocol';
import type { Database } from './database.ts';
import { accountOf, wordOf } from './row.ts';

const receipts = ['delivery', 'read', 'viewed'] as const;

export class ArrivalTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  wasSeen(guid: Uint8Array): boolean {
    return this.#db.get('SELECT 1 AS seen FROM seen WHERE guid = ?', guid) !== undefined;
  }

  markSeen(guid: Uint8Array, now: number): void {
    this.#db.run('INSERT OR IGNORE INTO seen (guid, at) VALUES (?, ?)', guid, now);
  }

  owe(account: string, type: ReceiptType, timestamp: number): void {
    const sql = 'INSERT OR IGNORE INTO receipts_due (account, type, timestamp) VALUES (?, ?, ?)';
    this.#db.run(sql, account, type, timestamp);
  }

  /** The receipts that are owed: to whom, and of which types. */
  owed(): { readonly account: AccountId; readonly type: ReceiptType }[] {
    return this.#db
      .all('SELECT DISTINCT account, type FROM receipts_due')
      .map((row) => ({ account: accountOf(row.account), type: wordOf(receipts, row.type) }));
  }

  /** Takes up to `limit` receipts owed to the account. */
  takeOwed(account: string, type: ReceiptType, limit: number): number[] {
    return this.#db
      .all(
        `DELETE FROM receipts_due WHERE account = ?1 AND type = ?2 AND timestamp IN (
           SELECT timestamp FROM receipts_due WHERE account = ?1 AND type = ?2
           ORDER BY timestamp LIMIT ?3)
         RETURNING timestamp`,
        account,
        type,
        limit,
      )
      .map((row) => Number(row.timestamp))
      .sort((one, other) => one - other);
  }

  /** Nothing is owed to the account any more. */
  dropOwed(account: string): void {
    this.#db.run('DELETE FROM receipts_due WHERE account = ?', account);
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
