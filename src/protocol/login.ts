// What a login by name and password is made of, as both sides know it.

/** What Argon2id costs whoever logs in, and whoever guesses. Unit of memory: KiB. */
export interface LoginKdf {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/**
 * The cost that every login has. One for all: another would tell that there is a login of that
 * name, and a lower one, shown by a malicious server, would make guesses cheap.
 */
export const loginKdf: LoginKdf = { memoryKib: 64 * 1024, passes: 3, parallelism: 1 };

/** Unit: bytes. */
export const loginSaltBytes = 16;

/** Unit: characters (code points). */
const lengthMin = 3;
const lengthMax = 32;
/** Longest text that is looked at. */
const textLengthMax = 256;

/** Letters and digits of any script, with their marks; `.`, `_` and `-` neither first nor last. */
const form = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?$/u;

/**
 * The name as it is compared and hashed: compatibility-composed (NFKC) and in lower case, so that
 * what looks the same and is typed otherwise is one name. Undefined for what is no name.
 */
export function loginNameOf(text: string): string | undefined {
  if (text.length > textLengthMax) return undefined;
  const name = text.normalize('NFKC').toLowerCase().normalize('NFKC');
  const { length } = Array.from(name);
  return length >= lengthMin && length <= lengthMax && form.test(name) ? name : undefined;
}

/**
 * What a device signs by the account's identity key, to have its credential renewed: that it has
 * the keys, that it is about this handshake, and which credential it asks for.
 */
export function loginDeviceMessage(
  handshake: string,
  device: number,
  password: string,
): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`aldis login device 1\0${device}\0${handshake}\0${password}`);
}
