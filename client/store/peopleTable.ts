// What this account says of itself, what others say of themselves, and credentials of their
// profile keys.

import { own, same } from '../bytes.ts';
import type { Profile } from '../profiles/sealedProfile.ts';
import { parseAccountId, parseBlobKey } from '#protocol';
import type { AccountId, BlobKey } from '#protocol';
import type { SqlRow } from './clientStore.ts';
import type { Database } from './database.ts';
import { bytesOf, numberOf } from './row.ts';

export interface OwnWords extends Profile {
  /** The profile key under which the server has it; absent before the first time. */
  readonly publishedKey: Uint8Array<ArrayBuffer> | undefined;
  /** The picture that the server has under that key. */
  readonly avatarAt: Uint8Array<ArrayBuffer> | undefined;
  /** The server does not have it yet. */
  readonly isChanged: boolean;
  /** Another device of ours may have changed it. */
  readonly isDoubted: boolean;
}

export interface KnownPerson extends Profile {
  /** Unit: milliseconds since the epoch. */
  readonly fetchedAt: number | undefined;
  /** The blob of its picture, as far as the server shows one. */
  readonly avatarKey: BlobKey | undefined;
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
      avatarAt: row.avatar_at === null ? undefined : bytesOf(row.avatar_at),
      isChanged: row.changed === 1,
      isDoubted: row.doubted === 1,
    };
  }

  /** We say something else from now on; its revision is above all former ones. */
  say({ name, about, emoji, avatar }: Omit<Profile, 'revision'>, nowMs: number): void {
    this.#own();
    this.#db.run(
      `UPDATE own_words SET name = ?, about = ?, emoji = ?, avatar = ?, changed = 1,
         revision = max(revision + 1, ?)`,
      name,
      about,
      emoji,
      avatar ?? null,
      Math.trunc(nowMs),
    );
  }

  /** The server has this revision under that key, and that picture. */
  published(revision: number, key: Uint8Array, avatar: Uint8Array | undefined): void {
    this.#db.run(
      `UPDATE own_words SET published_key = ?, avatar_at = ?, doubted = 0,
         changed = changed AND revision <> ?`,
      key,
      avatar ?? null,
      revision,
    );
  }

  /**
   * Another device of ours has said it, unless this one has said something later; `avatarAt` is the
   * picture that the server has with it.
   */
  adopt(
    { name, about, emoji, avatar, revision }: Profile,
    key: Uint8Array,
    avatarAt: Uint8Array | undefined,
  ): void {
    this.#own();
    this.#db.run(
      `UPDATE own_words SET name = ?, about = ?, emoji = ?, avatar = ?, revision = ?, changed = 0
       WHERE revision < ?`,
      name,
      about,
      emoji,
      avatar ?? null,
      revision,
      revision,
    );
    const at = avatarAt ?? null;
    this.#db.run('UPDATE own_words SET published_key = ?, avatar_at = ?, doubted = 0', key, at);
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
    const avatarKey = parseBlobKey(String(row.avatar_key ?? ''));
    return { ...profileOf(row), fetchedAt, avatarKey, isDoubted: row.doubted === 1 };
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
  fetched(
    account: string,
    profile: Profile | undefined,
    avatarKey: BlobKey | undefined,
    now: number,
  ): void {
    this.#db.run(
      `INSERT INTO people (account, fetched_at) VALUES (?, ?)
       ON CONFLICT (account) DO UPDATE SET fetched_at = excluded.fetched_at, doubted = 0`,
      account,
      now,
    );
    if (!profile) return;
    const { name, about, emoji, avatar, revision } = profile;
    this.#db.run(
      `UPDATE people SET name = ?, about = ?, emoji = ?, avatar = ?, avatar_key = ?, revision = ?
       WHERE account = ?`,
      name,
      about,
      emoji,
      avatar ?? null,
      avatarKey ?? null,
      revision,
      account,
    );
  }

  /** The credential of this very key. */
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

  #own(): SqlRow {
    this.#db.run('INSERT OR IGNORE INTO own_words (one) VALUES (1)');
    const row = this.#db.get('SELECT * FROM own_words');
    if (!row) throw new Error('A row that was stored is gone.');
    return row;
  }
}

function profileOf(row: SqlRow): Profile {
  return {
    name: String(row.name),
    about: String(row.about),
    emoji: String(row.emoji),
    ...(row.avatar === null ? {} : { avatar: bytesOf(row.avatar) }),
    revision: Number(row.revision),
  };
}
