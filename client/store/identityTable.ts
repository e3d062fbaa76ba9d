// The identity keys of others: what was seen first, what changed, what a person has compared.

import type { Database } from './database.ts';
import { bytesOf } from './database.ts';

export interface KnownIdentity {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly firstSeenAt: number;
  readonly changedAt: number | undefined;
  /** The safety number was compared. */
  readonly verified: boolean;
  /** It changed after it had been verified: nothing is sent until somebody accepts it. */
  readonly blocked: boolean;
  readonly pendingKey: Uint8Array<ArrayBuffer> | undefined;
}

export class IdentityTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(account: string): KnownIdentity | undefined {
    const row = this.#db.get('SELECT * FROM identities WHERE account = ?', account);
    if (!row) return undefined;
    return {
      key: bytesOf(row.key),
      firstSeenAt: Number(row.first_seen_at),
      changedAt: row.changed_at === null ? undefined : Number(row.changed_at),
      verified: row.verified === 1,
      blocked: row.blocked === 1,
      pendingKey: row.pending_key === null ? undefined : bytesOf(row.pending_key),
    };
  }

  /** Stores a key. A changed one loses its verification and, had it one, is blocked. */
  save(account: string, key: Uint8Array, now: number): void {
    this.#db.run(
      `INSERT INTO identities (account, key, first_seen_at) VALUES (?, ?, ?)
       ON CONFLICT (account) DO UPDATE SET
         blocked = CASE WHEN key = excluded.key THEN blocked ELSE max(blocked, verified) END,
         verified = CASE WHEN key = excluded.key THEN verified ELSE 0 END,
         changed_at = CASE WHEN key = excluded.key THEN changed_at ELSE ? END,
         pending_key = CASE WHEN key = excluded.key THEN pending_key ELSE NULL END,
         key = excluded.key`,
      account,
      key,
      now,
      now,
    );
  }

  /** Remembers a changed key that may not be used yet. */
  hold(account: string, pendingKey: Uint8Array): void {
    const sql = 'UPDATE identities SET pending_key = ?, blocked = 1 WHERE account = ?';
    this.#db.run(sql, pendingKey, account);
  }

  /** Takes the changed key for good; it is not verified by that. */
  accept(account: string, now: number): void {
    this.#db.run(
      `UPDATE identities SET
         changed_at = CASE WHEN pending_key IS NULL THEN changed_at ELSE ? END,
         verified = CASE WHEN blocked = 1 THEN 0 ELSE verified END,
         key = coalesce(pending_key, key), pending_key = NULL, blocked = 0
       WHERE account = ?`,
      now,
      account,
    );
  }

  verify(account: string, verified: boolean): boolean {
    const sql = 'UPDATE identities SET verified = ? WHERE account = ? AND blocked = 0';
    return this.#db.run(sql, verified ? 1 : 0, account) === 1;
  }
}
