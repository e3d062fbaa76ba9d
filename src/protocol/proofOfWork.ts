// Proof of work: a nonce that makes a slow hash of a challenge begin with so many zeros. Slow, so
// that a try costs a thread of a pool a millisecond and no event loop anything, and so that a card
// of graphics chips has few tries for each of a telephone's.

export const proofOfWork = {
  /** PBKDF2 with HMAC-SHA-256; the token is the password, the nonce the salt. */
  digest: 'sha256',
  iterations: 4096,
  digestBytes: 32,
  /** Most zeros that anybody is asked for: some 16,000 tries. */
  bitsMax: 14,
} as const;

/** Zeros that the digest begins with. Unit: bits. */
export function leadingZeros(digest: Uint8Array): number {
  let zeros = 0;
  for (const byte of digest) {
    if (byte !== 0) return zeros + Math.clz32(byte) - 24;
    zeros += 8;
  }
  return zeros;
}

/** How many zeros a challenge's token asks for; undefined where it is no token. Unit: bits. */
export function proofBitsOf(token: string): number | undefined {
  const [, bits] = /^1\.(\d{1,2})\.[\w.-]{1,200}$/.exec(token) ?? [];
  return bits === undefined ? undefined : Number(bits);
}
