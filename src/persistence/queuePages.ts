// How much of a queue one look may take, the same in every twin: others wait meanwhile.

import { limits } from '#protocol';
import type { ArchivedEnvelope, ArchivedPage } from './envelopeArchive.ts';

/**
 * Bytes of one page: half a window, so that a page fits whoever has acknowledged half of his. A
 * single larger envelope still goes, alone.
 */
export const pageBytesMax = limits.unacknowledgedBytesMax / 2;
/** No command reads more, however large the envelopes are. */
export const portionBytesMax = 4 * 1024 * 1024;

/**
 * Envelopes of a queue, oldest first, among which a guid is looked for: what a former owner has
 * handed on is a window of them, behind those whose removal is under way.
 */
export const locateLengthMax = 2 * limits.unacknowledgedMax;

/** The first rows that make a page: no more than `limit`, nor than `bytesMax`. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  lengthOf: (row: Row) => number,
  bytesMax = pageBytesMax,
): { rows: Row[]; more: boolean } {
  let length = 0;
  let bytes = 0;
  for (const row of rows) {
    bytes += lengthOf(row);
    if (length >= limit || (length > 0 && bytes > bytesMax)) break;
    length += 1;
  }
  return { rows: rows.slice(0, length), more: length < rows.length };
}

/** A page of copies as it is read, one after the other. */
export class PageOfCopies implements ArchivedPage {
  readonly envelopes: ArchivedEnvelope[] = [];
  readonly #limit: number;
  #bytes = 0;
  more = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether one of that size is the next of it; if not, the page is full. */
  takes(bytes: number): boolean {
    const { length } = this.envelopes;
    this.#bytes += bytes;
    this.more = length >= this.#limit || (length > 0 && this.#bytes > pageBytesMax);
    return !this.more;
  }
}

/** Of what waits beside copies, what no copy can come before. */
export function besideCopies<Row extends { readonly position: number }>(
  { envelopes, more }: ArchivedPage,
  waiting: readonly Row[],
): readonly Row[] {
  const last = envelopes.at(-1)?.position;
  return more && last !== undefined ? waiting.filter((one) => one.position <= last) : waiting;
}
