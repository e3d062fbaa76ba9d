// The lock of a phone number: a PIN makes a token that the server keeps a salted hash of, and that
// whoever registers the number anew has to show. The PIN itself leaves this machine never.

import { createHash } from 'node:crypto';
import { PinHash, SvrKey } from '@signalapp/libsignal-client/dist/AccountKeys.js';
import { z } from 'zod';
import { ClientError } from './clientError.ts';
import { refusalOf } from './transport/http.ts';
import { reached } from './transport/network.ts';
import type { HttpAnswer, HttpAsk } from './transport/transport.ts';

const pinLengthMin = 4;
const pinLengthMax = 64;
const path = '/v1/accounts/registration_lock';
const lockShape = z.object({ isSet: z.boolean() });

/**
 * The token of a PIN for a number: Argon2id (16 MiB, 32 passes), some tenths of a second. Shape: 64
 * characters of hex. Refuses: argument.invalid, unless a PIN has 4 to 64 characters.
 */
export function lockTokenOf(pin: string, number: string): string {
  const bytes = new TextEncoder().encode(normalized(pin));
  // One number's PINs have to be guessed one by one, however many numbers there are.
  const salt = createHash('sha256').update(`aldis registration lock ${number}`).digest();
  const { encryptionKey } = PinHash.fromSalt(bytes, Uint8Array.from(salt));
  return Buffer.from(new SvrKey(encryptionKey).deriveRegistrationLock()).toString('hex');
}

/** Digits of every script are one digit. Source: libsignal, Pin. */
function normalized(pin: string): string {
  const plain = pin.trim().normalize('NFKD');
  const text = /^\p{Nd}+$/u.test(plain) ? [...plain].map(digitOf).join('') : plain;
  if ([...text].length >= pinLengthMin && [...text].length <= pinLengthMax) return text;
  const message = `A PIN has ${pinLengthMin} to ${pinLengthMax} characters.`;
  throw new ClientError('argument.invalid', message);
}

/** Digits stand in rows of ten, from 0 on. */
function digitOf(digit: string): string {
  const point = digit.codePointAt(0) as number;
  let zero = point;
  while (zero > point - 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(point - zero);
}

/** A PIN; or what asks for one, once the lock of the number wants it: `refused` says so. */
export type Pin = string | ((refused: ClientError) => Promise<string>);

/** A person is asked so often. */
const triesMax = 5;

/** Does it, with the token of a PIN as soon as that is wanted. Refuses: argument.invalid. */
export async function withPin<Done>(
  given: Pin | undefined,
  number: string | undefined,
  work: (token: string | undefined) => Promise<Done>,
): Promise<Done> {
  const tokenFor = (pin: string) => (number === undefined ? undefined : lockTokenOf(pin, number));
  let pin = typeof given === 'string' ? given : undefined;
  for (let tries = 0; ; tries++) {
    try {
      return await work(pin === undefined ? undefined : tokenFor(pin));
    } catch (error) {
      if (!(error instanceof ClientError) || typeof given !== 'function') throw error;
      const isNoPin = pin !== undefined && error.code === 'argument.invalid';
      const isWanted = isNoPin || error.code === 'registration.locked';
      if (!isWanted || tries === triesMax) throw error;
      pin = await given(error);
    }
  }
}

type Ask = (request: HttpAsk) => Promise<HttpAnswer>;

/** Refuses: what the server says; server.unreachable. */
export async function hasLock(ask: Ask): Promise<boolean> {
  const answer = await reached(() => ask({ verb: 'GET', path }));
  if (answer.status !== 200) throw refusalOf(answer, 'It was not told whether there is a lock');
  const read = lockShape.safeParse(answer.body);
  if (read.success) return read.data.isSet;
  throw new ClientError('server.refused', "The server's answer about the lock cannot be read.");
}

/** Refuses: argument.invalid; what the server says; server.unreachable. */
export async function setLock(ask: Ask, number: string | undefined, pin: string): Promise<void> {
  if (number === undefined) {
    throw new ClientError('argument.invalid', 'This account has no phone number to lock.');
  }
  const body = { registrationLock: lockTokenOf(pin, number) };
  const answer = await reached(() => ask({ verb: 'PUT', path, body }));
  if (answer.status >= 300) throw refusalOf(answer, 'The number was not locked');
}

/** Refuses: what the server says; server.unreachable. */
export async function removeLock(ask: Ask): Promise<void> {
  const answer = await reached(() => ask({ verb: 'DELETE', path }));
  if (answer.status >= 300) throw refusalOf(answer, 'The lock was not taken away');
}
