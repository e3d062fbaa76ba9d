// Device passwords are kept as salted hashes in Signal's form.

import { hashToken, tokenMatches } from '#crypto';
import { describe, expect, it } from 'vitest';

describe('a stored credential', () => {
  it('matches its own secret and no other', () => {
    const stored = hashToken('correct horse');
    expect(tokenMatches('correct horse', stored)).toBe(true);
    for (const wrong of ['', 'correct hors', 'correct horse ', 'Correct horse', stored.hash]) {
      expect(tokenMatches(wrong, stored)).toBe(false);
    }
  });

  it('holds neither the secret nor the same hash twice', () => {
    const [one, two] = [hashToken('secret'), hashToken('secret')];
    expect(JSON.stringify(one)).not.toContain('secret');
    expect(one.hash).not.toBe(two.hash);
    expect(one.hash).toMatch(/^2\.[0-9a-f]{64}$/);
    expect(one.salt).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is HKDF-SHA256 with the salt as text and the word authtoken', () => {
    // Computed apart: HMAC-SHA256(salt, token), then HMAC(prk, "authtoken" ‖ 0x01).
    const hash = '2.e0336b5a23b31db284480cb71e4debe71dd457d9ea49140b043a49c1658e7035';
    expect(tokenMatches('token', { salt: 'salt', hash })).toBe(true);
  });

  it('with a damaged hash matches nothing', () => {
    const stored = hashToken('secret');
    expect(tokenMatches('secret', { ...stored, hash: '' })).toBe(false);
    expect(tokenMatches('secret', { ...stored, hash: stored.hash.slice(0, -1) })).toBe(false);
    expect(tokenMatches('secret', { ...stored, hash: stored.hash.replace('2.', '1.') })).toBe(
      false,
    );
  });
});
