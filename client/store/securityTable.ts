// Up to which event of the account's security this profile has told.

import type { Database } from './database.ts';

export class SecurityTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The server's time of the newest that was told; 0: none was. */
  toldAt(): number {
    return Number(this.#db.get('SELECT at FROM security_told')?.at ?? 0);
  }

  told(at: number): void {
    this.#db.run('INSERT OR REPLACE INTO security_told (one, at) VALUES (1, ?)', Math.trunc(at));
  }
}
