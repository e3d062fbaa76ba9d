// What the cluster keeps for people without knowing what it is: blobs, encrypted by their clients.
// One is uploaded once, in pieces where the line breaks, and never changes after that.

import type { BlobKey } from '#protocol';

/** An upload: its blob, and whose it is while it lasts. */
export interface BlobUpload {
  readonly key: BlobKey;
  /** Shape: 32 lower-case hex digits, which tell nobody whose account it is. */
  readonly owner: string;
}

/** What is known of a blob before its first byte. */
export interface BlobPlan extends BlobUpload {
  /** Unit: bytes, at least one. */
  readonly length: number;
  /** How long it stays after its last byte while nobody holds it. */
  readonly lifetimeMs: number;
}

/** How far an upload has come; `offset` is `length` once the blob is there. */
export interface BlobProgress {
  readonly offset: number;
  readonly length: number;
  /** When the upload ends, finished or not; absent once the blob is there. */
  readonly endsAtMs?: number;
}

export type BlobAppended =
  /** All of them are on disk. `cut`: the source failed, and what came before stays. */
  | { readonly outcome: 'appended' | 'cut'; readonly progress: BlobProgress }
  /** There is no such upload. */
  | { readonly outcome: 'missing' }
  /** The upload stands elsewhere; nothing was written. */
  | { readonly outcome: 'elsewhere'; readonly progress: BlobProgress }
  /** More came than was planned; none of the surplus was kept. */
  | { readonly outcome: 'surplus' }
  /** A later append to the same upload has taken over. */
  | { readonly outcome: 'overtaken' };

/** The first byte and the last one, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** A blob that is read: whoever does not read to the end closes it. */
export interface OpenBlob {
  /** The length of the whole blob. */
  readonly length: number;
  readonly range: ByteRange;
  readonly bytes: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** What a look at all blobs has found and done. */
export interface BlobSurvey {
  /** Blobs that stay, and their bytes. */
  readonly blobs: number;
  readonly bytes: number;
  /** Unfinished uploads that stay. */
  readonly uploads: number;
  /** Blobs and uploads that were removed. */
  readonly removed: number;
}

/**
 * Blobs, shared by all workers. Time is the store's own. What has no room throws StoreFull. Nothing
 * is ever read or written for a key or an owner of another shape: that is a defect.
 */
export interface BlobStore {
  /** `there`: the upload or the blob exists. `tooMany`: the owner has uploadsMax unfinished. */
  begin(plan: BlobPlan): Promise<'begun' | 'there' | 'tooMany'>;
  progress(upload: BlobUpload): Promise<BlobProgress | undefined>;
  /**
   * Writes the bytes as they come, from the offset on that `progress` tells; the last one makes the
   * blob. Resolves when they are on disk.
   */
  append(
    upload: BlobUpload,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<BlobAppended>;
  /** Ends an upload that is not finished. False: there is none. */
  abandon(upload: BlobUpload): Promise<boolean>;
  /** Reads a blob, or of it from a byte on up to another; a range is cut at the blob's end. */
  open(key: BlobKey, range?: ByteRange): Promise<OpenBlob | 'beyond' | undefined>;
  /**
   * Keeps a blob whatever its lifetime, for as long as this holder does. It may come before the
   * blob, and ends where none does within limits.blobAwaitedMs. Idempotent. Shape: the holder is 1
   * to 64 of `[a-z0-9-]`.
   */
  hold(key: BlobKey, holder: string): Promise<void>;
  /** Holds it no longer. The last who does takes the blob with it. */
  release(key: BlobKey, holder: string): Promise<void>;
  /**
   * Removes what is over: uploads past their end, blobs past theirs that nobody holds, and holds of
   * blobs that did not come.
   */
  expire(): Promise<BlobSurvey>;
}
