// Pictures of people and groups as the server has them: blobs under a secret that whoever names
// them knows, and which say by a digest which picture it is.

import { hkdfSync } from 'node:crypto';
import { limits } from '#protocol';
import type { BlobKey } from '#protocol';
import { own, same, wipe } from '../bytes.ts';
import type { Blobs, UploadOptions } from '../blobs/blobs.ts';
import { ClientError } from '../clientError.ts';
import { digestOf } from '../store/pictureTable.ts';
import { kindOf } from './pictures.ts';

const info = 'aldis avatar 1';

/** What is said of a server that shows another picture. */
export type AnotherPicture = (cause?: unknown) => ClientError;

export class Avatars {
  readonly #blobs: Blobs;
  readonly #another: AnotherPicture;

  constructor({ blobs }: { readonly blobs: Blobs }, another: AnotherPicture) {
    this.#blobs = blobs;
    this.#another = another;
  }

  /** Uploads a picture by the form that another route has answered. Throws NoAnswer. */
  async upload(
    picture: Uint8Array,
    options: Required<Pick<UploadOptions, 'form' | 'secret'>> & UploadOptions,
  ): Promise<BlobKey> {
    return (await this.#blobs.upload(picture, options)).key;
  }

  /**
   * The picture of that digest; `undefined` where there is none yet, or no more. Overwrites the
   * secret. Throws NoAnswer. Refuses: what is said of another picture.
   */
  async download(
    secret: Uint8Array,
    key: BlobKey,
    digest: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const lengthMax = limits.avatarBlobBytesMax;
      const downloaded = await this.#blobs.download({ key, secret }, { lengthMax });
      try {
        const bytes = own(await downloaded.bytes());
        if (isPicture(bytes, digest)) return bytes;
        throw this.#another();
      } finally {
        await downloaded.drop();
      }
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (error.code === 'blob.not_found') return undefined;
      throw error.code === 'blob.damaged' ? this.#another(error) : error;
    } finally {
      wipe(secret);
    }
  }
}

function isPicture(bytes: Uint8Array, digest: Uint8Array): boolean {
  const isIt = bytes.length <= limits.avatarBytesMax && same(digestOf(bytes), digest);
  return isIt && kindOf(bytes) !== undefined;
}

/** The secret of the pictures that an account shows. */
export const avatarSecret = (profileKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  own(new Uint8Array(hkdfSync('sha256', profileKey, '', info, 32)));

export const untrue = (why: string, cause?: unknown) =>
  new ClientError(
    'profile.untrue',
    `The server shows a profile that is not to be used: ${why}.`,
    cause === undefined ? {} : { cause },
  );

/** The pictures of people, whose profiles name them. */
export const avatarsOf = (context: { readonly blobs: Blobs }) =>
  new Avatars(context, (cause) => untrue('it has another picture than it says', cause));
