// What this account says of itself, what others say of themselves, and credentials of their
// profile keys.

import { own, same } from '../bytes.ts';
import type { Profile, ProfileWords } from '../profiles/sealedProfile.ts';
import { parseAccountId } from '#protocol';
import type { AccountId } from '#protocol';
import type { Database, Row } from './database.ts';
import { bytesOf, numberOf } from './database.ts';

export interface OwnWords extends Profile {
  /** The profile key under which the server has it; absent before the first time. */
  readonly publishedKey: Uint8Array<ArrayBuffer> | undefined;
  /** The server does not have it yet. */
  readonly isChanged: boolean;
  /** Another device of ours may have changed it. */
  readonly isDoubted: boolean;
}

export interface KnownPerson extends Profile {
  /** Unit: milliseconds since the epoch. */
  readonly fetchedAt: number | undefined;
  readonly isDoubted: boolean;
}

export interface StoredCredential {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly expiresAtMs: number;
}

export class PeopleTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  own(): OwnWords {
    const row = this.#own();
    return {
      ...profileOf(row),
      publishedKey: row.published_key === null ? undefined : bytesOf(row.published_key),
      isChanged: row.changed === 1,
      isDoubted: row.doubted === 1,
    };
  }

  /** We say something else from now on; its revision is above all former ones. */
  say({ name, about, emoji }: ProfileWords, nowMs: number): void {
    this.#own();
    this.#db.run(
      `UPDATE own_words SET name = ?, about = ?, emoji = ?, changed = 1,
         revision = max(revision + 1, ?)`,
      name,
      about,
      emoji,
      Math.trunc(nowMs),
    );
  }

  /** The server has this revision under that key. */
  published(revision: number, key: Uint8Array): void {
    this.#db.run(
      'UPDATE own_words SET published_key = ?, changed = changed AND revision <> ?, doubted = 0',
      key,
      revision,
    );
  }

  /** Another device of ours has said it, unless this one has said something later. */
  adopt({ name, about, emoji, revision }: Profile, key: Uint8Array): void {
    this.#own();
    this.#db.run(
      `UPDATE own_words SET name = ?, about = ?, emoji = ?, revision = ?, changed = 0
       WHERE revision < ?`,
      name,
      about,
      emoji,
      revision,
      revision,
    );
    this.#db.run('UPDATE own_words SET published_key = ?, doubted = 0', key);
  }

  /** Another device of ours has changed it. */
  doubtOwn(): void {
    this.#own();
    this.#db.run('UPDATE own_words SET doubted = 1');
  }

  of(account: string): KnownPerson | undefined {
    const row = this.#db.get('SELECT * FROM people WHERE account = ?', account);
    if (!row) return undefined;
    const fetchedAt = numberOf(row.fetched_at);
    return { ...profileOf(row), fetchedAt, isDoubted: row.doubted === 1 };
  }

  /** What is known of the account may be old. */
  doubt(account: string): void {
    this.#db.run(
      `INSERT INTO people (account, doubted) VALUES (?, 1)
       ON CONFLICT (account) DO UPDATE SET doubted = 1`,
      account,
    );
  }

  doubted(): AccountId[] {
    const rows = this.#db.all('SELECT account FROM people WHERE doubted = 1');
    return rows.flatMap((row) => parseAccountId(String(row.account)) ?? []);
  }

  /** What was fetched; nothing: it has no profile by the key we know, and what was known stays. */
  fetched(account: string, profile: Profile | undefined, now: number): void {
    this.#db.run(
      `INSERT INTO people (account, fetched_at) VALUES (?, ?)
       ON CONFLICT (account) DO UPDATE SET fetched_at = excluded.fetched_at, doubted = 0`,
      account,
      now,
    );
    if (!profile) return;
    const { name, about, emoji, revision } = profile;
    this.#db.run(
      'UPDATE people SET name = ?, about = ?, emoji = ?, revision = ? WHERE account = ?',
      name,
      about,
      emoji,
      revision,
      account,
    );
  }

  /** Of this very key. */
  credential(account: string, key: Uint8Array): StoredCredential | undefined {
    const row = this.#db.get('SELECT * FROM profile_credentials WHERE account = ?', account);
    if (!row || !same(bytesOf(row.profile_key), key)) return undefined;
    return { bytes: bytesOf(row.credential), expiresAtMs: Number(row.expires_at) };
  }

  setCredential(account: string, key: Uint8Array, { bytes, expiresAtMs }: StoredCredential): void {
    this.#db.run(
      `INSERT OR REPLACE INTO profile_credentials (account, profile_key, credential, expires_at)
       VALUES (?, ?, ?, ?)`,
      account,
      own(key),
      bytes,
      Math.trunc(expiresAtMs),
    );
  }

  #own(): Row {
    this.#db.run('INSERT OR IGNORE INTO own_words (one) VALUES (1)');
    const row = this.#db.get('SELECT * FROM own_words');
    if (!row) throw new Error('A row that was stored is gone.');
    return row;
  }
}

function profileOf(row: Row): Profile {
  return {
    name: String(row.name),
    about: String(row.about),
    emoji: String(row.emoji),
    revision: Number(row.revision),
  };
}
