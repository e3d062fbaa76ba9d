// Pictures of people as the server has them: blobs under a secret that follows from the profile
// key, named by a profile, which says by a digest which picture it is.

import { hkdfSync } from 'node:crypto';
import { limits } from '#protocol';
import type { BlobKey } from '#protocol';
import { own, same, wipe } from '../bytes.ts';
import type { Blobs } from '../blobs/blobs.ts';
import { ClientError } from '../clientError.ts';
import { digestOf } from '../store/pictureTable.ts';
import { kindOf } from './pictures.ts';

const info = 'aldis avatar 1';

export class Avatars {
  readonly #blobs: Blobs;

  constructor({ blobs }: { readonly blobs: Blobs }) {
    this.#blobs = blobs;
  }

  /** Uploads a picture by the form that the profile's write has answered. Throws NoAnswer. */
  async upload(profileKey: Uint8Array, picture: Uint8Array, form: unknown): Promise<void> {
    await this.#blobs.upload(picture, { form, secret: secretOf(profileKey) });
  }

  /**
   * The picture of that digest; `undefined` where there is none yet, or no more. Throws NoAnswer.
   * Refuses: profile.untrue.
   */
  async download(
    profileKey: Uint8Array,
    key: BlobKey,
    digest: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const secret = secretOf(profileKey);
    try {
      const lengthMax = limits.avatarBlobBytesMax;
      const downloaded = await this.#blobs.download({ key, secret }, { lengthMax });
      try {
        return checked(own(await downloaded.bytes()), digest);
      } finally {
        await downloaded.drop();
      }
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (error.code === 'blob.not_found') return undefined;
      throw error.code === 'blob.damaged' ? anotherPicture(error) : error;
    } finally {
      wipe(secret);
    }
  }
}

function checked(bytes: Uint8Array<ArrayBuffer>, digest: Uint8Array): Uint8Array<ArrayBuffer> {
  const isIt = bytes.length <= limits.avatarBytesMax && same(digestOf(bytes), digest);
  if (isIt && kindOf(bytes)) return bytes;
  throw anotherPicture();
}

const secretOf = (profileKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  own(new Uint8Array(hkdfSync('sha256', profileKey, '', info, 32)));

export const untrue = (why: string, cause?: unknown) =>
  new ClientError(
    'profile.untrue',
    `The server shows a profile that is not to be used: ${why}.`,
    cause === undefined ? {} : { cause },
  );

const anotherPicture = (cause?: unknown) => untrue('it has another picture than it says', cause);
