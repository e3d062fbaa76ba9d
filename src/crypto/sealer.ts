// Encryption at rest: AES-256-GCM under a ring of keys, the newest of which seals.

import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomFillSync,
} from 'node:crypto';
import type { Pseudonyms } from './pseudonyms.ts';
import { createPseudonyms } from './pseudonyms.ts';
import type { Secrets } from './secrets.ts';

export interface Sealer extends Pseudonyms {
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

const version = 1;
const headerBytes = 5;
const nonceBytes = 12;
const tagBytes = 16;
const bodyStart = headerBytes + nonceBytes;
/** Nonces drawn at once: one at a time the generator costs as much as the sealing. */
const noncesAtOnce = 256;

/** Random nonces, each handed out once; they come from the system's generator in large pieces. */
function createNonces(): () => Buffer {
  const drawn = Buffer.alloc(noncesAtOnce * nonceBytes);
  let used = drawn.length;
  return () => {
    if (used === drawn.length) {
      randomFillSync(drawn);
      used = 0;
    }
    used += nonceBytes;
    return drawn.subarray(used - nonceBytes, used);
  };
}

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
  const indexKey = createSecretKey(secrets.indexKey, 'base64');
  const nextNonce = createNonces();
  const keyOf = (id: number): KeyObject => {
    if (!ring.has(id)) load(reread());
    const key = ring.get(id);
    if (!key) throw new SealError('sealed under a key that is not in the ring');
    return key;
  };

  return {
    seal(plain, context) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', keyOf(currentId), nonce);
      cipher.setAAD(Buffer.from(context));
      const sealed = Buffer.allocUnsafe(bodyStart + plain.length + tagBytes);
      sealed[0] = version;
      sealed.writeUInt32BE(currentId, 1);
      nonce.copy(sealed, headerBytes);
      cipher.update(plain).copy(sealed, bodyStart);
      cipher.final();
      cipher.getAuthTag().copy(sealed, bodyStart + plain.length);
      return sealed;
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
      if (bytes.length < bodyStart + tagBytes || bytes[0] !== version) {
        throw new SealError('not a sealed value');
      }
      const key = keyOf(bytes.readUInt32BE(1));
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(headerBytes, bodyStart));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
      try {
        const body = decipher.update(bytes.subarray(bodyStart, bytes.length - tagBytes));
        return Buffer.concat([body, decipher.final()]);
      } catch (cause) {
        throw new SealError('sealed value was changed or moved', { cause });
      }
    },
    reload: () => load(reread()),
    ...createPseudonyms(secrets),
    blindIndex: (purpose, value) =>
      createHmac('sha256', indexKey).update(`${purpose}\0${value}`).digest('hex'),
  };
}
