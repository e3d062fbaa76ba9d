// What of tus 1.0 is spoken: its core, creation (with the first bytes, too), termination and
// expiration. Here are its headers; what they ask for is done in uploads.ts.

import type { Result } from '#protocol';
import { limits, ok, refuse } from '#protocol';

export const tusVersion = '1.0.0';
const extensions = 'creation,creation-with-upload,expiration,termination';
/** The one type in which bytes of an upload come. */
export const offsetType = 'application/offset+octet-stream';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What OPTIONS tells of uploads. */
export const tusOptions = {
  'tus-resumable': tusVersion,
  'tus-version': tusVersion,
  'tus-extension': extensions,
  'tus-max-size': String(limits.blobBytesMax),
} as const;

/** A number of bytes as a header has it. */
export function readBytes(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/** Refuses: blob.protocol. */
export function readVersion(headers: Headers): Result<null> {
  return headers['tus-resumable'] === tusVersion ? ok(null) : refuse('blob.protocol');
}

/** Refuses: blob.content_type. */
export function readContentType(headers: Headers): Result<null> {
  return headers['content-type'] === offsetType ? ok(null) : refuse('blob.content_type');
}

/** The file name of Upload-Metadata; undefined for none or what cannot be read. */
export function readFileName(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  for (const pair of header.split(',')) {
    const [name, value] = pair.trim().split(' ');
    if (name === 'filename' && value) return Buffer.from(value, 'base64').toString('latin1');
  }
  return undefined;
}
