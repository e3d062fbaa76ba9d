// Where a client is to upload a blob, and the leave to do so. The server keeps nothing for it: ten
// thousand forms cost it as much as none.

import { newBlobKey } from '#crypto';
import type { BlobKey, Result } from '#protocol';
import { limits, ok, refuse } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from './route.ts';

/** Where uploads begin. */
export const uploadPath = '/upload/attachments';
/** Before the key of a blob that is downloaded. */
export const downloadPath = '/attachments';
/** The number of this way to upload, tus. Source: Signal. */
const cdn = 3;
/** Bytes are counted by so many. */
const chargedBytes = 1024;

export interface UploadForm {
  readonly cdn: number;
  readonly key: BlobKey;
  readonly headers: Readonly<Record<string, string>>;
  /** Relative to the server's address unless ALDIS_BLOBS_URL is set. */
  readonly signedUploadLocation: string;
}

/** The schema of a form. Source: Signal, AttachmentDescriptorV3. */
export const uploadFormAnswer = z.object({
  cdn: z.number(),
  key: z.string(),
  headers: z.record(z.string(), z.string()),
  signedUploadLocation: z.string(),
});

/** What a form is for. */
export interface UploadWish {
  /** Who uploads, and is charged for it: an account, or a member by its name in a group. */
  readonly by: string;
  readonly bytesMax: number;
  /** How long the blob stays while nobody holds it. */
  readonly lifetimeMs: number;
  /** The blob's key where it is known already. */
  readonly key?: BlobKey;
}

export type UploadTools = Uses<'clock' | 'config' | 'take' | 'uploadTokens'>;

/**
 * Makes a form, and charges whoever uploads for the bytes that it allows. Refuses: blob.too_large,
 * rate.limited.
 */
export async function uploadForm(
  { uploadTokens, clock, config, take }: UploadTools,
  { by, bytesMax, lifetimeMs, key = newBlobKey() }: UploadWish,
): Promise<Result<UploadForm>> {
  if (bytesMax > limits.blobBytesMax) return refuse('blob.too_large');
  const held = await take('uploadedBytes', by, Math.ceil(bytesMax / chargedBytes));
  if (held) return held;
  const owner = uploadTokens.ownerOf(by);
  const token = await uploadTokens.issue({ key, owner, bytesMax, lifetimeMs }, clock.now());
  return ok({
    cdn,
    key,
    headers: {
      Authorization: `Bearer ${token}`,
      'Upload-Metadata': `filename ${Buffer.from(key).toString('base64')}`,
    },
    signedUploadLocation: `${config.ALDIS_BLOBS_URL ?? ''}${uploadPath}`,
  });
}

/** A form for a picture: it stays while something names it, and no longer than any blob must. */
export const avatarForm = (
  tools: UploadTools,
  by: string,
  key?: BlobKey,
): Promise<Result<UploadForm>> =>
  uploadForm(tools, {
    by,
    ...(key && { key }),
    bytesMax: limits.avatarBlobBytesMax,
    lifetimeMs: limits.blobLifetimeMsMin,
  });
