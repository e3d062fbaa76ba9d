// How the account's record is sealed: a key for the manifest and one for each item, derived from
// the master key, and with each what it belongs to, so that nothing can be put in another's place.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { accountToBytes } from '#protocol';
import type { AccountId } from '#protocol';
import { own, pad, unpad, wipe } from '../bytes.ts';

const cipherName = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const itemKeyBytes = 16;

/** What is sealed, and what it is bound to. */
export type Part =
  | { readonly of: 'manifest'; readonly version: number }
  | { readonly of: 'item'; readonly key: Uint8Array };

/** Shape: nonce (12), ciphertext of the padded value, tag (16). */
export function sealPart(
  masterKey: Uint8Array,
  account: AccountId,
  part: Part,
  value: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bound = boundTo(account, part);
  const key = keyOf(masterKey, bound);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, key, nonce).setAAD(bound);
  const padded = pad(value);
  const sealed = Buffer.concat([nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()]);
  wipe(key, padded);
  return own(sealed);
}

/** `undefined` for what was not sealed so, or for another place. */
export function openPart(
  masterKey: Uint8Array,
  account: AccountId,
  part: Part,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined;
  const bound = boundTo(account, part);
  const key = keyOf(masterKey, bound);
  try {
    const cipher = createDecipheriv(cipherName, key, sealed.subarray(0, nonceBytes))
      .setAAD(bound)
      .setAuthTag(sealed.subarray(-tagBytes));
    const padded = cipher.update(sealed.subarray(nonceBytes, -tagBytes));
    return unpad(own(Buffer.concat([padded, cipher.final()])));
  } catch {
    return undefined;
  } finally {
    wipe(key);
  }
}

export const newItemKey = (): Uint8Array<ArrayBuffer> => own(randomBytes(itemKeyBytes));

/** A name of the part, the account's 16 bytes, and the version (8, big-endian) or the key. */
function boundTo(account: AccountId, part: Part): Buffer {
  if (part.of === 'item') {
    return Buffer.concat([Buffer.from('aldis record item\0'), accountToBytes(account), part.key]);
  }
  const version = Buffer.alloc(8);
  version.writeBigUInt64BE(BigInt(part.version));
  const name = Buffer.from('aldis record manifest\0');
  return Buffer.concat([name, accountToBytes(account), version]);
}

/** HKDF-SHA256 without salt; what the part is bound to says which key it is. */
function keyOf(masterKey: Uint8Array, bound: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), bound, keyBytes));
}
