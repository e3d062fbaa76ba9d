// Opens the store of blobs: a folder, or its twin in memory.

import type { BlobStore } from '#ports';
import type { Clock } from '#runtime';
import { makeFolder } from '#runtime';
import type { BlobFolderOptions } from './blobs/folder.ts';
import { BlobFolder } from './blobs/folder.ts';
import { MemoryBlobs } from './memory/blobs.ts';

/** Blobs in a folder, which is made where it is missing. Throws FolderError. */
export function openBlobFolder(options: BlobFolderOptions): BlobStore {
  makeFolder(options.folder);
  return new BlobFolder(options);
}

/** Blobs of one process, gone with it. `bytesMax`: what there is room for. */
export function createMemoryBlobs(clock: Pick<Clock, 'now'>, bytesMax?: number): BlobStore {
  return new MemoryBlobs(clock, bytesMax);
}
