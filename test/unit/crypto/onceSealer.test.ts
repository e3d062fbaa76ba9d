// Payloads that many may read: each is sealed under a key of its own.

import { randomBytes } from 'node:crypto';
import { openOnce, SealError, sealOnce } from '#crypto';
import { expect, it } from 'vitest';

it('opens what it sealed, and makes a key of its own for each', () => {
  for (const length of [0, 1, 90_000]) {
    const plain = randomBytes(length);
    const [one, another] = [sealOnce(plain), sealOnce(plain)];
    expect(openOnce(one.key, one.sealed).equals(plain)).toBe(true);
    expect(one.key.equals(another.key)).toBe(false);
    expect(one.sealed.equals(another.sealed)).toBe(false);
    expect(() => openOnce(another.key, one.sealed)).toThrow(SealError);
  }
});

it('refuses what was changed in any bit, cut off, or no key', () => {
  const { key, sealed } = sealOnce(Buffer.from('what all have'));
  for (let i = 0; i < sealed.length * 8; i++) {
    const changed = Buffer.from(sealed);
    changed[i >> 3] = (changed[i >> 3] as number) ^ (1 << (i & 7));
    expect(() => openOnce(key, changed)).toThrow(SealError);
  }
  for (let length = 0; length < sealed.length; length++) {
    expect(() => openOnce(key, sealed.subarray(0, length))).toThrow(SealError);
  }
  expect(() => openOnce(key.subarray(1), sealed)).toThrow(SealError);
});
