// Bytes sealed for whoever has a key, and bound to their place: AES-256-GCM with a random nonce.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { own } from './bytes.ts';

const cipherName = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Shape: nonce (12), ciphertext as long as the bytes, tag (16). */
export function sealBound(
  key: Uint8Array,
  bytes: Uint8Array,
  bound: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, key, nonce).setAAD(bound);
  return own(Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]));
}

/** Throws for what was not sealed so, or for another place. */
export function openBound(
  key: Uint8Array,
  sealed: Uint8Array,
  bound: Uint8Array,
): Uint8Array<ArrayBuffer> {
  if (sealed.length < nonceBytes + tagBytes) throw new Error('That is too short to be sealed.');
  const cipher = createDecipheriv(cipherName, key, sealed.subarray(0, nonceBytes))
    .setAAD(bound)
    .setAuthTag(sealed.subarray(-tagBytes));
  const bytes = cipher.update(sealed.subarray(nonceBytes, -tagBytes));
  return own(Buffer.concat([bytes, cipher.final()]));
}
