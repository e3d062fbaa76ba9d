// What the server gives out and takes back, or has others keep, as text that it alone can read.

import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Seals of one kind. Shape: base64url of a 12-byte nonce ‖ AES-256-GCM ciphertext ‖ tag. */
export interface Seals<T> {
  seal(value: T): string;
  /** Undefined for what was not sealed here. */
  open(sealed: string): T | undefined;
}

const nonceBytes = 12;
const tagBytes = 16;

/** Seals under a key that all workers have; of what is longer than that nothing opens. */
export function sealsUnder<T extends object>(key: KeyObject, lengthMax: number): Seals<T> {
  return {
    seal(value) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const text = cipher.update(JSON.stringify(value), 'utf8');
      return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open(sealed) {
      if (sealed.length > lengthMax) return undefined;
      const bytes = Buffer.from(sealed, 'base64url');
      const end = bytes.length - tagBytes;
      if (end < nonceBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
      decipher.setAuthTag(bytes.subarray(end));
      try {
        const text = decipher.update(bytes.subarray(nonceBytes, end));
        return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as T;
      } catch {
        return undefined;
      }
    },
  };
}
