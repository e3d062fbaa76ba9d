// Encryption of one text under a key that was made for it: whoever has the key, sealed for each
// reader under the reader's own, can open it; nobody else, and nothing else.

import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { SealError } from './sealer.ts';

/** Bytes of a key made for one text. */
export const onceKeyBytes = 32;
const tagBytes = 16;
const nonceBytes = 12;

/**
 * Encrypts under a new key. Shape: AES-256-GCM ciphertext ‖ 16-byte tag. The nonce is zeros: a key
 * seals one text.
 */
export function sealOnce(plain: Uint8Array): { key: Buffer; sealed: Buffer } {
  const key = randomBytes(onceKeyBytes);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), Buffer.alloc(nonceBytes));
  const text = cipher.update(plain);
  cipher.final();
  return { key, sealed: Buffer.concat([text, cipher.getAuthTag()]) };
}

/** Throws SealError when the bytes were changed, or sealed under another key. */
export function openOnce(key: Uint8Array, sealed: Uint8Array): Buffer {
  const end = sealed.length - tagBytes;
  if (end < 0 || key.length !== onceKeyBytes) throw new SealError('not a sealed payload');
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), Buffer.alloc(nonceBytes));
  decipher.setAuthTag(sealed.subarray(end));
  try {
    const plain = decipher.update(sealed.subarray(0, end));
    decipher.final();
    return plain;
  } catch (cause) {
    throw new SealError('sealed payload was changed', { cause });
  }
}
