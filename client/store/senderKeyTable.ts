// Sender keys: what lets each of many devices read one ciphertext. Those of others as they were
// given to us, our own, and which devices have ours.

import type { AccountId } from '#protocol';
import type { Database } from './database.ts';
import { accountOf, bytesOf } from './row.ts';

/** How many keys one device has; whoever makes more loses those that were longest unused. */
const keysPerDeviceMax = 400;

export interface SharedDevice {
  readonly account: AccountId;
  readonly device: number;
  readonly registrationId: number;
}

export class SenderKeyTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  record(
    account: string,
    device: number,
    distribution: string,
  ): Uint8Array<ArrayBuffer> | undefined {
    const sql =
      'SELECT record FROM sender_keys WHERE account = ? AND device = ? AND distribution = ?';
    const row = this.#db.get(sql, account, device, distribution);
    return row && bytesOf(row.record);
  }

  has(account: string, device: number, distribution: string): boolean {
    const sql =
      'SELECT 1 AS it FROM sender_keys WHERE account = ? AND device = ? AND distribution = ?';
    return this.#db.get(sql, account, device, distribution) !== undefined;
  }

  save(
    account: string,
    device: number,
    distribution: string,
    record: Uint8Array,
    now: number,
  ): void {
    this.#db.run(
      `INSERT OR REPLACE INTO sender_keys (account, device, distribution, record, used_at)
       VALUES (?, ?, ?, ?, ?)`,
      account,
      device,
      distribution,
      record,
      now,
    );
    this.#db.run(
      `DELETE FROM sender_keys WHERE (account, device, distribution) IN (
         SELECT account, device, distribution FROM sender_keys
         WHERE account = ? AND device = ? ORDER BY used_at DESC LIMIT -1 OFFSET ?)`,
      account,
      device,
      keysPerDeviceMax,
    );
  }

  /** Who has our sender key of that name. */
  shares(distribution: string): SharedDevice[] {
    return this.#db
      .all('SELECT * FROM sender_key_shares WHERE distribution = ?', distribution)
      .map((row) => ({
        account: accountOf(row.account),
        device: Number(row.device),
        registrationId: Number(row.registration_id),
      }));
  }

  /** The devices of an account that have it, each with its registration id. */
  sharesOf(distribution: string, account: string): ReadonlyMap<number, number> {
    const sql = `SELECT device, registration_id FROM sender_key_shares
                 WHERE distribution = ? AND account = ?`;
    const rows = this.#db.all(sql, distribution, account);
    return new Map(rows.map((row) => [Number(row.device), Number(row.registration_id)]));
  }

  share(distribution: string, { account, device, registrationId }: SharedDevice): void {
    this.#db.run(
      `INSERT OR REPLACE INTO sender_key_shares (distribution, account, device, registration_id)
       VALUES (?, ?, ?, ?)`,
      distribution,
      account,
      device,
      registrationId,
    );
  }

  /** A device does not have what it was given: it is given all keys anew. */
  unshare(account: string, device: number): void {
    const sql = 'DELETE FROM sender_key_shares WHERE account = ? AND device = ?';
    this.#db.run(sql, account, device);
  }

  /** Our key of that name is used no more. */
  retire(distribution: string, account: string, device: number): void {
    this.#db.run('DELETE FROM sender_key_shares WHERE distribution = ?', distribution);
    this.#db.run(
      'DELETE FROM sender_keys WHERE account = ? AND device = ? AND distribution = ?',
      account,
      device,
      distribution,
    );
  }

  /** Forgets keys that nobody has used since. */
  prune(before: number): void {
    this.#db.run('DELETE FROM sender_keys WHERE used_at < ?', before);
  }
}
