// What sealed sender needs to be remembered: the own profile key, the cluster's trust roots, the
// certificate, and the profile keys of others.

import { randomBytes } from 'node:crypto';
import { own, same, wipe } from '../bytes.ts';
import type { Database } from './database.ts';
import { bytesOf, numberOf } from './row.ts';

/** Unit: bytes. */
const profileKeyBytes = 32;
const rootBytes = 33;

export interface OwnCertificate {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The end by this profile's clock. */
  readonly untilMs: number;
}

export interface KnownProfileKey {
  readonly key: Uint8Array<ArrayBuffer>;
  /** When the server refused its access key last. */
  readonly refusedAt: number | undefined;
}

export class SealedTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The own profile key; made when it is asked for first. */
  profileKey(): Uint8Array<ArrayBuffer> {
    return bytesOf(this.#own().profile_key);
  }

  /** Takes the profile key that the account has by another of its devices. */
  adopt(profileKey: Uint8Array): void {
    if (profileKey.length !== profileKeyBytes) throw new Error('A profile key has 32 bytes.');
    this.#own();
    const sql = 'UPDATE sealed_own SET profile_key = ?, access_published = 0';
    this.#db.run(sql, profileKey);
  }

  /** Makes another one, which is published nowhere yet. */
  renew(): Uint8Array<ArrayBuffer> {
    this.#own();
    const made = randomBytes(profileKeyBytes);
    this.#db.run('UPDATE sealed_own SET profile_key = ?, access_published = 0', made);
    wipe(made);
    return this.profileKey();
  }

  isPublished(): boolean {
    return this.#own().access_published === 1;
  }

  /** The server has the access key of this profile key. */
  published(profileKey: Uint8Array): void {
    const sql = 'UPDATE sealed_own SET access_published = 1 WHERE profile_key = ?';
    this.#db.run(sql, profileKey);
  }

  /** Published anew where the server has another word of being found; true where it is. */
  attributesChanged({ foundByNumber }: { readonly foundByNumber: boolean }): boolean {
    this.#own();
    const sql = `UPDATE sealed_own SET access_published = 0, found_by_number = ?
                 WHERE found_by_number <> ?`;
    const found = foundByNumber ? 1 : 0;
    return this.#db.run(sql, found, found) > 0;
  }

  /** Public keys that certificates must lead to; none before the first connection. */
  trustRoots(): Uint8Array<ArrayBuffer>[] {
    const { trust_roots: stored } = this.#own();
    if (stored === null) return [];
    const bytes = bytesOf(stored);
    const roots: Uint8Array<ArrayBuffer>[] = [];
    for (let at = 0; at < bytes.length; at += rootBytes) {
      roots.push(own(bytes.subarray(at, at + rootBytes)));
    }
    return roots;
  }

  /** Pins them, once and for all. */
  pin(roots: readonly Uint8Array[]): void {
    this.#own();
    const sql = 'UPDATE sealed_own SET trust_roots = ? WHERE trust_roots IS NULL';
    this.#db.run(sql, own(Buffer.concat(roots)));
  }

  certificate(): OwnCertificate | undefined {
    const { certificate, certificate_until: until } = this.#own();
    return certificate === null
      ? undefined
      : { bytes: bytesOf(certificate), untilMs: Number(until) };
  }

  setCertificate({ bytes, untilMs }: OwnCertificate): void {
    this.#own();
    const sql = 'UPDATE sealed_own SET certificate = ?, certificate_until = ?';
    this.#db.run(sql, bytes, Math.trunc(untilMs));
  }

  of(account: string): KnownProfileKey | undefined {
    const row = this.#db.get('SELECT * FROM profile_keys WHERE account = ?', account);
    return row && { key: bytesOf(row.profile_key), refusedAt: numberOf(row.refused_at) };
  }

  /** Notes what an account has given us; another key may be tried again. False: it was known. */
  learn(account: string, key: Uint8Array, now: number): boolean {
    if (key.length !== profileKeyBytes) return false;
    const known = this.of(account);
    if (known && same(known.key, key)) return false;
    this.#db.run(
      `INSERT INTO profile_keys (account, profile_key, learned_at) VALUES (?, ?, ?)
       ON CONFLICT (account) DO UPDATE SET profile_key = excluded.profile_key,
         learned_at = excluded.learned_at, refused_at = NULL`,
      account,
      key,
      now,
    );
    return true;
  }

  /** The server did not take the account's access key. */
  refused(account: string, now: number): void {
    this.#db.run('UPDATE profile_keys SET refused_at = ? WHERE account = ?', now, account);
  }

  /** Notes when the certificate in a row's ciphertexts ends; none: they hold none. */
  setFrameUntil(row: number, untilMs: number | undefined): void {
    if (untilMs === undefined) {
      this.#db.run('DELETE FROM sealed_frames WHERE outbox_id = ?', row);
      return;
    }
    const sql = 'INSERT OR REPLACE INTO sealed_frames (outbox_id, until) VALUES (?, ?)';
    this.#db.run(sql, row, Math.trunc(untilMs));
  }

  frameUntil(row: number): number | undefined {
    const found = this.#db.get('SELECT until FROM sealed_frames WHERE outbox_id = ?', row);
    return found && Number(found.until);
  }

  /** Forgets notes of rows that have left the outbox. */
  prune(): void {
    this.#db.run('DELETE FROM sealed_frames WHERE outbox_id NOT IN (SELECT id FROM outbox)');
  }

  #own() {
    const known = this.#db.get('SELECT * FROM sealed_own');
    if (known) return known;
    const profileKey = randomBytes(profileKeyBytes);
    this.#db.run('INSERT INTO sealed_own (one, profile_key) VALUES (1, ?)', profileKey);
    wipe(profileKey);
    const made = this.#db.get('SELECT * FROM sealed_own');
    if (!made) throw new Error('A row that was stored is gone.');
    return made;
  }
}
