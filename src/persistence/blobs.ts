// Opens the store of blobs: a folder, or its twin in memory.

import type { BlobStore } from '#ports';
import type { Clock } from '#runtime';
import { makeFolder } from '#runtime';
import type { BlobFolderOptions } from './blobs/folder.ts';
import { BlobFolder } from './blobs/folder.ts';
import { MemoryBlobs } from './memory/blobs.ts';
import { StoreError } from './storeError.ts';

/** Blobs in a folder, which is made where it is missing. Throws StoreError. */
export function openBlobFolder(options: BlobFolderOptions): BlobStore {
  const { folder } = options;
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new StoreError(`The folder ${folder} cannot be written; give this user the right to.`, {
      cause,
    });
  }
  return new BlobFolder(options);
}

/** Blobs of one process, gone with it. `bytesMax`: what there is room for. */
export function createMemoryBlobs(clock: Pick<Clock, 'now'>, bytesMax?: number): BlobStore {
  return new MemoryBlobs(clock, bytesMax);
}
