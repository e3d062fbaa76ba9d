// What a profile says, sealed by its profile key in sizes that tell little. The name's last bytes
// are the profile's revision, and everything else is bound to it: a server that shows an older
// profile, or parts of two, is found out. Pure.

import { openBound, sealBound } from '../boundBytes.ts';
import { ClientError } from '../clientError.ts';

/** Padded lengths, before nonce and tag. Source: Signal's clients. Unit: bytes. */
const nameSizes = [53, 257] as const;
const aboutSizes = [128, 254, 512] as const;
const emojiSizes = [32] as const;
/** Room for times until the year 10889. */
const revisionBytes = 6;
const digestBytes = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A revision that is further ahead is nobody's clock: whoever took it could never be told of
 * another one. It moves on, so that there is always one above.
 */
const revisionAheadMaxMs = 366 * 24 * 60 * 60 * 1000;

/** False for a revision that would shut out all others. */
export const isPlausible = ({ revision }: Profile, nowMs: number): boolean =>
  revision <= nowMs + revisionAheadMaxMs;

/** What somebody says of themselves. Empty: they do not say it. */
export interface ProfileWords {
  /** At most 251 bytes of UTF-8. */
  readonly name: string;
  /** At most 512. */
  readonly about: string;
  /** At most 32. */
  readonly emoji: string;
}

/** The same, with the picture of them; it is read by `profiles.avatar`. */
export interface ProfileSaid extends ProfileWords {
  /** Names the picture. Shape: the SHA-256 of it, hex. */
  readonly avatar?: string;
}

export interface Profile extends ProfileWords {
  /** The digest of the picture; absent: there is none. Shape: SHA-256. */
  readonly avatar?: Uint8Array<ArrayBuffer> | undefined;
  /** Grows with each change. Unit: milliseconds since the epoch, about. */
  readonly revision: number;
}

/** A profile as the server has it. */
export interface SealedProfile {
  readonly name: Uint8Array<ArrayBuffer>;
  readonly about: Uint8Array<ArrayBuffer>;
  readonly aboutEmoji: Uint8Array<ArrayBuffer>;
  /** Whether the phone number is shown to others: it never is. */
  readonly phoneNumberSharing: Uint8Array<ArrayBuffer>;
  /** The digest of the picture, or zeros. */
  readonly avatarDigest: Uint8Array<ArrayBuffer>;
}

/** What is told of a profile. */
export function saidIn({ name, about, emoji, avatar }: Profile): ProfileSaid {
  const said = { name, about, emoji };
  return avatar ? { ...said, avatar: Buffer.from(avatar).toString('hex') } : said;
}

export function isSameSaid(one: Profile | undefined, other: Profile): boolean {
  const [before, after] = [saidIn(one ?? nothing), saidIn(other)];
  return (['name', 'about', 'emoji', 'avatar'] as const).every((what) => {
    return before[what] === after[what];
  });
}

const nothing: Profile = { name: '', about: '', emoji: '', revision: 0 };

/** Refuses: text.too_long; content.invalid for words that would come back as others. */
export function checkWords({ name, about, emoji }: ProfileWords): void {
  const most = [
    [name, nameSizes[1] - revisionBytes, 'name'],
    [about, aboutSizes[2], 'about'],
    [emoji, emojiSizes[0], 'emoji'],
  ] as const;
  for (const [text, bytesMax, what] of most) {
    const bytes = Buffer.from(text);
    if (bytes.length > bytesMax) {
      const message = `In a profile, ${what} has room for ${bytesMax} bytes.`;
      throw new ClientError('text.too_long', message);
    }
    if (text.includes('\0') || bytes.toString() !== text) {
      throw new ClientError('content.invalid', `In a profile, ${what} has to be text.`);
    }
  }
}

/** Refuses: text.too_long, content.invalid. */
export function sealProfile(key: Uint8Array, profile: Profile): SealedProfile {
  checkWords(profile);
  const revision = bytesOf(profile.revision);
  const name = Buffer.from(profile.name);
  const size = sizeFor(nameSizes, name.length + revisionBytes);
  const named = padded(name, size);
  named.set(revision, size - revisionBytes);
  const said = (text: string, sizes: readonly number[], what: string) => {
    const bytes = Buffer.from(text);
    return sealBound(key, padded(bytes, sizeFor(sizes, bytes.length)), bound(what, revision));
  };
  return {
    name: sealBound(key, named, Buffer.from('name')),
    about: said(profile.about, aboutSizes, 'about'),
    aboutEmoji: said(profile.emoji, emojiSizes, 'emoji'),
    phoneNumberSharing: sealBound(key, new Uint8Array(1), bound('sharing', revision)),
    avatarDigest: sealBound(
      key,
      profile.avatar ?? new Uint8Array(digestBytes),
      bound('avatar', revision),
    ),
  };
}

/** `undefined`: nobody who has this key has said it, or not all of it at once. */
export function openProfile(
  key: Uint8Array,
  sealed: Pick<SealedProfile, 'name' | 'about' | 'aboutEmoji'> & Partial<SealedProfile>,
): Profile | undefined {
  try {
    const named = openBound(key, sealed.name, Buffer.from('name'));
    const end = named.length - revisionBytes;
    const revision = named.subarray(end);
    const words = {
      name: textOf(named.subarray(0, end)),
      about: textOf(openBound(key, sealed.about, bound('about', revision))),
      emoji: textOf(openBound(key, sealed.aboutEmoji, bound('emoji', revision))),
    };
    const { avatarDigest } = sealed;
    const avatar = avatarDigest && openBound(key, avatarDigest, bound('avatar', revision));
    return {
      ...words,
      ...(avatar?.some((byte) => byte !== 0) ? { avatar } : {}),
      revision: Buffer.from(revision).readUIntBE(0, revisionBytes),
    };
  } catch {
    return undefined;
  }
}

function bytesOf(revision: number): Uint8Array {
  const bytes = Buffer.alloc(revisionBytes);
  bytes.writeUIntBE(revision, 0, revisionBytes);
  return bytes;
}

const bound = (what: string, revision: Uint8Array) => Buffer.concat([Buffer.from(what), revision]);

function sizeFor(sizes: readonly number[], length: number): number {
  const size = sizes.find((one) => one >= length);
  if (size === undefined) throw new Error('It was checked that this fits.');
  return size;
}

function padded(text: Uint8Array, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(text);
  return bytes;
}

function textOf(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return utf8.decode(bytes.subarray(0, end));
}
