// What the primary device has told this one, from the moment it arrived until the server has
// confirmed the link.

import { decodeProvision, encodeProvision } from '#protocol';
import type { ProvisionMessage } from '#protocol';
import { wipe } from '../bytes.ts';
import type { Database } from './database.ts';
import { bytesOf } from './row.ts';

export class LinkingTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  read(): ProvisionMessage | undefined {
    const row = this.#db.get('SELECT message FROM linking');
    return row && decodeProvision(bytesOf(row.message));
  }

  keep(message: ProvisionMessage): void {
    const encoded = encodeProvision(message);
    this.#db.run('INSERT OR REPLACE INTO linking (one, message) VALUES (1, ?)', encoded);
    wipe(encoded);
  }

  clear(): void {
    this.#db.run('DELETE FROM linking');
  }
}
