// Opens the store of blobs: a folder, or its twin in memory.

import type { BlobStore } from '#ports';
import type { Clock } from '#runtime';
import { makeFolder } from '#runtime';
import type { BlobFolderOptions } from './blobs/folder.ts';
import { isProfileOfNone } from './avatars.ts';
import { BlobFolder } from './blobs/folder.ts';
import { FolderUpkeep } from './blobs/folderUpkeep.ts';
import { BlobLayout } from './blobs/layout.ts';
import { MemoryBlobs } from './memory/blobs.ts';

/** Blobs in a folder, which is made where it is missing. Throws FolderError. */
export function openBlobFolder(options: BlobFolderOptions): BlobStore {
  makeFolder(options.folder);
  return new BlobFolder(options);
}

/**
 * Has accounts hold no avatar that are not among these owners: for a restore, whose blobs may be of
 * accounts that it does not have. Answers how many holds were dropped.
 */
export function dropAvatarsOfOthers(folder: string, owners: ReadonlySet<string>): Promise<number> {
  const upkeep = new FolderUpkeep(new BlobLayout(folder), async () => 0);
  return upkeep.dropHolders((holder) => isProfileOfNone(holder, owners));
}

/** Blobs of one process, gone with it. `bytesMax`: what there is room for. */
export function createMemoryBlobs(clock: Pick<Clock, 'now'>, bytesMax?: number): BlobStore {
  return new MemoryBlobs(clock, bytesMax);
}
