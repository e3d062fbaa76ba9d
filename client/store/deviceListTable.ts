// The newest signed device list of each account, the own one among them, and the key that signs the
// own one where this is the primary device.

import { PrivateKey } from '@signalapp/libsignal-client';
import { deviceIdMax, primaryDevice } from '#protocol';
import type { SignedDeviceList } from '#protocol';
import { wipe } from '../bytes.ts';
import type { SqlRow } from './clientStore.ts';
import type { Database } from './database.ts';
import { bytesOf } from './row.ts';

/** What is pinned for an account; it holds under this identity key alone. */
export interface PinnedList extends SignedDeviceList {
  readonly identityKey: Uint8Array<ArrayBuffer>;
  /** Empty where any will do. */
  readonly listKey: Uint8Array<ArrayBuffer>;
  /** 0 where any list is newer. */
  readonly version: number;
}

export class DeviceListTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What is pinned for the account under this identity key. */
  pinned(account: string, identityKey: Uint8Array): PinnedList | undefined {
    const row = this.#db.get(
      'SELECT * FROM device_lists WHERE account = ? AND identity_key = ?',
      account,
      identityKey,
    );
    if (!row) return undefined;
    return {
      identityKey: bytesOf(row.identity_key),
      version: Number(row.version),
      list: bytesOf(row.list),
      listSignature: bytesOf(row.list_signature),
      listKey: bytesOf(row.list_key),
      listKeySignature: bytesOf(row.list_key_signature),
    };
  }

  /** Pins a list in the place of what was pinned for the account. */
  pin(account: string, identityKey: Uint8Array, version: number, signed: SignedDeviceList): void {
    this.#db.run(
      `INSERT OR REPLACE INTO device_lists (account, identity_key, version, list, list_signature,
         list_key, list_key_signature) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      account,
      identityKey,
      version,
      signed.list,
      signed.listSignature,
      signed.listKey,
      signed.listKeySignature,
    );
  }

  /** The account has this device no more, unless a newer list than this names one. */
  gone(account: string, device: number, version: number): void {
    const sql = 'INSERT OR REPLACE INTO gone_devices (account, device, version) VALUES (?, ?, ?)';
    this.#db.run(sql, account, device, version);
  }

  isGone(account: string, device: number, version: number): boolean {
    const sql =
      'SELECT 1 AS gone FROM gone_devices WHERE account = ? AND device = ? AND version >= ?';
    return this.#db.get(sql, account, device, version) !== undefined;
  }

  /** The person has decided: the next list counts, whatever key of the account's has signed it. */
  release(account: string): void {
    this.#db.run(
      `UPDATE device_lists SET list_key = x'', version = 0, list = x'' WHERE account = ?`,
      account,
    );
  }

  /** The key that signs the own lists; made where there is none. */
  key(): PrivateKey {
    const row = this.#db.get('SELECT list_key FROM list_signing');
    if (!row) return this.#make();
    const stored = bytesOf(row.list_key);
    const key = PrivateKey.deserialize(stored);
    wipe(stored);
    return key;
  }

  /** The number of the next list, above `version`: no two lists have the same. */
  takeVersion(version: number): number {
    const sql = `UPDATE list_signing SET last_version = max(last_version, ?) + 1
                 RETURNING last_version AS number`;
    return this.#taken(this.#db.get(sql, version));
  }

  /** A number for a new device that none of these has, nor any that was linked of late. */
  takeDevice(devices: readonly number[]): number {
    const last = Number(this.#db.get('SELECT last_device FROM list_signing')?.last_device ?? 1);
    let next = last;
    do next = next >= deviceIdMax ? primaryDevice + 1 : next + 1;
    while (devices.includes(next));
    const sql = 'UPDATE list_signing SET last_device = ? RETURNING last_device AS number';
    return this.#taken(this.#db.get(sql, next));
  }

  /** When the time ends in which a device may link itself by this one's word; 0 where none may. */
  get linkingUntil(): number {
    return Number(this.#db.get('SELECT linking_until FROM list_signing')?.linking_until ?? 0);
  }

  set linkingUntil(time: number) {
    this.#db.run('UPDATE list_signing SET linking_until = ?', time);
  }

  #make(): PrivateKey {
    const key = PrivateKey.generate();
    const serialized = key.serialize();
    this.#db.run('INSERT INTO list_signing (one, list_key) VALUES (1, ?)', serialized);
    wipe(serialized);
    return key;
  }

  #taken(row: SqlRow | undefined): number {
    if (!row) throw new Error('Only the primary device signs lists.');
    return Number(row.number);
  }
}
