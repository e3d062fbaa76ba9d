// An authenticator app: makes codes of the secret that it was shown.

import { totpCode } from '#crypto';

const periodMs = 30_000;
const digits = 'abcdefghijklmnopqrstuvwxyz234567';

/** The code that it shows at that time. `secret`: base32. Source: RFC 4648, 6. */
export function shownCode(secret: unknown, nowMs: number): string {
  const bits = Array.from(String(secret).toLowerCase(), (one) =>
    digits.indexOf(one).toString(2).padStart(5, '0'),
  ).join('');
  const octets = bits.match(/.{8}/g) ?? [];
  const bytes = Uint8Array.from(octets, (octet) => Number.parseInt(octet, 2));
  return totpCode(bytes, Math.floor(nowMs / periodMs));
}
