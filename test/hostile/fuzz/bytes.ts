// Bytes as attackers make them: noise, and real ones that were cut, spliced, repeated or bent. The
// seed of every run is printed when it fails; FC_SEED sets another.

import fc from 'fast-check';

/** The seed of all fuzzing in this run. */
export const seed = Number(process.env['FC_SEED'] ?? 20_261_121);

/** One way to damage bytes, by numbers that fit any length. */
type Damage = readonly [kind: 0 | 1 | 2 | 3 | 4 | 5, at: number, value: number];

const damage: fc.Arbitrary<Damage> = fc.tuple(
  fc.constantFrom(0, 1, 2, 3, 4, 5),
  fc.nat(0xffff),
  fc.nat(0xff),
);

function hurt(bytes: Uint8Array, [kind, where, value]: Damage): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(value);
  const at = where % bytes.length;
  const copy = Uint8Array.from(bytes);
  switch (kind) {
    case 0:
      copy[at] = value;
      return copy;
    case 1:
      copy[at] = (copy[at] ?? 0) ^ (1 << (value % 8));
      return copy;
    case 2:
      return copy.subarray(0, at);
    case 3:
      return Buffer.concat([copy.subarray(0, at), Uint8Array.of(value), copy.subarray(at)]);
    case 4:
      return Buffer.concat([
        copy.subarray(0, at),
        copy.subarray(Math.min(at + 1 + (value % 16), copy.length)),
      ]);
    default:
      return Buffer.concat([copy, copy.subarray(at)]);
  }
}

/** Noise, whole and empty values of extremes among it. */
export const noise: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.uint8Array({ max: 3, maxLength: 60 }),
  fc
    .array(fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0x91, 0xc7, 0xd4, 0xdd, 0xdf, 0xff), {
      maxLength: 60,
    })
    .map((list) => Uint8Array.from(list)),
);

/** Real bytes with up to six damages. */
export function damaged(real: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(real, fc.array(damage, { minLength: 1, maxLength: 6 }))
    .map(([bytes, all]) => all.reduce(hurt, bytes));
}

/** Both. */
export const hostile = (real: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(noise, damaged(real));

/** A value as text that compares: bytes of any class in hexadecimal. */
export function asText(value: unknown): string {
  if (value instanceof Uint8Array) return `<${Buffer.from(value).toString('hex')}>`;
  if (Array.isArray(value)) return `[${value.map(asText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const fields = Object.entries(value).map(([name, field]) => `${name}:${asText(field)}`);
  return `{${fields.sort().join(',')}}`;
}
