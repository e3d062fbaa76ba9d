// One-time codes as RFC 6238 has them.

import { backupCodeOf, base32, newBackupCode, totpCode, totpPeriod, totpUrl } from '#crypto';
import { describe, expect, it } from 'vitest';

/** Source: RFC 6238, Appendix B. Its codes have eight digits, of which apps show the last six. */
const secret = Buffer.from('12345678901234567890');
const vectors = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
] as const;

it.each(vectors)('at %i s the code is that of the RFC', (seconds, code) => {
  expect(totpCode(secret, Math.floor(seconds / 30))).toBe(code.slice(2));
  const period = Math.floor(seconds / 30);
  expect(totpPeriod(secret, code.slice(2), seconds * 1000, 0)).toBe(period);
});

/** Source: RFC 4226, Appendix D. */
it('counts as the RFC of counted codes does', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583'];
  expect(codes.map((_code, count) => totpCode(secret, count))).toEqual(codes);
});

describe('a code', () => {
  const nowMs = 1_800_000_015_000;
  const now = Math.floor(nowMs / 30_000);

  it('may be one period early or late, and no more', () => {
    for (const off of [-2, -1, 0, 1, 2]) {
      const found = totpPeriod(secret, totpCode(secret, now + off), nowMs, 0);
      expect(found).toBe(Math.abs(off) <= 1 ? now + off : undefined);
    }
  });

  it('is good once, and so is none before it', () => {
    expect(totpPeriod(secret, totpCode(secret, now), nowMs, now)).toBeUndefined();
    expect(totpPeriod(secret, totpCode(secret, now - 1), nowMs, now)).toBeUndefined();
    expect(totpPeriod(secret, totpCode(secret, now + 1), nowMs, now)).toBe(now + 1);
  });

  it('is nothing but six digits', () => {
    const code = totpCode(secret, now);
    for (const text of ['', code.slice(1), `${code}0`, ` ${code}`, '\u0660'.repeat(6)]) {
      expect(totpPeriod(secret, text, nowMs, 0)).toBeUndefined();
    }
  });
});

it('a secret is shown in the letters of RFC 4648', () => {
  expect(base32(Buffer.from('foobar'))).toBe('mzxw6ytboi');
  expect(totpUrl(secret, 'ana')).toBe(
    'otpauth://totp/Aldis%3Aana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Aldis' +
      '&algorithm=SHA1&digits=6&period=30',
  );
});

it('a backup code is read however it was typed', () => {
  const code = newBackupCode();
  expect(code).toMatch(/^[a-z2-7]{10}$/);
  expect(newBackupCode()).not.toBe(code);
  const typed = `${code.slice(0, 5).toUpperCase()}-${code.slice(5)} `;
  expect(backupCodeOf(typed)).toBe(code);
  for (const text of ['', '123456', `${code}a`, code.slice(1), '0189018901']) {
    expect(backupCodeOf(text)).toBeUndefined();
  }
});
