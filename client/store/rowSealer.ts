// Sealing of what a locked profile holds, under one data key.
//
// Nonces can't meet: whoever opens the profile seals under a subkey of its own, derived with a
// random salt of 128 bits, and numbers everything it seals.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { wipe } from '../bytes.ts';

/** Unit: bytes. */
const keyBytes = 32;
const saltBytes = 16;
const numberBytes = 6;
const nonceBytes = 12;
const tagBytes = 16;

const version = 1;
const numberStart = 1 + saltBytes;
const bodyStart = numberStart + numberBytes;
const numberMax = 2 ** 48 - 1;
const form = 'aes-256-gcm';

export class RowSealer {
  readonly #key: Uint8Array;
  /** A `KeyObject`: a cipher takes it in a quarter of the time that bytes need. */
  readonly #markKey: KeyObject;
  /** Subkeys by their salt: one for each time that somebody opened the profile and sealed. */
  readonly #subkeys = new Map<string, KeyObject>();
  readonly #salt = randomBytes(saltBytes);
  #sealed = 0;

  /** Keeps the data key until `close`, and overwrites it then. Shape: 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = key;
    this.#markKey = this.#derive(new Uint8Array(0), 'aldis profile marks');
  }

  /**
   * Shape: u8 version 1 ‖ 16-byte salt ‖ u48be number ‖ AES-256-GCM ciphertext ‖ 16-byte tag, under
   * HKDF-SHA256(data key, salt, "aldis profile row"); the nonce is the number behind six zero
   * bytes. The id is authenticated, so that a value moved to another id does not open.
   */
  seal(plain: Uint8Array, id: Uint8Array): Uint8Array<ArrayBuffer> {
    if (this.#sealed >= numberMax) throw new Error('Open the profile anew.');
    const end = bodyStart + plain.length;
    const sealed = Buffer.alloc(end + tagBytes);
    sealed[0] = version;
    this.#salt.copy(sealed, 1);
    sealed.writeUIntBE(this.#sealed++, numberStart, numberBytes);
    const cipher = createCipheriv(form, this.#subkey(this.#salt), nonceOf(sealed));
    cipher.setAAD(id);
    cipher.update(plain).copy(sealed, bodyStart);
    cipher.final();
    cipher.getAuthTag().copy(sealed, end);
    return new Uint8Array(sealed.buffer, sealed.byteOffset, sealed.length);
  }

  /** Throws when the bytes were changed, moved, or sealed under another key. */
  open(bytes: Uint8Array, id: Uint8Array): Buffer {
    const sealed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = sealed.length - tagBytes;
    if (end < bodyStart || sealed[0] !== version) throw new Error('It is not sealed.');
    const subkey = this.#subkey(sealed.subarray(1, numberStart));
    const decipher = createDecipheriv(form, subkey, nonceOf(sealed));
    decipher.setAAD(id);
    decipher.setAuthTag(sealed.subarray(end));
    const plain = decipher.update(sealed.subarray(bodyStart, end));
    decipher.final();
    return plain;
  }

  /** What a sealed value counts for in the sum over all of them. Shape: 32 bytes. */
  markOf(id: Uint8Array, sealed: Uint8Array): Buffer {
    return createHmac('sha256', this.#markKey)
      .update(id)
      .update(sealed.subarray(-tagBytes))
      .digest();
  }

  /** Overwrites the data key; those that derive from it Node overwrites once it collects them. */
  close(): void {
    wipe(this.#key);
    this.#subkeys.clear();
  }

  #subkey(salt: Buffer): KeyObject {
    const name = salt.toString('latin1');
    const subkey = this.#subkeys.get(name) ?? this.#derive(salt, 'aldis profile row');
    this.#subkeys.set(name, subkey);
    return subkey;
  }

  #derive(salt: Uint8Array, purpose: string): KeyObject {
    const derived = new Uint8Array(hkdfSync('sha256', this.#key, salt, purpose, keyBytes));
    const key = createSecretKey(derived);
    wipe(derived);
    return key;
  }
}

function nonceOf(sealed: Buffer): Buffer {
  const nonce = Buffer.alloc(nonceBytes);
  sealed.copy(nonce, nonceBytes - numberBytes, numberStart, bodyStart);
  return nonce;
}
