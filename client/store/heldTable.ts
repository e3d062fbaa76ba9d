// First messages that came under an identity key nobody has accepted. They wait here, unopened,
// for the person's decision.

import type { Database } from './database.ts';
import { bytesOf } from './row.ts';

/** How many are held from one account; what comes after is thrown away. */
export const heldPerAccountMax = 200;

export class HeldTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** False when too many wait already. */
  add(
    row: {
      readonly guid: Uint8Array;
      readonly account: string;
      readonly identityKey: Uint8Array;
      readonly envelope: Uint8Array;
    },
    now: number,
  ): boolean {
    const counted = this.#db.get('SELECT count(*) AS n FROM held WHERE account = ?', row.account);
    if (Number(counted?.n ?? 0) >= heldPerAccountMax) return false;
    this.#db.run(
      `INSERT OR IGNORE INTO held (guid, account, identity_key, envelope, at)
       VALUES (?, ?, ?, ?, ?)`,
      row.guid,
      row.account,
      row.identityKey,
      row.envelope,
      now,
    );
    return true;
  }

  isAny(): boolean {
    return this.#db.get('SELECT 1 AS it FROM held LIMIT 1') !== undefined;
  }

  /** Encoded envelopes whose key is the decided one by now, in the order they came. */
  decided(): Uint8Array[] {
    return this.#db
      .all(
        `SELECT envelope FROM held JOIN identities USING (account)
         WHERE held.identity_key = identities.key AND identities.pending_key IS NULL
         ORDER BY held.id`,
      )
      .map((row) => bytesOf(row.envelope));
  }

  /** Throws away what came under another key; returns how many that were. */
  keepOnly(account: string, identityKey: Uint8Array): number {
    const sql = 'DELETE FROM held WHERE account = ? AND identity_key <> ?';
    return this.#db.run(sql, account, identityKey);
  }

  remove(guid: Uint8Array): void {
    this.#db.run('DELETE FROM held WHERE guid = ?', guid);
  }

  prune(before: number): void {
    this.#db.run('DELETE FROM held WHERE at < ?', before);
  }
}
