// Whom this account may report, and by which token.

import type { AccountId } from '#protocol';
import type { Database } from './database.ts';
import { bytesOf } from './row.ts';

/** Accounts; of more, those that wrote longest ago cannot be reported any more. */
const accountsMax = 1000;

/** What shows that somebody has written. */
export interface Reportable {
  readonly guid: Uint8Array<ArrayBuffer>;
  readonly token: Uint8Array<ArrayBuffer>;
}

export class ReportTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  heard(account: AccountId, { guid, token }: Reportable, nowMs: number): void {
    this.#db.run(
      'INSERT OR REPLACE INTO reportable (account, guid, token, at) VALUES (?, ?, ?, ?)',
      ...[account, guid, token, nowMs],
    );
    this.#db.run(
      `DELETE FROM reportable WHERE account IN (
         SELECT account FROM reportable ORDER BY at DESC LIMIT -1 OFFSET ?)`,
      accountsMax,
    );
  }

  of(account: AccountId): Reportable | undefined {
    const row = this.#db.get('SELECT guid, token FROM reportable WHERE account = ?', account);
    return row && { guid: bytesOf(row.guid), token: bytesOf(row.token) };
  }
}
