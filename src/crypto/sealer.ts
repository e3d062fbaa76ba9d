// Encryption at rest: AES-256-GCM under a ring of keys, the newest of which seals.

import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomBytes,
} from 'node:crypto';
import type { Secrets } from './secrets.ts';

export interface Sealer {
  /**
   * Encrypts under the current key of the ring.
   * Shape: u8 version ‖ u32be key id ‖ 12-byte nonce ‖ AES-256-GCM ciphertext ‖ 16-byte tag; the
   * context (what it is and whose) is authenticated, so that a value moved elsewhere does not open.
   */
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** Throws SealError when the bytes were changed, moved, or sealed under a key that is gone. */
  open(sealed: Uint8Array, context: string): Uint8Array;
  /**
   * A keyed hash under which a phone number can be looked up but not read. Shape: 64 hex digits.
   */
  blindIndex(purpose: string, value: string): string;
}

/** A sealer whose ring can grow while it works. */
export interface RotatingSealer extends Sealer {
  /** Reads the secrets again, so that the newest key seals from now on. */
  reload(): void;
}

export class SealError extends Error {
  override readonly name = 'SealError';
}

const VERSION = 1;
const HEADER_BYTES = 5;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The sealer of a secrets file. `reread` is asked once when a key id is unknown: another process
 * rotated.
 */
export function createSealer(secrets: Secrets, reread: () => Secrets): RotatingSealer {
  // Key objects: ciphers made from plain bytes cost Node four times as much.
  let ring = new Map<number, KeyObject>();
  let currentId = 0;
  const load = (from: Secrets) => {
    ring = new Map(from.sealing.map((one) => [one.id, createSecretKey(one.key, 'base64')]));
    currentId = Math.max(...ring.keys());
  };
  load(secrets);
  const indexKey = Buffer.from(secrets.indexKey, 'base64');
  const keyOf = (id: number): KeyObject => {
    if (!ring.has(id)) load(reread());
    const key = ring.get(id);
    if (!key) throw new SealError('sealed under a key that is not in the ring');
    return key;
  };

  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyOf(currentId), nonce);
      cipher.setAAD(Buffer.from(context));
      const header = Buffer.alloc(HEADER_BYTES);
      header[0] = VERSION;
      header.writeUInt32BE(currentId, 1);
      const body = cipher.update(plain);
      return Buffer.concat([header, nonce, body, cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
      const bodyStart = HEADER_BYTES + NONCE_BYTES;
      if (bytes.length < bodyStart + TAG_BYTES || bytes[0] !== VERSION) {
        throw new SealError('not a sealed value');
      }
      const key = keyOf(bytes.readUInt32BE(1));
      const decipher = createDecipheriv(
        'aes-256-gcm',
        key,
        bytes.subarray(HEADER_BYTES, bodyStart),
      );
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      try {
        const body = decipher.update(bytes.subarray(bodyStart, bytes.length - TAG_BYTES));
        return Buffer.concat([body, decipher.final()]);
      } catch (cause) {
        throw new SealError('sealed value was changed or moved', { cause });
      }
    },
    reload: () => load(reread()),
    blindIndex: (purpose, value) =>
      createHmac('sha256', indexKey).update(`${purpose}\0${value}`).digest('hex'),
  };
}
