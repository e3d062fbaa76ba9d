// New identity keys for the account, from the moment they are made until the server has taken them,
// and the former ones for as long as something may wait that was sealed for them.

import { IdentityKeyPair } from '@signalapp/libsignal-client';
import type { PrivateKey } from '@signalapp/libsignal-client';
import type { SignedDeviceList } from '#protocol';
import { wipe } from '../bytes.ts';
import type { SqlRow } from './clientStore.ts';
import type { Database } from './database.ts';
import { bytesOf } from './row.ts';
import type { KeyRow } from './keyTable.ts';
import { identityKinds } from './profileTable.ts';
import type { IdentityKind, OwnIdentity } from './profileTable.ts';

/** One of the two identities, and what device 1 has under it. */
export interface NextIdentity extends OwnIdentity {
  readonly signed: KeyRow;
  readonly lastResort: KeyRow;
}

export interface Replacement {
  readonly identities: Readonly<Record<IdentityKind, NextIdentity>>;
  readonly list: SignedDeviceList;
  readonly version: number;
}

export class ReplacementTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get isPending(): boolean {
    return this.#db.get('SELECT 1 AS it FROM next_list') !== undefined;
  }

  next(): Replacement | undefined {
    const row = this.#db.get('SELECT * FROM next_list');
    if (!row) return undefined;
    return {
      identities: { aci: this.#identity('aci'), pni: this.#identity('pni') },
      version: Number(row.version),
      list: {
        list: bytesOf(row.list),
        listSignature: bytesOf(row.list_signature),
        listKey: bytesOf(row.list_key),
        listKeySignature: bytesOf(row.list_key_signature),
      },
    };
  }

  /** Runs inside the caller's transaction. */
  prepare({ identities, list, version }: Replacement, listKey: PrivateKey): void {
    for (const kind of identityKinds) {
      const { pair, registrationId, signed, lastResort } = identities[kind];
      const serialized = pair.serialize();
      this.#db.run(
        `INSERT INTO next_identities (kind, key_pair, registration_id, signed_id, signed,
           last_resort_id, last_resort) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        kind,
        serialized,
        registrationId,
        signed.keyId,
        signed.record,
        lastResort.keyId,
        lastResort.record,
      );
      wipe(serialized);
    }
    const secret = listKey.serialize();
    this.#db.run(
      `INSERT INTO next_list (one, secret, version, list, list_signature, list_key,
         list_key_signature) VALUES (1, ?, ?, ?, ?, ?, ?)`,
      secret,
      version,
      list.list,
      list.listSignature,
      list.listKey,
      list.listKeySignature,
    );
    wipe(secret);
  }

  /** The server has not taken it. */
  discard(): void {
    this.#db.transaction(() => {
      this.#db.run('DELETE FROM next_identities');
      this.#db.run('DELETE FROM next_list');
    });
  }

  /**
   * Makes the next identity the account's, and the present one a former one. What was sealed under
   * that and waits is sealed anew. Runs inside the caller's transaction.
   */
  take(nowMs: number): void {
    const newest = this.#db.get(
      `SELECT max(at) AS at FROM (SELECT max(created_at) AS at FROM one_time_keys
       UNION ALL SELECT max(created_at) FROM repeated_keys)`,
    );
    // A key belongs to one identity or the other by its age, so this is later than all, whatever
    // the clock did.
    const now = Math.max(Math.trunc(nowMs), Number(newest?.at ?? 0) + 1);
    this.#db.run(
      `INSERT INTO former_identities (kind, until, key_pair, registration_id)
       SELECT kind, ?, key_pair,
         CASE kind WHEN 'aci' THEN registration_id ELSE pni_registration_id END
       FROM own_identities, profile`,
      now,
    );
    this.#db.run(
      `UPDATE own_identities SET key_pair = (SELECT next.key_pair FROM next_identities AS next
         WHERE next.kind = own_identities.kind)`,
    );
    for (const [kind, column] of [
      ['aci', 'registration_id'],
      ['pni', 'pni_registration_id'],
    ] as const) {
      const id = 'SELECT registration_id FROM next_identities WHERE kind = ?';
      this.#db.run(`UPDATE profile SET ${column} = (${id})`, kind);
    }
    for (const [family, id, record] of [
      ['signed', 'signed_id', 'signed'],
      ['lastResort', 'last_resort_id', 'last_resort'],
    ] as const) {
      this.#db.run(
        `INSERT INTO repeated_keys (kind, family, key_id, record, created_at, published_at)
         SELECT kind, ?, ${id}, ${record}, ?, ? FROM next_identities`,
        family,
        now,
        now,
      );
    }
    const secret = 'SELECT secret FROM next_list';
    this.#db.run(`UPDATE list_signing SET list_key = (${secret}), linking_until = 0`);
    this.#db.run("UPDATE outbox SET frame = NULL WHERE kind <> 'error'");
    this.#db.run('UPDATE group_outbox SET upload = NULL, upload_until = NULL');
    this.#db.run('UPDATE sealed_own SET certificate = NULL, certificate_until = NULL');
    this.discard();
  }

  /** What was ours before, the newest first. */
  formers(kind: IdentityKind): OwnIdentity[] {
    const sql = 'SELECT * FROM former_identities WHERE kind = ? ORDER BY until DESC';
    return this.#db.all(sql, kind).map(ownOf);
  }

  get hasFormer(): boolean {
    return this.#db.get('SELECT 1 AS it FROM former_identities LIMIT 1') !== undefined;
  }

  /** Nothing waits that was sealed for them: they go, and with them their keys. */
  forgetFormers(): void {
    this.#db.transaction(() => {
      for (const table of ['one_time_keys', 'repeated_keys']) {
        const until = `SELECT max(until) FROM former_identities AS former
          WHERE former.kind = ${table}.kind`;
        this.#db.run(`DELETE FROM ${table} WHERE created_at < (${until})`);
      }
      this.#db.run('DELETE FROM former_identities');
    });
  }

  #identity(kind: IdentityKind): NextIdentity {
    const row = this.#db.get('SELECT * FROM next_identities WHERE kind = ?', kind);
    if (!row) throw new Error('Half of the next identity is missing.');
    return {
      ...ownOf(row),
      signed: { keyId: Number(row.signed_id), record: bytesOf(row.signed) },
      lastResort: { keyId: Number(row.last_resort_id), record: bytesOf(row.last_resort) },
    };
  }
}

function ownOf(row: SqlRow): OwnIdentity {
  const serialized = bytesOf(row.key_pair);
  const pair = IdentityKeyPair.deserialize(serialized);
  wipe(serialized);
  return { pair, registrationId: Number(row.registration_id) };
}
