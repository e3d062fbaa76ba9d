// One-time codes as authenticator apps make them (RFC 6238: SHA-1, 30 s, 6 digits), and backup
// codes. Fifteen lines over Node's own HMAC, held by the vectors of the RFC: a library would bring
// a dependency and no more than these.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const periodMs = 30_000;
const digits = 6;
/** Clocks of phones are off by so many. */
const periodsOff = 1;
const secretBytes = 20;
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
/** 50 bits. */
const backupCodeLength = 10;

export function newTotpSecret(): Uint8Array {
  return randomBytes(secretBytes);
}

/** The code of a period. Source: RFC 4226, 5.3. */
export function totpCode(secret: Uint8Array, period: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(period));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0xf;
  const number = (mac.readUInt32BE(at) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}

/** Of which period a code is: one off at the most, behind the last; nothing for a wrong one. */
export function totpPeriod(
  secret: Uint8Array,
  code: string,
  nowMs: number,
  lastPeriod: number,
): number | undefined {
  const given = Buffer.from(code);
  const now = Math.floor(nowMs / periodMs);
  let found: number | undefined;
  for (let period = Math.max(0, now - periodsOff); period <= now + periodsOff; period++) {
    const expected = Buffer.from(totpCode(secret, period));
    const isSame = given.length === expected.length && timingSafeEqual(given, expected);
    if (isSame && period > lastPeriod) found ??= period;
  }
  return found;
}

/** How apps take a secret. Source: RFC 4648, 6. */
export function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const parts = bits.match(/.{1,5}/g) ?? [];
  return parts.map((part) => alphabet[Number.parseInt(part.padEnd(5, '0'), 2)]).join('');
}

/** The link that an app reads from a QR code. */
export function totpUrl(secret: Uint8Array, label: string): string {
  const name = encodeURIComponent(`Aldis:${label}`);
  const key = base32(secret).toUpperCase();
  return `otpauth://totp/${name}?secret=${key}&issuer=Aldis&algorithm=SHA1&digits=6&period=30`;
}

/** Shape: ten letters and digits of base32. */
export function newBackupCode(): string {
  const letters = [...randomBytes(backupCodeLength)].map((byte) => alphabet[byte & 31]);
  return letters.join('');
}

/** A backup code however it was typed, or nothing. */
export function backupCodeOf(text: string): string | undefined {
  const code = text.toLowerCase().replace(/[\s-]/g, '');
  return /^[a-z2-7]{10}$/.test(code) ? code : undefined;
}
