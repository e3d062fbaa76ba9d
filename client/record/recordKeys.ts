// How the account's record is sealed: a key for the manifest and one for each item, derived from
// the master key, and with each what it belongs to, so that nothing can be put in another's place.

import { hkdfSync, randomBytes } from 'node:crypto';
import { accountToBytes } from '#protocol';
import type { AccountId } from '#protocol';
import { openBound, sealBound } from '../boundBytes.ts';
import { own, pad, unpad, wipe } from '../bytes.ts';

const keyBytes = 32;
const itemKeyBytes = 16;

/** What is sealed, and what it is bound to. */
export type Part =
  | { readonly of: 'manifest'; readonly version: number }
  | { readonly of: 'item'; readonly key: Uint8Array };

/** Seals as `sealBound` does, with the value padded. */
export function sealPart(
  masterKey: Uint8Array,
  account: AccountId,
  part: Part,
  value: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bound = boundTo(account, part);
  const key = keyOf(masterKey, bound);
  const padded = pad(value);
  const sealed = sealBound(key, padded, bound);
  wipe(key, padded);
  return sealed;
}

/** `undefined` for what was not sealed so, or for another place. */
export function openPart(
  masterKey: Uint8Array,
  account: AccountId,
  part: Part,
  sealed: Uint8Array,
): Uint8Array | undefined {
  const bound = boundTo(account, part);
  const key = keyOf(masterKey, bound);
  try {
    return unpad(openBound(key, sealed, bound));
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
