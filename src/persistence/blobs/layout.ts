// Where a blob lies in the folder:
//
//   uploads/<owner>/<key>.plan     {length, lifetimeMs, endsAtMs} in JSON; it is the upload
//   uploads/<owner>/<key>.part     the bytes so far: its size is how far the upload has come
//   uploads/<owner>/<key>.turn     who appends just now
//   kept/<2 of the key>/<key>      a blob; the file's time is when it may go
//   kept/<2 of the key>/<key>~     one that is being removed
//   held/<2 of the key>/<key>/<holder>      the file's time is since when it is held
//
// A blob comes into its place by a rename, once all of it is on disk. Paths are made of checked
// names alone, so that nothing outside of the folder can be named.

import { join } from 'node:path';
import type { BlobUpload } from '#ports';
import type { BlobKey } from '#protocol';
import { parseBlobKey } from '#protocol';

const ownerForm = /^[0-9a-f]{32}$/;
const holderForm = /^[a-z0-9-]{1,64}$/;

/** After the name of a blob that is being removed. */
export const going = '~';

/** The files of an upload. */
export interface UploadPaths {
  readonly folder: string;
  readonly plan: string;
  readonly part: string;
  readonly turn: string;
}

/** The paths under one folder. Each throws for a name that none of ours can be. */
export class BlobLayout {
  readonly uploads: string;
  readonly kept: string;
  readonly held: string;

  constructor(folder: string) {
    this.uploads = join(folder, 'uploads');
    this.kept = join(folder, 'kept');
    this.held = join(folder, 'held');
  }

  upload({ owner, key }: BlobUpload): UploadPaths {
    if (!ownerForm.test(owner)) throw new TypeError('not an owner of uploads');
    const folder = join(this.uploads, owner);
    const base = join(folder, checked(key));
    return { folder, plan: `${base}.plan`, part: `${base}.part`, turn: `${base}.turn` };
  }

  /** The folder and the file of a blob. */
  blob(key: BlobKey): { readonly folder: string; readonly file: string } {
    const folder = join(this.kept, checked(key).slice(0, 2));
    return { folder, file: join(folder, key) };
  }

  holders(key: BlobKey): string {
    return join(this.held, checked(key).slice(0, 2), key);
  }

  holder(key: BlobKey, holder: string): string {
    if (!holderForm.test(holder)) throw new TypeError('not a holder of blobs');
    return join(this.holders(key), holder);
  }
}

function checked(key: BlobKey): string {
  const known = parseBlobKey(key);
  if (!known) throw new TypeError('not the key of a blob');
  return known;
}
