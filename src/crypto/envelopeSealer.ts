// Encryption of what waits in queues: each account has a key of its own, so that deleting its
// document makes everything unreadable, in backups as well.
//
// Nonces can't meet. A process seals under subkeys of its own, derived with a random salt of 128
// bits, and numbers everything it seals, whatever the key: no (subkey, nonce) pair comes twice in a
// process, and two processes, or one before and after a restart, share no subkey.

import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import type { QueueGeneration } from '#protocol';
import { SealError } from './sealer.ts';

export interface EnvelopeSealer {
  /**
   * Encrypts under an account's key.
   * Shape: u8 version 2 ‖ 16-byte salt ‖ u48be number ‖ AES-256-GCM ciphertext ‖ 16-byte tag, under
   * HKDF-SHA256(key, salt, "aldis envelope"); the nonce is the number behind six zero bytes. The
   * context (whose and which it is) is authenticated.
   */
  seal(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array;
  /** Throws SealError when the bytes were changed, moved, or sealed under another key. */
  open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array;
}

/** Bytes that sealing adds. */
export const envelopeSealBytes = 39;
/** Derived keys that are remembered; the one that was not used for longest makes room. */
const subkeysMax = 8192;

const version = 2;
const keyBytes = 32;
const saltBytes = 16;
const numberBytes = 6;
const tagBytes = 16;
const nonceBytes = 12;
const numberStart = 1 + saltBytes;
const bodyStart = numberStart + numberBytes;
const numberMax = 2 ** 48 - 1;

/** A key for what waits for the devices of one account. Shape: 32 random bytes. */
export function newQueueKey(): Uint8Array {
  return new Uint8Array(randomBytes(keyBytes));
}

/** A generation for a queue begun anew. */
export function newQueueGeneration(): QueueGeneration {
  return randomBytes(9).toString('base64url') as QueueGeneration;
}

/** Makes a sealer with a salt and a count of its own. */
export function createEnvelopeSealer(options: { subkeysMax?: number } = {}): EnvelopeSealer {
  return new SaltedSealer(options.subkeysMax ?? subkeysMax);
}

class SaltedSealer implements EnvelopeSealer {
  readonly #subkeysMax: number;
  /** Subkeys by key and salt; the one used last stands at the end. */
  readonly #subkeys = new Map<string, KeyObject>();
  #salt = randomBytes(saltBytes);
  #sealed = 0;

  constructor(most: number) {
    this.#subkeysMax = most;
  }

  seal(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array {
    if (this.#sealed >= numberMax) {
      this.#salt = randomBytes(saltBytes);
      this.#sealed = 0;
    }
    const sealed = Buffer.allocUnsafe(envelopeSealBytes + plain.length);
    sealed[0] = version;
    this.#salt.copy(sealed, 1);
    sealed.writeUIntBE(this.#sealed++, numberStart, numberBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#subkey(key, this.#salt), nonceOf(sealed));
    cipher.setAAD(Buffer.from(context));
    cipher.update(plain).copy(sealed, bodyStart);
    cipher.final();
    cipher.getAuthTag().copy(sealed, bodyStart + plain.length);
    return sealed;
  }

  open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
    if (bytes.length < envelopeSealBytes || bytes[0] !== version) {
      throw new SealError('not a sealed envelope');
    }
    const subkey = this.#subkey(key, bytes.subarray(1, numberStart));
    const decipher = createDecipheriv('aes-256-gcm', subkey, nonceOf(bytes));
    const end = bytes.length - tagBytes;
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(end));
    try {
      const plain = decipher.update(bytes.subarray(bodyStart, end));
      decipher.final();
      return plain;
    } catch (cause) {
      throw new SealError('sealed envelope was changed or moved', { cause });
    }
  }

  #subkey(key: Uint8Array, salt: Buffer): KeyObject {
    if (key.length !== keyBytes) throw new TypeError(`a queue's key has ${keyBytes} bytes`);
    const name = asBuffer(key).toString('latin1') + salt.toString('latin1');
    let subkey = this.#subkeys.get(name);
    // Their order matters only where one has to make room.
    if (subkey && this.#subkeys.size * 2 < this.#subkeysMax) return subkey;
    if (subkey) this.#subkeys.delete(name);
    else subkey = createSecretKey(Buffer.from(hkdfSync('sha256', key, salt, purpose, keyBytes)));
    this.#subkeys.set(name, subkey);
    if (this.#subkeys.size > this.#subkeysMax) {
      const [oldest] = this.#subkeys.keys();
      if (oldest !== undefined) this.#subkeys.delete(oldest);
    }
    return subkey;
  }
}

const purpose = 'aldis envelope';

function nonceOf(sealed: Buffer): Buffer {
  const nonce = Buffer.alloc(nonceBytes);
  sealed.copy(nonce, nonceBytes - numberBytes, numberStart, bodyStart);
  return nonce;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
