// Encryption of what waits in queues: each account has a key of its own, so that deleting its
// document makes everything unreadable, in backups as well.
//
// Nonces can't meet. A process seals under subkeys of its own, derived with a random salt of 128
// bits, and numbers everything it seals, whatever the key: no (subkey, nonce) pair comes twice in a
// process, and two processes, or one before and after a restart, share no subkey.
//
// What is short is sealed by libsignal's AES-256-GCM-SIV: one call, where OpenSSL's cipher through
// Node is an object with a stream of its own for each text, which costs more than to encrypt it.

import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import type { QueueGeneration } from '#protocol';
import { Aes256GcmSiv } from '@signalapp/libsignal-client';
import { SealError } from './sealer.ts';

export interface EnvelopeSealer {
  /**
   * Encrypts under an account's key.
   * Shape: u8 version ‖ 16-byte salt ‖ u48be number ‖ ciphertext ‖ 16-byte tag; the nonce is the
   * number behind six zero bytes. Version 4, up to `shortBytesMax`: AES-256-GCM-SIV under
   * HKDF-SHA256(key, salt, "aldis short envelope"). Version 2, longer: AES-256-GCM under that of
   * "aldis envelope". The context (whose and which it is; characters of ASCII) is authenticated.
   * Before it are as many bytes as `room` says, for the caller to write.
   */
  seal(key: Uint8Array, plain: Uint8Array, context: string, room?: number): Buffer;
  /** Throws SealError when the bytes were changed, moved, or sealed under another key. */
  open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array;
}

/** Bytes that sealing adds. */
export const envelopeSealBytes = 39;
/** Longer texts are encrypted faster than a cipher is made for them. */
export const shortBytesMax = 1024;
/** Derived keys that are remembered; the one that was not used for longest makes room. */
const subkeysMax = 8192;

const longVersion = 2;
/** 3 begins a view with its payload (src/persistence/redis/queue/queueSeals.ts). */
const shortVersion = 4;
const keyBytes = 32;
const saltBytes = 16;
const numberBytes = 6;
const tagBytes = 16;
const nonceBytes = 12;
const numberStart = 1 + saltBytes;
const bodyStart = numberStart + numberBytes;
const numberMax = 2 ** 48 - 1;
/** For a longer context a place of its own is made. */
const contextBytesMax = 256;

/** A key for what waits for the devices of one account. Shape: 32 random bytes. */
export function newQueueKey(): Uint8Array {
  return new Uint8Array(randomBytes(keyBytes));
}

/** A generation for a queue begun anew. */
export function newQueueGeneration(): QueueGeneration {
  return randomBytes(9).toString('base64url') as QueueGeneration;
}

export interface EnvelopeSealerOptions {
  readonly subkeysMax?: number;
  /** Seals as earlier releases read it: all as version 2. */
  readonly isFormer?: boolean;
}

/** Makes a sealer with a salt and a count of its own. */
export function createEnvelopeSealer(options: EnvelopeSealerOptions = {}): EnvelopeSealer {
  const { subkeysMax: most = subkeysMax, isFormer = false } = options;
  return new SaltedSealer(most, isFormer ? -1 : shortBytesMax);
}

class SaltedSealer implements EnvelopeSealer {
  readonly #short: Subkeys<Aes256GcmSiv>;
  readonly #long: Subkeys<KeyObject>;
  /** Up to how many bytes a text is short. */
  readonly #shortMax: number;
  #salt = newSalt();
  #sealed = 0;
  // Of what is being sealed: made for each, they would cost as much as the cipher.
  readonly #nonce = Buffer.alloc(nonceBytes);
  readonly #context = Buffer.alloc(contextBytesMax);

  constructor(most: number, shortMax: number) {
    this.#shortMax = shortMax;
    this.#short = new Subkeys('aldis short envelope', most, (subkey) =>
      Aes256GcmSiv.new(new Uint8Array(subkey)),
    );
    this.#long = new Subkeys('aldis envelope', most, createSecretKey);
  }

  seal(key: Uint8Array, plain: Uint8Array, context: string, room = 0): Buffer {
    if (this.#sealed >= numberMax) {
      this.#salt = newSalt();
      this.#sealed = 0;
    }
    const isShort = plain.length <= this.#shortMax;
    const whole = Buffer.allocUnsafe(room + envelopeSealBytes + plain.length);
    const sealed = room === 0 ? whole : whole.subarray(room);
    sealed[0] = isShort ? shortVersion : longVersion;
    sealed.write(this.#salt, 1, 'latin1');
    sealed.writeUIntBE(this.#sealed++, numberStart, numberBytes);
    if (isShort) {
      const cipher = this.#short.of(key, this.#salt);
      const given = plain as Uint8Array<ArrayBuffer>;
      sealed.copy(this.#nonce, nonceBytes - numberBytes, numberStart, bodyStart);
      sealed.set(cipher.encrypt(given, this.#nonce, this.#bytesOf(context)), bodyStart);
    } else this.#sealLong(key, plain, context, sealed);
    return whole;
  }

  #bytesOf(context: string): Buffer<ArrayBuffer> {
    if (context.length > contextBytesMax) return Buffer.from(context, 'latin1');
    return this.#context.subarray(0, this.#context.write(context, 0, 'latin1'));
  }

  #sealLong(key: Uint8Array, plain: Uint8Array, context: string, sealed: Buffer): void {
    const cipher = createCipheriv('aes-256-gcm', this.#long.of(key, this.#salt), nonceOf(sealed));
    cipher.setAAD(Buffer.from(context, 'latin1'));
    cipher.update(plain).copy(sealed, bodyStart);
    cipher.final();
    cipher.getAuthTag().copy(sealed, bodyStart + plain.length);
  }

  open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
    const salt = bytes.toString('latin1', 1, numberStart);
    if (bytes.length >= envelopeSealBytes) {
      if (bytes[0] === shortVersion) return openShort(this.#short.of(key, salt), bytes, context);
      if (bytes[0] === longVersion) return openLong(this.#long.of(key, salt), bytes, context);
    }
    throw new SealError('not a sealed envelope');
  }
}

function openShort(subkey: Aes256GcmSiv, bytes: Buffer, context: string): Uint8Array {
  const body = bytes.subarray(bodyStart) as Buffer<ArrayBuffer>;
  try {
    return subkey.decrypt(body, nonceOf(bytes), Buffer.from(context, 'latin1'));
  } catch (cause) {
    throw changed(cause);
  }
}

function openLong(subkey: KeyObject, bytes: Buffer, context: string): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', subkey, nonceOf(bytes));
  const end = bytes.length - tagBytes;
  decipher.setAAD(Buffer.from(context, 'latin1'));
  decipher.setAuthTag(bytes.subarray(end));
  try {
    const plain = decipher.update(bytes.subarray(bodyStart, end));
    decipher.final();
    return plain;
  } catch (cause) {
    throw changed(cause);
  }
}

function changed(cause: unknown): SealError {
  return new SealError('sealed envelope was changed or moved', { cause });
}

/** Subkeys for one purpose, by key and salt; the one used last stands at the end. */
class Subkeys<Made> {
  readonly #purpose: string;
  readonly #most: number;
  readonly #make: (subkey: Buffer) => Made;
  readonly #made = new Map<string, Made>();
  /** Names by the arrays that keys came in: their owners keep them, and never change them. */
  readonly #names = new WeakMap<Uint8Array, { readonly salt: string; readonly name: string }>();

  constructor(purpose: string, most: number, make: (subkey: Buffer) => Made) {
    this.#purpose = purpose;
    this.#most = most;
    this.#make = make;
  }

  /** `salt` as latin1: a sealer's own is made a text once. */
  of(key: Uint8Array, salt: string): Made {
    const name = this.#nameOf(key, salt);
    const known = this.#made.get(name);
    // Their order matters only where one has to make room.
    if (known !== undefined && this.#made.size * 2 < this.#most) return known;
    if (known !== undefined) this.#made.delete(name);
    const made = known ?? this.#make(Buffer.from(this.#derive(key, salt)));
    this.#made.set(name, made);
    if (this.#made.size > this.#most) {
      const [oldest] = this.#made.keys();
      if (oldest !== undefined) this.#made.delete(oldest);
    }
    return made;
  }

  #nameOf(key: Uint8Array, salt: string): string {
    const known = this.#names.get(key);
    if (known?.salt === salt) return known.name;
    if (key.length !== keyBytes) throw new TypeError(`a queue's key has ${keyBytes} bytes`);
    const name = asBuffer(key).toString('latin1') + salt;
    this.#names.set(key, { salt, name });
    return name;
  }

  #derive(key: Uint8Array, salt: string): ArrayBuffer {
    return hkdfSync('sha256', key, Buffer.from(salt, 'latin1'), this.#purpose, keyBytes);
  }
}

/** Shape: latin1. */
function newSalt(): string {
  return randomBytes(saltBytes).toString('latin1');
}

function nonceOf(sealed: Buffer): Buffer<ArrayBuffer> {
  const nonce = Buffer.alloc(nonceBytes);
  sealed.copy(nonce, nonceBytes - numberBytes, numberStart, bodyStart);
  return nonce;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
