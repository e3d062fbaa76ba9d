// How base64 of so many bytes looks, as a pattern for descriptions: what is read from it is checked
// by decoding it, and a description that promises more than that would be found out.

interface Alphabet {
  /** Any character. */
  readonly any: string;
  /** The last before two missing bytes, and before one: their lower bits are zero. */
  readonly lastOfOne: string;
  readonly lastOfTwo: string;
  readonly pads: readonly [one: string, two: string];
}

const alphabets = {
  base64: {
    any: '[A-Za-z0-9+/]',
    lastOfOne: '[AQgw]',
    lastOfTwo: '[AEIMQUYcgkosw048]',
    pads: ['=', '=='],
  },
  base64url: {
    any: '[A-Za-z0-9_-]',
    lastOfOne: '[AQgw]',
    lastOfTwo: '[AEIMQUYcgkosw048]',
    pads: ['', ''],
  },
} as const satisfies Record<string, Alphabet>;

/**
 * The description of canonical base64. Shape: an ECMAScript pattern without look-around; exact for
 * one length, within two bytes at either end for a range.
 */
export function base64Form(least: number, most: number, kind: keyof typeof alphabets) {
  const { any, lastOfOne, lastOfTwo, pads } = alphabets[kind];
  const tails = ['', `${any}${lastOfOne}${pads[1]}`, `${any}{2}${lastOfTwo}${pads[0]}`];
  const length = (bytes: number) => Math.ceil((bytes * 4) / 3);
  const padded = (bytes: number) => (pads[0] === '' ? length(bytes) : Math.ceil(bytes / 3) * 4);
  const pattern =
    least === most
      ? `^(${any}{4}){${Math.floor(least / 3)}}${tails[least % 3]}$`
      : `^(${any}{4})*(${tails[1]}|${tails[2]})?$`;
  return { pattern, minLength: padded(least), maxLength: padded(most) };
}
