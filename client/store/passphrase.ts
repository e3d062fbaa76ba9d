// The data key of a locked profile, wrapped under a passphrase.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { wipe } from '../bytes.ts';
import { ClientError, wrong } from '../clientError.ts';
import { argon2id } from './argon2.ts';
import type { Argon2Cost } from './argon2.ts';

/** Bytes are taken as they are; a text as UTF-8, composed (NFC), and JavaScript can't wipe it. */
export type Passphrase = string | Uint8Array;

/** Unit: bytes. A longer one is no better; a shorter one is guessed. */
export const passphraseBytesMax = 1024;
const passphraseBytesMin = 8;

/** RFC 9106 asks for this much memory where there is not plenty. Threads help a guesser alone. */
const argon2Cost: Argon2Cost = { memoryKib: 64 * 1024, passes: 3, parallelism: 1 };

/** What a file may ask for: a bent one can cost no more than this. */
const memoryKibMax = 1024 * 1024;
const passesMax = 16;
const parallelismMax = 16;
/** The least that RFC 9106 allows. */
const memoryKibMinByOne = 8;

/** Unit: bytes. */
export const dataKeyBytes = 32;
const saltBytes = 16;
const tagBytes = 16;
const nonceBytes = 12;

const form = 'aes-256-gcm';

export interface WrappedKey extends Argon2Cost {
  readonly salt: Uint8Array;
  /** Shape: AES-256-GCM ciphertext ‖ 16-byte tag, under the passphrase's key. */
  readonly key: Uint8Array;
}

/** Refuses: passphrase.length, argument.invalid, argon2.missing. */
export async function wrap(
  dataKey: Uint8Array,
  passphrase: Passphrase,
  cost: Argon2Cost = argon2Cost,
): Promise<WrappedKey> {
  const salt = new Uint8Array(randomBytes(saltBytes));
  const bytes = passphraseBytes(passphrase);
  const wrapping = await derive(bytes, salt, cost);
  try {
    // The nonce is zeros: this key, of this salt, seals one value.
    const cipher = createCipheriv(form, wrapping, new Uint8Array(nonceBytes));
    cipher.setAAD(contextOf(salt, cost));
    const sealed = cipher.update(dataKey);
    cipher.final();
    const key = new Uint8Array(Buffer.concat([sealed, cipher.getAuthTag()]));
    return { ...cost, salt, key };
  } finally {
    wipe(wrapping);
  }
}

/**
 * The data key, of which the caller takes care. Refuses: profile.passphrase, after all that
 * Argon2 costs; profile.unreadable where the file asks for too much; passphrase.length,
 * argument.invalid, argon2.missing.
 */
export async function unwrap(wrapped: WrappedKey, passphrase: Passphrase): Promise<Uint8Array> {
  const { salt, key } = wrapped;
  if (!isSound(wrapped)) {
    const message = 'The lock of the profile is damaged; restore the file from a copy.';
    throw new ClientError('profile.unreadable', message);
  }
  const wrapping = await derive(passphraseBytes(passphrase, 0), salt, wrapped);
  const end = key.length - tagBytes;
  try {
    const decipher = createDecipheriv(form, wrapping, new Uint8Array(nonceBytes));
    decipher.setAAD(contextOf(salt, wrapped));
    decipher.setAuthTag(key.subarray(end));
    const dataKey = decipher.update(key.subarray(0, end));
    decipher.final();
    return dataKey;
  } catch (cause) {
    const message = 'That is not the passphrase of this profile.';
    throw new ClientError('profile.passphrase', message, { cause });
  } finally {
    wipe(wrapping);
  }
}

function isSound({ memoryKib, passes, parallelism, salt, key }: WrappedKey): boolean {
  const isWithin = (value: number, min: number, max: number) =>
    Number.isSafeInteger(value) && value >= min && value <= max;
  return (
    isWithin(parallelism, 1, parallelismMax) &&
    isWithin(memoryKib, memoryKibMinByOne * parallelism, memoryKibMax) &&
    isWithin(passes, 1, passesMax) &&
    salt.length === saltBytes &&
    key.length === dataKeyBytes + tagBytes
  );
}

/** Leaves nothing of the copy that it makes. */
async function derive(
  passphrase: Uint8Array,
  salt: Uint8Array,
  cost: Argon2Cost,
): Promise<Uint8Array> {
  try {
    return await argon2id(passphrase, salt, cost);
  } finally {
    wipe(passphrase);
  }
}

/** A copy, the caller's to be wiped. Refuses: passphrase.length, argument.invalid. */
export function passphraseBytes(
  passphrase: Passphrase,
  min: number = passphraseBytesMin,
): Uint8Array {
  if (typeof passphrase !== 'string' && !(passphrase instanceof Uint8Array)) {
    throw wrong('A passphrase is a text, or bytes.');
  }
  const bytes =
    typeof passphrase === 'string'
      ? new TextEncoder().encode(passphrase.normalize('NFC'))
      : Uint8Array.from(passphrase);
  if (isLengthOk(bytes, min)) return bytes;
  wipe(bytes);
  throw wrongLength();
}

/** True where one may lock with a passphrase of this length. Unit: bytes. */
export const isLengthOk = ({ length }: Uint8Array, min: number = passphraseBytesMin): boolean =>
  length >= min && length <= passphraseBytesMax;

export function wrongLength(): ClientError {
  const lengths = `${passphraseBytesMin} to ${passphraseBytesMax} bytes`;
  return new ClientError('passphrase.length', `A passphrase has ${lengths}.`);
}

function contextOf(salt: Uint8Array, { memoryKib, passes, parallelism }: Argon2Cost): Uint8Array {
  const words = `aldis profile lock 1 argon2id ${memoryKib} ${passes} ${parallelism} `;
  return Buffer.concat([Buffer.from(words), salt]);
}
