// Device passwords and one-time codes as salted hashes.

import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret as the server keeps it. Source: Signal-Server, SaltedTokenHash. */
export interface SaltedTokenHash {
  readonly salt: string;
  /** `2.` and the hex of HKDF-SHA256(token, salt, "authtoken", 32). */
  readonly hash: string;
}

/** Hashes a secret under a new salt. */
export function hashToken(token: string): SaltedTokenHash {
  return hashTokenUnder(randomBytes(16).toString('hex'), token);
}

/** Hashes a secret under that salt, which is no other secret's. */
export function hashTokenUnder(salt: string, token: string): SaltedTokenHash {
  return { salt, hash: derive(token, salt) };
}

/** True when the secret is the one that was hashed; takes the same time either way. */
export function tokenMatches(token: string, stored: SaltedTokenHash): boolean {
  const actual = Buffer.from(derive(token, stored.salt));
  const expected = Buffer.from(stored.hash);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** True when two secrets are equal; takes the same time whatever they hold. */
export function secretsEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** True when two keys are equal; takes the same time whatever those of one length hold. */
export function keysEqual(given: Uint8Array, expected: Uint8Array): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function derive(token: string, salt: string): string {
  const bytes = hkdfSync('sha256', Buffer.from(token), Buffer.from(salt), 'authtoken', 32);
  return `2.${Buffer.from(bytes).toString('hex')}`;
}
