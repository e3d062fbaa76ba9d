// Pictures that people show of themselves, each once, by their SHA-256; of others the ones that
// came last. What is not here is fetched again.

import { createHash } from 'node:crypto';
import { own } from '../bytes.ts';
import type { Database } from './database.ts';
import { bytesOf } from './row.ts';

/** Pictures that are kept besides our own and the last; a locked profile has them in memory. */
export const picturesMax = 200;
export const picturesBytesMax = 64 * 2 ** 20;

export class PictureTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(digest: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
    const row = this.#db.get('SELECT bytes FROM pictures WHERE digest = ?', digest);
    return row && bytesOf(row.bytes);
  }

  /** Keeps it, and returns its digest. */
  put(bytes: Uint8Array, now: number): Uint8Array<ArrayBuffer> {
    const digest = digestOf(bytes);
    this.#db.run(
      `INSERT INTO pictures (digest, bytes, at) VALUES (?, ?, ?)
       ON CONFLICT (digest) DO UPDATE SET at = excluded.at`,
      digest,
      bytes,
      now,
    );
    this.#db.run(
      `DELETE FROM pictures WHERE digest IN (
         SELECT digest FROM (
           SELECT digest, row_number() OVER newer AS count, sum(length(bytes)) OVER newer AS size
           FROM pictures
           WHERE digest <> ? AND digest NOT IN (SELECT avatar FROM own_words WHERE avatar NOT NULL)
           WINDOW newer AS (ORDER BY at DESC, digest ROWS UNBOUNDED PRECEDING))
         WHERE count > ? OR size > ?)`,
      digest,
      picturesMax,
      picturesBytesMax,
    );
    return digest;
  }
}

/** What names a picture. Shape: 32 bytes. */
export const digestOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  own(createHash('sha256').update(bytes).digest());
