// Another phone number for the account, from the moment it is asked for until the server has taken
// it; and how a device takes the identity that comes with it.

import * as signal from '@signalapp/libsignal-client';
import type { SignedDeviceList } from '#protocol';
import { decodeSignedDeviceList, encodeSignedDeviceList } from '#protocol';
import { own, wipe } from '../bytes.ts';
import type { Database } from './database.ts';
import { bytesOf } from './row.ts';

/** What a device has under the PNI, with the number that it is of. */
export interface PhoneIdentity {
  readonly number: string;
  readonly pair: signal.IdentityKeyPair;
  readonly registrationId: number;
  /** Records as libsignal serializes them; whoever takes them wipes them. */
  readonly signed: Uint8Array;
  readonly lastResort: Uint8Array;
}

export interface NextNumber extends PhoneIdentity {
  readonly list: SignedDeviceList;
  readonly version: number;
  /** As it is sent, in JSON. */
  readonly body: string;
}

export class NumberTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get isPending(): boolean {
    return this.#db.get('SELECT 1 AS it FROM next_number') !== undefined;
  }

  next(): NextNumber | undefined {
    const row = this.#db.get('SELECT * FROM next_number');
    if (!row) return undefined;
    const serialized = bytesOf(row.key_pair);
    const pair = signal.IdentityKeyPair.deserialize(serialized);
    wipe(serialized);
    return {
      number: String(row.number),
      pair,
      registrationId: Number(row.registration_id),
      signed: bytesOf(row.signed),
      lastResort: bytesOf(row.last_resort),
      version: Number(row.version),
      list: decodeSignedDeviceList(bytesOf(row.list)),
      body: String(row.body),
    };
  }

  /** Runs inside the caller's transaction. */
  prepare(next: NextNumber): void {
    const pair = next.pair.serialize();
    this.#db.run(
      `INSERT INTO next_number (one, number, key_pair, registration_id, signed, last_resort,
         version, list, body) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)`,
      next.number,
      pair,
      next.registrationId,
      own(next.signed),
      own(next.lastResort),
      next.version,
      own(encodeSignedDeviceList(next.list)),
      next.body,
    );
    wipe(pair);
  }

  /** The server has not taken it, or it is taken. */
  discard(): void {
    this.#db.run('DELETE FROM next_number');
  }

  /**
   * The account has that number, and this device that identity under its new PNI. The former one
   * stays while something may wait that was sealed for it. Runs inside the caller's transaction.
   */
  take(pni: string, { number, pair, registrationId, ...keys }: PhoneIdentity, nowMs: number): void {
    const newest = this.#db.get(
      `SELECT max(at) AS at FROM (
         SELECT max(created_at) AS at FROM one_time_keys WHERE kind = 'pni'
         UNION ALL SELECT max(created_at) FROM repeated_keys WHERE kind = 'pni'
         UNION ALL SELECT max(until) FROM former_identities WHERE kind = 'pni')`,
    );
    // A key belongs to one identity or the other by its age, whatever the clock did.
    const now = Math.max(Math.trunc(nowMs), Number(newest?.at ?? 0) + 1);
    this.#db.run(
      `INSERT INTO former_identities (kind, until, key_pair, registration_id)
       SELECT kind, ?, key_pair, pni_registration_id FROM own_identities, profile
       WHERE kind = 'pni'`,
      now,
    );
    const serialized = pair.serialize();
    this.#db.run("UPDATE own_identities SET key_pair = ? WHERE kind = 'pni'", serialized);
    wipe(serialized);
    this.#db.run(
      'UPDATE profile SET pni = ?, number = ?, pni_registration_id = ?',
      pni,
      number,
      registrationId,
    );
    const signed = signal.SignedPreKeyRecord.deserialize(own(keys.signed)).id();
    const lastResort = signal.KyberPreKeyRecord.deserialize(own(keys.lastResort)).id();
    for (const [family, id, record] of [
      ['signed', signed, keys.signed],
      ['lastResort', lastResort, keys.lastResort],
    ] as const) {
      this.#db.run(
        `INSERT OR REPLACE INTO repeated_keys (kind, family, key_id, record, created_at,
           published_at) VALUES ('pni', ?, ?, ?, ?, ?)`,
        family,
        id,
        own(record),
        now,
        now,
      );
    }
  }
}
