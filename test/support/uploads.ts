// A plain client of uploads by tus and of downloads, over fetch, for tests of the doors.

import { Readable } from 'node:stream';

/** A form as the server gives it. */
export interface Form {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signedUploadLocation: string;
}

export interface Told {
  readonly status: number;
  readonly code: string | null;
  readonly offset: number;
  readonly headers: Headers;
}

const offsetType = 'application/offset+octet-stream';

/** Asks for leave to upload. */
export async function takeForm(
  url: string,
  authorization: string,
  query = '',
): Promise<Form & { readonly status: number }> {
  const answer = await fetch(`${url}/v4/attachments/form/upload${query}`, {
    headers: { authorization },
  });
  return { status: answer.status, ...((await answer.json()) as Form) };
}

/** One request of tus. */
export async function tus(
  verb: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<Told> {
  const stream =
    body === undefined || body instanceof Uint8Array
      ? { body: body as Uint8Array<ArrayBuffer> }
      : { body: Readable.toWeb(Readable.from(body)), duplex: 'half' };
  const answer = await fetch(url, {
    method: verb,
    headers: { 'tus-resumable': '1.0.0', ...headers },
    ...(body === undefined ? {} : stream),
  } as RequestInit);
  await answer.arrayBuffer();
  return {
    status: answer.status,
    code: answer.headers.get('x-aldis-code'),
    offset: Number(answer.headers.get('upload-offset') ?? Number.NaN),
    headers: answer.headers,
  };
}

export const begin = (url: string, form: Form, length: number, more: Record<string, string> = {}) =>
  tus('POST', `${url}${form.signedUploadLocation}`, {
    ...form.headers,
    'upload-length': String(length),
    ...more,
  });

export const progress = (url: string, form: Form) =>
  tus('HEAD', `${url}${form.signedUploadLocation}/${form.key}`, form.headers);

export const append = (
  url: string,
  form: Form,
  offset: number,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  more: Record<string, string> = {},
) =>
  tus(
    'PATCH',
    `${url}${form.signedUploadLocation}/${form.key}`,
    { ...form.headers, 'upload-offset': String(offset), 'content-type': offsetType, ...more },
    body,
  );

/** Downloads a blob, or what the headers ask for of it. */
export async function download(url: string, key: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/attachments/${key}`, { headers });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return { status: answer.status, headers: answer.headers, bytes };
}
