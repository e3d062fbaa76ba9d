// How the account's record is sealed: a key for the manifest and one for each item, derived from
// the master key, and with each what it belongs to, so that nothing can be put in another's place.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { accountToBytes } from '#protocol';
import type { AccountId } from '#protocol';
import { own, pad, unpad, wipe } from '../bytes.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const ITEM_KEY_BYTES = 16;

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
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(bound);
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
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const bound = boundTo(account, part);
  const key = keyOf(masterKey, bound);
  try {
    const cipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(bound)
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const padded = cipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    return unpad(own(Buffer.concat([padded, cipher.final()])));
  } catch {
    return undefined;
  } finally {
    wipe(key);
  }
}

export const newItemKey = (): Uint8Array<ArrayBuffer> => own(randomBytes(ITEM_KEY_BYTES));

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
  return new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), bound, KEY_BYTES));
}
