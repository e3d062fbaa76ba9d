// Rows as bytes: every value comes back as it was, and nothing else is read.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeRow, encodeRow } from '../../../../client/store/rowBytes.ts';

const value = fc.oneof(
  fc.constant(null),
  fc.maxSafeInteger().map((whole) => (Object.is(whole, -0) ? 0 : whole)),
  fc.double({ noNaN: true, noInteger: true }),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array(),
);

it('comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const back = decodeRow(encodeRow(values)).map((one) =>
        typeof one === 'bigint' ? Number(one) : one,
      );
      expect(back).toEqual(values);
    }),
  );
});

it('keeps whole numbers beyond those of JavaScript', () => {
  expect(decodeRow(encodeRow([2n ** 62n]))).toEqual([2n ** 62n]);
});

it('refuses what is cut or of no known kind', () => {
  const row = encodeRow(['text', 7]);
  for (let end = 1; end < row.length; end += 1) {
    if (end === row.length - 13) continue;
    expect(() => decodeRow(row.subarray(0, end))).toThrow();
  }
  expect(() => decodeRow(Buffer.from([9, 0, 0, 0, 0]))).toThrow('no known kind');
});
