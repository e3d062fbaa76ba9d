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
import type { ShortNonce } from './shortSealing.ts';
import {
  isShortSealing,
  ShortSealing,
  shortContextBytesMax,
  shortTextBytesMax,
} from './shortSealing.ts';

export interface EnvelopeSealer {
  /**
   * Encrypts under an account's key. The context (whose and which it is) is authenticated.
   * Shape: u8 version ‖ 16-byte salt ‖ u48be number ‖ ciphertext ‖ 16-byte tag; the nonce is the
   * number behind six zero bytes. Version 2: AES-256-GCM under HKDF-SHA256(key, salt,
   * "aldis envelope"). Version 4, of short texts: ChaCha20-Poly1305 under HKDF-SHA256(key, salt,
   * "aldis short envelope").
   */
  seal(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array;
  /** Throws SealError when the bytes were changed, moved, or sealed under another key. */
  open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array;
}

/** Bytes that sealing adds. */
export const envelopeSealBytes = 39;
/** Derived keys that are remembered; the one that was not used for longest makes room. */
const subkeysMax = 8192;

const longVersion = 2;
/** 3 is the mark of a view with its payload; see where queues are sealed. */
const shortVersion = 4;
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
  /** By key and salt, the one used last at the end. */
  readonly #subkeys = new Map<string, KeyObject>();
  readonly #shortSealing = new ShortSealing();
  /** For short texts, of the salt there is now, while the keys are in memory. */
  #shortSubkeys = new WeakMap<Uint8Array, Uint32Array>();
  #salt = randomBytes(saltBytes);
  #sealed = 0;

  constructor(most: number) {
    this.#subkeysMax = most;
  }

  seal(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array {
    if (this.#sealed >= numberMax) {
      this.#salt = randomBytes(saltBytes);
      this.#shortSubkeys = new WeakMap();
      this.#sealed = 0;
    }
    const sealed = Buffer.allocUnsafe(envelopeSealBytes + plain.length);
    this.#salt.copy(sealed, 1);
    sealed.writeUIntBE(this.#sealed++, numberStart, numberBytes);
    const place = Buffer.from(context);
    if (isShort(plain, place)) {
      sealed[0] = shortVersion;
      const subkey = this.#shortSubkey(key);
      this.#shortSealing.seal(subkey, nonceWordsOf(sealed), place, plain, sealed, bodyStart);
      return sealed;
    }
    sealed[0] = longVersion;
    const subkey = this.#subkey(key, this.#salt, longPurpose);
    const cipher = createCipheriv('aes-256-gcm', subkey, nonceOf(sealed));
    cipher.setAAD(place);
    cipher.update(plain).copy(sealed, bodyStart);
    cipher.final();
    cipher.getAuthTag().copy(sealed, bodyStart + plain.length);
    return sealed;
  }

  open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
    const [version] = bytes;
    const isShort = version === shortVersion;
    if (bytes.length < envelopeSealBytes || !(isShort || version === longVersion)) {
      throw new SealError('not a sealed envelope');
    }
    const salt = bytes.subarray(1, numberStart);
    const subkey = this.#subkey(key, salt, isShort ? shortPurpose : longPurpose);
    const end = bytes.length - tagBytes;
    const decipher = decipherOf(isShort, subkey, nonceOf(bytes));
    decipher.setAAD(Buffer.from(context), { plaintextLength: end - bodyStart });
    decipher.setAuthTag(bytes.subarray(end));
    try {
      const plain = decipher.update(bytes.subarray(bodyStart, end));
      decipher.final();
      return plain;
    } catch (cause) {
      throw new SealError('sealed envelope was changed or moved', { cause });
    }
  }

  #shortSubkey(key: Uint8Array): Uint32Array {
    let words = this.#shortSubkeys.get(key);
    if (!words) {
      words = new Uint32Array(derived(key, this.#salt, shortPurpose));
      this.#shortSubkeys.set(key, words);
    }
    return words;
  }

  #subkey(key: Uint8Array, salt: Buffer, purpose: string): KeyObject {
    const name = purpose + asBuffer(key).toString('latin1') + salt.toString('latin1');
    let subkey = this.#subkeys.get(name);
    // Their order matters only where one has to make room.
    if (subkey && this.#subkeys.size * 2 < this.#subkeysMax) return subkey;
    if (subkey) this.#subkeys.delete(name);
    else subkey = createSecretKey(Buffer.from(derived(key, salt, purpose)));
    this.#subkeys.set(name, subkey);
    if (this.#subkeys.size > this.#subkeysMax) {
      const [oldest] = this.#subkeys.keys();
      if (oldest !== undefined) this.#subkeys.delete(oldest);
    }
    return subkey;
  }
}

const longPurpose = 'aldis envelope';
const shortPurpose = 'aldis short envelope';

function derived(key: Uint8Array, salt: Buffer, purpose: string): ArrayBuffer {
  if (key.length !== keyBytes) throw new TypeError(`a queue's key has ${keyBytes} bytes`);
  return hkdfSync('sha256', key, salt, purpose, keyBytes);
}

function isShort(plain: Uint8Array, context: Uint8Array): boolean {
  if (!isShortSealing) return false;
  return plain.length <= shortTextBytesMax && context.length <= shortContextBytesMax;
}

/** What is sealed by our own hand is opened by OpenSSL. */
function decipherOf(isShort: boolean, subkey: KeyObject, nonce: Buffer) {
  if (!isShort) return createDecipheriv('aes-256-gcm', subkey, nonce);
  return createDecipheriv('chacha20-poly1305', subkey, nonce, { authTagLength: tagBytes });
}

function nonceWordsOf(sealed: Buffer): ShortNonce {
  const last = numberStart + numberBytes - 4;
  return [0, sealed.readUInt16LE(numberStart) << 16, sealed.readUInt32LE(last)];
}

function nonceOf(sealed: Buffer): Buffer {
  const nonce = Buffer.alloc(nonceBytes);
  sealed.copy(nonce, nonceBytes - numberBytes, numberStart, bodyStart);
  return nonce;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
