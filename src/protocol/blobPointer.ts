// Where a blob is, what opens it and what proves it: given to whoever may read it, inside of what
// is said.

import * as field from './contentFields.ts';
import type { BlobKey } from './ids.ts';
import { parseBlobKey } from './ids.ts';
import * as limits from './limits.ts';
import type { aldis as wire } from './wire.js';

export interface BlobPointer {
  readonly key: BlobKey;
  /** Shape: 32 bytes. */
  readonly secret: Uint8Array;
  /** The size of the content. Unit: bytes. */
  readonly size: number;
  /** SHA-256 of the blob as it is stored. Shape: 32 bytes. */
  readonly digest: Uint8Array;
}

export function pointerToWire(pointer: BlobPointer): wire.BlobPointer.$Properties {
  const { key: cdnKey, secret: key, size, digest } = pointer;
  return { cdnKey, key, size, digest };
}

/** Throws ContentRefused for what cannot be. */
export function pointerFromWire(read: wire.BlobPointer.$Properties): BlobPointer {
  const key = parseBlobKey(read.cdnKey ?? '');
  if (!key) throw new field.ContentRefused('a blob that cannot be');
  const size = field.count(read.size, limits.blobBytesMax);
  return { key, secret: field.key(read.key), size, digest: field.key(read.digest) };
}
