// Makes pre-keys and shows their public halves as `/v2/keys` carries them.

import { createHash } from 'node:crypto';
import * as signal from '@signalapp/libsignal-client';
import { toBase64, wipe } from '../bytes.ts';
import type { KeyRow } from '../store/keyTable.ts';

export interface PublicPreKey {
  readonly keyId: number;
  readonly publicKey: string;
}

export interface PublicSignedPreKey extends PublicPreKey {
  readonly signature: string;
}

/** One-time EC keys with consecutive ids. The records are to be wiped when they are stored. */
export function makeEcPreKeys(
  firstId: number,
  count: number,
): { rows: KeyRow[]; shown: PublicPreKey[] } {
  const rows: KeyRow[] = [];
  const shown: PublicPreKey[] = [];
  for (let keyId = firstId; keyId < firstId + count; keyId += 1) {
    const secret = signal.PrivateKey.generate();
    const record = signal.PreKeyRecord.new(keyId, secret.getPublicKey(), secret);
    rows.push({ keyId, record: record.serialize() });
    shown.push({ keyId, publicKey: toBase64(record.publicKey().serialize()) });
  }
  return { rows, shown };
}

/** One-time Kyber keys, or a last-resort one, signed by the identity key. */
export function makeKyberPreKeys(
  identity: signal.IdentityKeyPair,
  firstId: number,
  count: number,
  now: number,
): { rows: KeyRow[]; shown: PublicSignedPreKey[] } {
  const rows: KeyRow[] = [];
  const shown: PublicSignedPreKey[] = [];
  for (let keyId = firstId; keyId < firstId + count; keyId += 1) {
    const pair = signal.KEMKeyPair.generate();
    const signature = identity.privateKey.sign(pair.getPublicKey().serialize());
    const record = signal.KyberPreKeyRecord.new(keyId, now, pair, signature);
    rows.push({ keyId, record: record.serialize() });
    shown.push(showKyber(record));
  }
  return { rows, shown };
}

export function makeSignedPreKey(
  identity: signal.IdentityKeyPair,
  keyId: number,
  now: number,
): KeyRow {
  const secret = signal.PrivateKey.generate();
  const signature = identity.privateKey.sign(secret.getPublicKey().serialize());
  const record = signal.SignedPreKeyRecord.new(
    keyId,
    now,
    secret.getPublicKey(),
    secret,
    signature,
  );
  return { keyId, record: record.serialize() };
}

/** The public half of a stored signed pre-key; wipes the bytes it was given. */
export function showSigned(stored: Uint8Array<ArrayBuffer>): PublicSignedPreKey {
  const record = signal.SignedPreKeyRecord.deserialize(stored);
  wipe(stored);
  return {
    keyId: record.id(),
    publicKey: toBase64(record.publicKey().serialize()),
    signature: toBase64(record.signature()),
  };
}

/** The public half of a stored Kyber pre-key; wipes the bytes it was given. */
export function showStoredKyber(stored: Uint8Array<ArrayBuffer>): PublicSignedPreKey {
  const record = signal.KyberPreKeyRecord.deserialize(stored);
  wipe(stored);
  return showKyber(record);
}

function showKyber(record: signal.KyberPreKeyRecord): PublicSignedPreKey {
  return {
    keyId: record.id(),
    publicKey: toBase64(record.publicKey().serialize()),
    signature: toBase64(record.signature()),
  };
}

/** What `POST /v2/keys/check` compares. Source: Signal-Server, KeysController. */
export function repeatedKeyDigest(
  identityKey: Uint8Array,
  signed: PublicPreKey,
  lastResort: PublicPreKey,
): string {
  const hash = createHash('sha256').update(identityKey);
  for (const key of [signed, lastResort]) {
    const id = Buffer.alloc(8);
    id.writeBigUInt64BE(BigInt(key.keyId));
    hash.update(id).update(Buffer.from(key.publicKey, 'base64'));
  }
  return hash.digest('base64');
}
