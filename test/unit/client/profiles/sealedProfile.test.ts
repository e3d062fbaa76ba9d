// What of a profile can be told from outside, and what of it can be changed there.

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '#protocol';
import { openProfile, sealProfile } from '../../../../client/profiles/sealedProfile.ts';
import type { Profile } from '../../../../client/profiles/sealedProfile.ts';

const key = randomBytes(32);
const words = (most: number) =>
  fc
    .string({ unit: 'grapheme', maxLength: most })
    .filter((text) => !text.includes('\0') && Buffer.byteLength(text) <= most);
const profiles = fc.record({
  name: words(251),
  about: words(512),
  emoji: words(32),
  avatar: fc.constantFrom(undefined, new Uint8Array(randomBytes(32))),
  revision: fc.integer({ min: 0, max: limits.timestampMax }).filter((n) => n < 2 ** 48),
});
const said = (more: Partial<Profile> = {}): Profile => ({
  name: 'Ana',
  about: 'here',
  emoji: '🌿',
  revision: 7,
  ...more,
});

test('any profile comes back as it was said, in one of the sizes that the server takes', () => {
  fc.assert(
    fc.property(profiles, (profile) => {
      const sealed = sealProfile(key, profile);
      expect(openProfile(key, sealed)).toEqual(profile);
      expect(limits.profileNameBytes).toContain(sealed.name.length);
      expect(limits.profileAboutBytes).toContain(sealed.about.length);
      expect(sealed.aboutEmoji.length).toBe(limits.profileEmojiBytes);
      expect(sealed.phoneNumberSharing.length).toBe(limits.profileSharingBytes);
      expect(sealed.avatarDigest.length).toBe(limits.profileDigestBytes);
    }),
    { numRuns: 300 },
  );
});

test('the size tells nothing of words that fit into the smallest', () => {
  const sizes = [said(), said({ name: '', about: '', emoji: '' }), said({ name: 'x'.repeat(47) })]
    .map((profile) => sealProfile(key, profile))
    .map(({ name, about, aboutEmoji }) => [name, about, aboutEmoji].map((one) => one.length));
  expect(sizes).toEqual([
    [81, 156, 60],
    [81, 156, 60],
    [81, 156, 60],
  ]);
});

test('the same words are other bytes each time', () => {
  const [one, other] = [sealProfile(key, said()), sealProfile(key, said())];
  expect(Buffer.compare(one.name, other.name)).not.toBe(0);
  expect(Buffer.compare(one.about, other.about)).not.toBe(0);
});

test('a profile opens whole, with its key and as it was sealed, or not at all', () => {
  const sealed = sealProfile(key, said());
  const older = sealProfile(key, said({ about: 'away', revision: 6 }));
  expect(openProfile(randomBytes(32), sealed)).toBeUndefined();
  expect(openProfile(key, { ...sealed, about: older.about })).toBeUndefined();
  expect(openProfile(key, { ...sealed, aboutEmoji: older.aboutEmoji })).toBeUndefined();
  expect(openProfile(key, { ...sealed, name: older.name })).toBeUndefined();
  expect(openProfile(key, { ...sealed, aboutEmoji: new Uint8Array(0) })).toBeUndefined();
  for (const field of ['name', 'about', 'aboutEmoji'] as const) {
    fc.assert(
      fc.property(fc.nat(sealed[field].length * 8 - 1), (bit) => {
        const bent = Uint8Array.from(sealed[field]);
        bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(openProfile(key, { ...sealed, [field]: bent })).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  }
});

test.each([
  ['a name that is too long', { name: 'x'.repeat(252) }, 'text.too_long'],
  ['words that are too long', { about: 'ö'.repeat(257) }, 'text.too_long'],
  ['an emoji that is too long', { emoji: '🌿'.repeat(9) }, 'text.too_long'],
  ['a zero', { name: 'a\0b' }, 'content.invalid'],
  ['half of a letter', { about: '\ud83c' }, 'content.invalid'],
])('%s is refused', (_what, more, code) => {
  expect(() => sealProfile(key, said(more))).toThrow(expect.objectContaining({ code }));
});
