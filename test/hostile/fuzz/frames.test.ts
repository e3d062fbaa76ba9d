// Every frame that either side may send, damaged in every way, and the values that come out of it:
// what decodes can be encoded again and means the same, and costs no more than it weighs.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSend, encodeSend, limits } from '#protocol';
import { codecs, written } from '../../support/wireMessages.ts';
import { asText, damaged, hostile, seed } from './bytes.ts';

const send = {
  guid: new Uint8Array(16),
  contents: [{ deviceId: 1, registrationId: 1, type: 1, content: new Uint8Array(60) }],
  ephemeral: false,
  urgent: true,
  timestamp: 1,
};

/** All byte fields of a value. */
function byteLengths(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + byteLengths(one), 0);
}

/** All numbers of a value. */
function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.values(value).flatMap(numbers);
}

const isOfNewerClient = (value: unknown) => asText(value) === asText({ type: 'unknown' });

/** A refusal's words are the table's and those of whoever refused, which grow with each writing. */
function meaning(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('refusal' in value)) return asText(value);
  return asText({ ...value, refusal: { ...(value.refusal as object), detail: '' } });
}

describe.each([...codecs])('%s', (name, { encode, decode }) => {
  it('damaged in any way is refused with an Error, or decodes to what encodes again', () => {
    fc.assert(
      fc.property(hostile(written(name)), (input) => {
        let value: unknown;
        try {
          value = decode(input);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          return;
        }
        for (const one of numbers(value)) expect(one).toBeLessThanOrEqual(limits.timestampMax);
        expect(byteLengths(value)).toBeLessThanOrEqual(input.length);
        if (isOfNewerClient(value)) return;
        expect(meaning(decode(encode(value)))).toBe(meaning(value));
      }),
      { seed, numRuns: 1500 },
    );
  });
});

describe('prototypes', () => {
  it('stay as they are, whatever was decoded', () => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    const anybody = fc.constant(encodeSend({ ...send, destination: '__proto__' }));
    fc.assert(
      fc.property(damaged(anybody), (input) => {
        try {
          const { destination } = decodeSend(input);
          expect(({} as Record<string, unknown>)[destination] ?? {}).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
      }),
      { seed, numRuns: 300 },
    );
  });
});
