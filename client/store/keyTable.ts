// The private halves of the pre-keys. One-time keys go when a first message used them; repeated-
// use keys stay as long as a message under way may still need them.

import type { Database } from './database.ts';
import { bytesOf } from './row.ts';
import type { IdentityKind } from './profileTable.ts';

export type OneTimeFamily = 'ec' | 'kem';
export type RepeatedFamily = 'signed' | 'lastResort';

export interface KeyRow {
  readonly keyId: number;
  readonly record: Uint8Array;
}

export class KeyTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  addOneTime(
    kind: IdentityKind,
    family: OneTimeFamily,
    keys: readonly KeyRow[],
    now: number,
  ): void {
    for (const key of keys) {
      this.#db.run(
        `INSERT INTO one_time_keys (kind, family, key_id, record, created_at)
         VALUES (?, ?, ?, ?, ?)`,
        kind,
        family,
        key.keyId,
        key.record,
        now,
      );
    }
  }

  oneTime(kind: IdentityKind, family: OneTimeFamily, keyId: number) {
    const row = this.#db.get(
      'SELECT record FROM one_time_keys WHERE kind = ? AND family = ? AND key_id = ?',
      kind,
      family,
      keyId,
    );
    return row && bytesOf(row.record);
  }

  /** False when the key is gone already: its first message was opened before. */
  removeOneTime(kind: IdentityKind, family: OneTimeFamily, keyId: number): boolean {
    const sql = 'DELETE FROM one_time_keys WHERE kind = ? AND family = ? AND key_id = ?';
    return this.#db.run(sql, kind, family, keyId) === 1;
  }

  countOneTime(kind: IdentityKind, family: OneTimeFamily): number {
    const row = this.#db.get(
      'SELECT count(*) AS n FROM one_time_keys WHERE kind = ? AND family = ?',
      kind,
      family,
    );
    return Number(row?.n ?? 0);
  }

  addRepeated(kind: IdentityKind, family: RepeatedFamily, key: KeyRow, now: number): void {
    this.#db.run(
      'INSERT INTO repeated_keys (kind, family, key_id, record, created_at) VALUES (?, ?, ?, ?, ?)',
      kind,
      family,
      key.keyId,
      key.record,
      now,
    );
  }

  repeated(kind: IdentityKind, family: RepeatedFamily, keyId: number) {
    const row = this.#db.get(
      'SELECT record FROM repeated_keys WHERE kind = ? AND family = ? AND key_id = ?',
      kind,
      family,
      keyId,
    );
    return row && bytesOf(row.record);
  }

  /** The newest key, published or about to be. */
  newest(kind: IdentityKind, family: RepeatedFamily) {
    const row = this.#db.get(
      `SELECT key_id, record, created_at, published_at FROM repeated_keys
       WHERE kind = ? AND family = ? ORDER BY created_at DESC, key_id DESC LIMIT 1`,
      kind,
      family,
    );
    if (!row) return undefined;
    return {
      keyId: Number(row.key_id),
      record: bytesOf(row.record),
      createdAt: Number(row.created_at),
      published: row.published_at !== null,
    };
  }

  published(kind: IdentityKind, family: RepeatedFamily, keyId: number, now: number): void {
    this.#db.run(
      `UPDATE repeated_keys SET published_at = ?
       WHERE kind = ? AND family = ? AND key_id = ? AND published_at IS NULL`,
      now,
      kind,
      family,
      keyId,
    );
  }

  /** False when this very first message was opened before: it is a replay. */
  useLastResort(
    kind: IdentityKind,
    kemId: number,
    signedId: number,
    baseKey: Uint8Array,
    now: number,
  ): boolean {
    const sql = `INSERT OR IGNORE INTO last_resort_uses (kind, kem_id, signed_id, base_key, at)
                 VALUES (?, ?, ?, ?, ?)`;
    return this.#db.run(sql, kind, kemId, signedId, baseKey, now) === 1;
  }

  /** Forgets all of them: the identity that signed them is another's now. */
  removeAll(): void {
    this.#db.run('DELETE FROM one_time_keys');
    this.#db.run('DELETE FROM repeated_keys');
  }

  /**
   * Forgets one-time keys older than the first time, and repeated-use keys whose successor was
   * published before the second. Uses of a last-resort key are forgotten with the key.
   */
  prune(oneTimeBefore: number, successorBefore: number): void {
    this.#db.transaction(() => {
      this.#db.run('DELETE FROM one_time_keys WHERE created_at < ?', oneTimeBefore);
      this.#db.run(
        `DELETE FROM repeated_keys AS old WHERE EXISTS (
           SELECT 1 FROM repeated_keys AS newer
           WHERE newer.kind = old.kind AND newer.family = old.family
             AND newer.created_at > old.created_at AND newer.published_at < ?)`,
        successorBefore,
      );
      this.#db.run(
        `DELETE FROM last_resort_uses WHERE NOT EXISTS (
           SELECT 1 FROM repeated_keys AS k WHERE k.kind = last_resort_uses.kind
             AND k.family = 'lastResort' AND k.key_id = last_resort_uses.kem_id)`,
      );
    });
  }
}
