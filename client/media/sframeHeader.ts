// The header of an SFrame (RFC 9605, section 4.3): which key sealed the frame and its counter, in
// as few bytes as they need.

import type { FrameFault } from './frameFault.ts';

export interface SframeHeader {
  /** Names the key. Limits: 64 bits. */
  readonly kid: bigint;
  /** Counts the frames under the key. Limits: 64 bits. */
  readonly ctr: bigint;
}

/** What a frame begins with, and how many bytes that took. */
export interface ReadHeader extends SframeHeader {
  readonly bytes: number;
}

/** A key id and a counter of eight bytes each behind the byte that says so. */
export const headerBytesMax = 17;

const valueMax = 2n ** 64n - 1n;
/** Smaller values stand in the first byte itself. */
const inlineBelow = 8n;
const extended = 0b1000;
const lengthMask = 0b0111;

/** Shape: one byte `X KKK Y CCC`, then the bytes of those values that do not fit in it. */
export function encodeHeader({ kid, ctr }: SframeHeader): Uint8Array<ArrayBuffer> {
  const kidBytes = bytesOf(kid);
  const ctrBytes = bytesOf(ctr);
  const config = (nibble(kid, kidBytes) << 4) | nibble(ctr, ctrBytes);
  return Uint8Array.from([config, ...kidBytes, ...ctrBytes]);
}

/** Reads the one form in which a header may be written. Refuses: header.short, header.form. */
export function decodeHeader(frame: Uint8Array): ReadHeader | FrameFault {
  const config = frame[0];
  if (config === undefined) return 'header.short';
  const kid = valueAt(frame, 1, config >> 4);
  if (typeof kid === 'string') return kid;
  const ctr = valueAt(frame, kid.end, config & 0xf);
  if (typeof ctr === 'string') return ctr;
  return { kid: kid.value, ctr: ctr.value, bytes: ctr.end };
}

/** Big-endian without leading zeroes; none for what stands in the first byte. */
function bytesOf(value: bigint): number[] {
  if (value < 0n || value > valueMax) throw new RangeError('A header holds 64 bits.');
  if (value < inlineBelow) return [];
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return bytes;
}

function nibble(value: bigint, bytes: readonly number[]): number {
  return bytes.length === 0 ? Number(value) : extended | (bytes.length - 1);
}

function valueAt(
  frame: Uint8Array,
  start: number,
  form: number,
): { readonly value: bigint; readonly end: number } | FrameFault {
  if ((form & extended) === 0) return { value: BigInt(form), end: start };
  const end = start + (form & lengthMask) + 1;
  if (frame.length < end) return 'header.short';
  let value = 0n;
  for (const byte of frame.subarray(start, end)) value = (value << 8n) | BigInt(byte);
  // What is shorter in another form was written by somebody else.
  return frame[start] === 0 || value < inlineBelow ? 'header.form' : { value, end };
}
