// What may be shown as a picture of somebody: of a few kinds, told by its first bytes, and not too
// large, nor drawn too large. What is none is neither sent nor shown.

import { readFileSync, statSync } from 'node:fs';
import { limits } from '#protocol';
import { own } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import { withFile } from '../fileFault.ts';
import { picturePixelsMax, pixelsOf } from './pictureSize.ts';
import type { PictureKind } from './pictureSize.ts';

export type { PictureKind } from './pictureSize.ts';

/** A picture as somebody shows it. */
export interface Picture {
  readonly kind: PictureKind;
  readonly bytes: Uint8Array;
}

/** The bytes by which a kind is known, and where they stand. */
const marks: readonly (readonly [PictureKind, ...(readonly [at: number, bytes: string])[]])[] = [
  ['jpeg', [0, '\xff\xd8\xff']],
  ['png', [0, '\x89PNG\r\n\x1a\n']],
  ['gif', [0, 'GIF87a']],
  ['gif', [0, 'GIF89a']],
  ['webp', [0, 'RIFF'], [8, 'WEBP']],
];

/** The bytes as a picture. Refuses: blob.too_large; content.invalid for what is none. */
export function checkPicture(bytes: Uint8Array): Picture {
  if (bytes.length > limits.avatarBytesMax) throw tooLarge();
  const kind = markedAs(bytes);
  if (!kind) {
    throw new ClientError('content.invalid', 'A picture has to be a JPEG, PNG, WebP or GIF.');
  }
  if (isVast(kind, bytes)) {
    const most = `${picturePixelsMax / 1024 / 1024} Mi pixels`;
    throw new ClientError('content.invalid', `A picture has ${most} at the most.`);
  }
  return { kind, bytes };
}

/** The same of a file. Refuses: file.unreadable as well. */
export function readPicture(path: string): Picture {
  return withFile('read', path, () => {
    if (statSync(path).size > limits.avatarBytesMax) throw tooLarge();
    return checkPicture(own(readFileSync(path)));
  });
}

/** Nothing for what may not be shown. */
export function kindOf(bytes: Uint8Array): PictureKind | undefined {
  const kind = markedAs(bytes);
  return kind && !isVast(kind, bytes) ? kind : undefined;
}

const isVast = (kind: PictureKind, bytes: Uint8Array): boolean =>
  pixelsOf(kind, bytes) > picturePixelsMax;

function markedAs(bytes: Uint8Array): PictureKind | undefined {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const mark = marks.find(([, ...all]) => all.every(([at, text]) => head.startsWith(text, at)));
  return mark?.[0];
}

const tooLarge = () => {
  const most = limits.avatarBytesMax / 1024 / 1024;
  return new ClientError('blob.too_large', `A picture has ${most} MiB at the most.`);
};
