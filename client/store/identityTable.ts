// The identity keys of others, one for each account: what was seen first, what a person has
// compared, and another key that waits for that person's word.

import type { AccountId } from '#protocol';
import { same } from '../bytes.ts';
import type { Database } from './database.ts';
import { accountOf, bytesOf, numberOf } from './row.ts';

export interface KnownIdentity {
  /** The only key that anything is sealed for. */
  readonly key: Uint8Array<ArrayBuffer>;
  readonly firstSeenAt: number;
  readonly changedAt: number | undefined;
  /** The safety number was compared. */
  readonly verified: boolean;
  /** Another key that was seen since: nothing is sent until somebody decides between them. */
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
      changedAt: numberOf(row.changed_at),
      verified: row.verified === 1,
      pendingKey: row.pending_key === null ? undefined : bytesOf(row.pending_key),
    };
  }

  /** The trusted key of every account that was ever met. */
  all(): { readonly account: AccountId; readonly key: Uint8Array<ArrayBuffer> }[] {
    return this.#db
      .all('SELECT account, key FROM identities')
      .map((row) => ({ account: accountOf(row.account), key: bytesOf(row.key) }));
  }

  /** When all of them were last compared with the server's; 0 before the first time. */
  get checkedAt(): number {
    return Number(this.#db.get('SELECT at FROM identity_check')?.at ?? 0);
  }

  set checkedAt(time: number) {
    this.#db.run('INSERT OR REPLACE INTO identity_check (one, at) VALUES (1, ?)', Math.trunc(time));
  }

  /** Accounts with a key that waits for a person's decision. */
  pending(): AccountId[] {
    return this.#db
      .all('SELECT account FROM identities WHERE pending_key IS NOT NULL')
      .map((row) => accountOf(row.account));
  }

  /** True while a key of the account waits for a person's decision. */
  isPending(account: string): boolean {
    const sql = 'SELECT 1 AS waits FROM identities WHERE account = ? AND pending_key IS NOT NULL';
    return this.#db.get(sql, account) !== undefined;
  }

  /** Trusts the first key that is seen; false when another one is trusted. */
  trustFirst(account: string, key: Uint8Array, now: number): boolean {
    const known = this.get(account);
    if (known) return same(known.key, key);
    this.#db.run(
      'INSERT INTO identities (account, key, first_seen_at) VALUES (?, ?, ?)',
      account,
      key,
      now,
    );
    return true;
  }

  /** Notes a key that is not the trusted one; false when it was noted before. */
  suspect(account: string, key: Uint8Array): boolean {
    const sql = `UPDATE identities SET pending_key = ? 
                 WHERE account = ? AND (pending_key IS NULL OR pending_key <> ?)`;
    return this.#db.run(sql, key, account, key) === 1;
  }

  /** Ends the wait with this key. Another one than before is not verified. */
  decide(account: string, key: Uint8Array, now: number): void {
    this.#db.run(
      `UPDATE identities SET
         changed_at = CASE WHEN key = ? THEN changed_at ELSE ? END,
         verified = CASE WHEN key = ? THEN verified ELSE 0 END,
         key = ?, pending_key = NULL
       WHERE account = ?`,
      key,
      now,
      key,
      key,
      account,
    );
  }

  /** Notes that this key was compared; false when it is not the one, or none is decided on. */
  verify(account: string, key: Uint8Array): boolean {
    const sql = `UPDATE identities SET verified = 1 
                 WHERE account = ? AND key = ? AND pending_key IS NULL`;
    return this.#db.run(sql, account, key) === 1;
  }
}
