// What the tests of blobs upload: bytes that tell where they stand, keys, owners, and sources that
// break.

import { randomBytes } from 'node:crypto';
import type { BlobPlan, BlobStore, ByteRange } from '#ports';
import type { BlobKey } from '#protocol';

export const newBlobKey = () => randomBytes(15).toString('base64url') as BlobKey;
export const newOwner = () => randomBytes(16).toString('hex');

export function newPlan(length: number, more: Partial<BlobPlan> = {}): BlobPlan {
  return { key: newBlobKey(), owner: newOwner(), length, lifetimeMs: 60 * 60 * 1000, ...more };
}

/** Bytes of which each tells its place, from one place up to another. */
export function numbered(from: number, upTo: number): Uint8Array {
  return Uint8Array.from({ length: upTo - from }, (_, i) => placeByte(from + i));
}

const placeByte = (place: number) => (place * 31 + (place >> 8) * 7) & 255;

/** The numbered bytes in pieces; `cutAt`: the line breaks there. */
export async function* source(
  from: number,
  upTo: number,
  { piece = 1000, cutAt = Number.POSITIVE_INFINITY } = {},
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < upTo; at += piece) {
    if (at >= cutAt) throw new Error('the line broke');
    yield numbered(at, Math.min(at + piece, upTo));
  }
}

/** All of a blob, or of it what the range names; undefined where there is none. */
export async function readBlob(store: BlobStore, key: BlobKey, range?: ByteRange) {
  const blob = await store.open(key, range);
  if (blob === undefined || blob === 'beyond') return blob;
  const pieces: Uint8Array[] = [];
  for await (const piece of blob.bytes) pieces.push(piece);
  return Uint8Array.from(Buffer.concat(pieces));
}
