// Reads the Range header as far as downloads need it: one range of bytes.

import type { ByteRange } from '#ports';

/**
 * The range asked for of a blob of that length; undefined for all of it, which also answers what
 * cannot be read and several ranges (RFC 9110, 14.2).
 */
export function readRange(header: string | undefined, length: number): ByteRange | undefined {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [, first = '', last = ''] = parts ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    // The last so many; of none at all nothing can be read.
    const count = Number(last);
    const from = Math.max(length - count, 0);
    return count === 0 ? { first: length, last: length } : { first: from, last: length - 1 };
  }
  const range = { first: Number(first), last: last === '' ? length - 1 : Number(last) };
  // Behind the end there is nothing, whatever its end.
  if (range.first >= length) return range;
  return range.last < range.first ? undefined : range;
}
