// The account's record as this device has it: what stands in it now, what stood in it when the
// server was asked last, and the keys that it is sealed with.

import { randomBytes } from 'node:crypto';
import { decodeRecordItem, encodeRecordItem, firstSettings } from '#protocol';
import type { RecordContact, RecordGroup, RecordItem, RecordSettings } from '#protocol';
import { own, same, wipe } from '../bytes.ts';
import type { SqlRow } from './clientStore.ts';
import type { Database } from './database.ts';
import { bytesOf } from './row.ts';

const masterKeyBytes = 32;

export interface RecordHead {
  /** Shape: 32 bytes; absent until the account has a record. */
  readonly masterKey: Uint8Array<ArrayBuffer> | undefined;
  /** What it was until the record has been written with the new one. */
  readonly formerKey: Uint8Array<ArrayBuffer> | undefined;
  /** The version that the server counts. */
  readonly version: number;
  /** The generation that clients count. */
  readonly generation: number;
  /** Everything is to be written again, and nothing of before stays. */
  readonly isAnew: boolean;
}

/** Items as bytes, so that what this version cannot read stays as it is. */
export interface RecordRow {
  readonly name: string;
  /** The value that this device has; absent: the item is gone. */
  readonly value: Uint8Array<ArrayBuffer> | undefined;
  /** The value that the server had last. */
  readonly base: Uint8Array<ArrayBuffer> | undefined;
  /** Under which it stands there. */
  readonly itemKey: Uint8Array<ArrayBuffer> | undefined;
}

/** What an item is called: there is one of each name. */
export function itemNameOf(item: RecordItem): string {
  switch (item.type) {
    case 'contact':
      return `contact:${item.account}`;
    case 'group':
      return `group:${Buffer.from(item.masterKey).toString('hex')}`;
    default:
      return item.type;
  }
}

const isChanged = 'value IS NOT base OR (base IS NOT NULL AND item_key IS NULL)';

export class RecordTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What an encoded item says; nothing where this version cannot read it. */
  item(name: string): RecordItem | undefined {
    const row = this.#db.get('SELECT value FROM record_items WHERE name = ?', name);
    return row && row.value !== null ? readItem(bytesOf(row.value)) : undefined;
  }

  contact(account: string): RecordContact | undefined {
    const item = this.item(`contact:${account}`);
    return item?.type === 'contact' ? item : undefined;
  }

  contacts(): RecordContact[] {
    return this.#items('contact:').filter((item) => item.type === 'contact');
  }

  groups(): RecordGroup[] {
    return this.#items('group:').filter((item) => item.type === 'group');
  }

  settings(): Omit<RecordSettings, 'type'> {
    const item = this.item('settings');
    const { type: _type, ...settings } = item?.type === 'settings' ? item : firstSettings;
    return settings;
  }

  /** The user name that was taken last; nothing where there is none, or this device knows none. */
  username(): { readonly username: string; readonly link: string } | undefined {
    const item = this.item('username');
    if (item?.type !== 'username' || item.username === '') return undefined;
    return { username: item.username, link: item.link };
  }

  /** False where it is so already. */
  put(item: RecordItem): boolean {
    const value = own(encodeRecordItem(item));
    const sql = `INSERT INTO record_items (name, value) VALUES (?, ?)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value
                   WHERE value IS NOT excluded.value`;
    return this.#db.run(sql, itemNameOf(item), value) > 0;
  }

  remove(name: string): boolean {
    const sql = 'UPDATE record_items SET value = NULL WHERE name = ? AND value IS NOT NULL';
    const changed = this.#db.run(sql, name) > 0;
    this.#db.run('DELETE FROM record_items WHERE value IS NULL AND base IS NULL');
    return changed;
  }

  head(): RecordHead {
    const row = this.#head();
    return {
      masterKey: row.master_key === null ? undefined : bytesOf(row.master_key),
      formerKey: row.former_key === null ? undefined : bytesOf(row.former_key),
      version: Number(row.version),
      generation: Number(row.generation),
      isAnew: row.anew === 1,
    };
  }

  /** A key that no other device has yet; the former one opens what is still under it. */
  makeMasterKey(): Uint8Array<ArrayBuffer> {
    const key = randomBytes(masterKeyBytes);
    const made = own(key);
    wipe(key);
    this.takeMasterKey(made);
    return made;
  }

  /** Takes the key that the first device has told. */
  takeMasterKey(key: Uint8Array): void {
    if (key.length !== masterKeyBytes) throw new Error('A master key has 32 bytes.');
    const known = this.head().masterKey;
    if (known && same(known, key)) return;
    const sql = 'UPDATE record_own SET former_key = master_key, master_key = ?';
    this.#db.run(sql, key);
  }

  /** This profile is none of an account's any more: nothing of the record stays. */
  clear(): void {
    this.#db.run('DELETE FROM record_own');
    this.#db.run('DELETE FROM record_items');
  }

  /**
   * The server has the record as this, sealed with that key. Where another is the present one by
   * now, everything is written again.
   */
  reached(version: number, generation: number, masterKey: Uint8Array): void {
    const isPresent = same(this.head().masterKey ?? new Uint8Array(0), masterKey);
    this.#db.run('UPDATE record_own SET version = ?, generation = ?', version, generation);
    if (isPresent) this.#db.run('UPDATE record_own SET anew = 0, former_key = NULL');
    else this.beginAnew(version);
  }

  /** Everything is written again, over the version that the server has. */
  beginAnew(version: number): void {
    this.#head();
    this.#db.run('UPDATE record_own SET version = ?, anew = 1', version);
    this.#db.run('UPDATE record_items SET item_key = NULL');
    this.#db.run('DELETE FROM record_items WHERE value IS NULL');
  }

  /** The devices that know the master key, by number. */
  givenTo(): number[] {
    return String(this.#head().given_to).split(',').filter(Boolean).map(Number);
  }

  setGivenTo(devices: readonly number[]): void {
    this.#head();
    this.#db.run('UPDATE record_own SET given_to = ?', [...new Set(devices)].join(','));
  }

  /** All that is not at the server as it is here, in no order. */
  changed(limit: number): RecordRow[] {
    return this.#db
      .all(`SELECT * FROM record_items WHERE ${isChanged} LIMIT ?`, limit)
      .map(recordRow);
  }

  isChanged(): boolean {
    return this.changed(1).length > 0;
  }

  rows(): RecordRow[] {
    return this.#db.all('SELECT * FROM record_items').map(recordRow);
  }

  row(name: string): RecordRow | undefined {
    const row = this.#db.get('SELECT * FROM record_items WHERE name = ?', name);
    return row && recordRow(row);
  }

  setRow({ name, value, base, itemKey }: RecordRow): void {
    if (!value && !base) {
      this.#db.run('DELETE FROM record_items WHERE name = ?', name);
      return;
    }
    this.#db.run(
      'INSERT OR REPLACE INTO record_items (name, value, base, item_key) VALUES (?, ?, ?, ?)',
      name,
      value ?? null,
      base ?? null,
      itemKey ?? null,
    );
  }

  #items(prefix: string): RecordItem[] {
    const sql = `SELECT value FROM record_items
                 WHERE name GLOB ? AND value IS NOT NULL ORDER BY name`;
    return this.#db.all(sql, `${prefix}*`).map((row) => readItem(bytesOf(row.value)));
  }

  #head(): SqlRow {
    const known = this.#db.get('SELECT * FROM record_own');
    if (known) return known;
    this.#db.run('INSERT INTO record_own (one) VALUES (1)');
    return this.#head();
  }
}

/** An item as it is encoded; `unknown` for what this version cannot read. */
export function readItem(bytes: Uint8Array): RecordItem {
  try {
    return decodeRecordItem(bytes);
  } catch {
    return { type: 'unknown' };
  }
}

const recordRow = (row: SqlRow): RecordRow => ({
  name: String(row.name),
  value: row.value === null ? undefined : bytesOf(row.value),
  base: row.base === null ? undefined : bytesOf(row.base),
  itemKey: row.item_key === null ? undefined : bytesOf(row.item_key),
});
