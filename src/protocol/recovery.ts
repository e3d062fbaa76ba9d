// What recovers an account, and the key for it as people write it down.

/** What only the owner should have; two of them recover an account. */
export const recoveryFactors = ['number', 'key', 'device', 'backup-code'] as const;
export type RecoveryFactor = (typeof recoveryFactors)[number];

/** Unit: bytes. */
export const recoveryKeyBytes = 32;
/** Bytes of its hash that are written behind it, so that what was mistyped is noticed. */
const checkBytes = 2;
const groupLength = 5;

/** Digits of 5 bits, without those that look like another (Crockford's base 32). */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const alike: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

type Digest = (bytes: Uint8Array) => Uint8Array;

/** The key in eleven groups, with its check digits. `digest`: SHA-256. */
export function writeRecoveryKey(key: Uint8Array, digest: Digest): string {
  const bytes = Uint8Array.from([...key, ...digest(key).subarray(0, checkBytes)]);
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  bits = bits.padEnd(Math.ceil(bits.length / groupLength) * groupLength, '0');
  const text = (bits.match(/.{5}/g) ?? []).map((five) => digits[Number.parseInt(five, 2)]).join('');
  return (text.match(/.{1,5}/g) ?? []).join('-');
}

/** The key that was written, however it was typed; undefined for what is none. */
export function readRecoveryKey(text: string, digest: Digest): Uint8Array | undefined {
  const plain = text
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[OIL]/g, (one) => alike[one] ?? one);
  const length = Math.ceil(((recoveryKeyBytes + checkBytes) * 8) / groupLength);
  if (plain.length !== length) return undefined;
  let bits = '';
  for (const digit of plain) {
    const value = digits.indexOf(digit);
    if (value < 0) return undefined;
    bits += value.toString(2).padStart(groupLength, '0');
  }
  const octets = bits.match(/.{8}/g) ?? [];
  const bytes = Uint8Array.from(octets, (octet) => Number.parseInt(octet, 2));
  const key = bytes.slice(0, recoveryKeyBytes);
  const isWhole = writeRecoveryKey(key, digest).replaceAll('-', '') === plain;
  return isWhole ? key : undefined;
}
