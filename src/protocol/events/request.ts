// `request`: any route of the HTTP API, over the socket.

import { codec } from '../codec.ts';
import type { Result } from '../errors.ts';
import { ok, refuse } from '../errors.ts';
import { frameBytesMax } from '../limits.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

/** Headers of one request. */
const headersMax = 64;

export interface RequestFrame {
  readonly verb: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** A request whose path and headers could be of HTTP. */
type AcceptedRequest = Omit<RequestFrame, 'headers'> & {
  /** Headers by name in lower case; the record has no prototype. */
  readonly headers: Readonly<Record<string, string>>;
};

export interface ResponseFrame {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

export const requestEvent = defineClientEvent({
  name: 'request',
  tag: 3,
  who: ['device', 'anonymous'],
  summary: 'Calls any route of the HTTP API as the device of the connection.',
  guarantee: 'Requests are worked on side by side, and answered in any order.',
  body: codec(wire.Request, {
    write: (request: RequestFrame) => ({ ...request, headers: [...request.headers] }),
    read: ({ verb, path, headers, body }): RequestFrame => ({ verb, path, headers, body }),
  }),
  accepts: {
    says: `A path that begins with \`/\`, and up to ${headersMax} headers as \`name: value\`.`,
    read: readRequest,
  },
  answer: codec(wire.Response, {
    write: (response: ResponseFrame) => ({ ...response, headers: [...response.headers] }),
    read: ({ status, headers, body }): ResponseFrame => ({ status, headers, body }),
  }),
  refusedAs: 'problem',
  refuses: ['request.malformed'],
  bytesMax: frameBytesMax,
  permits: 1,
});

function readRequest({ headers: lines, ...frame }: RequestFrame): Result<AcceptedRequest> {
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const form = /^([!#$%&'*+.^`|~\w-]{1,64}):[ \t]*([\t\x20-\x7e\x80-\xff]{0,8192})$/.exec(line);
    if (!form?.[1]) return refuse('request.malformed');
    headers[form[1].toLowerCase()] = form[2] ?? '';
  }
  const isWhole = lines.length <= headersMax && /^\/[\x21-\x7e]*$/.test(frame.path);
  return isWhole ? ok({ ...frame, headers }) : refuse('request.malformed');
}

export const { encode: encodeRequest, decode: decodeRequest } = requestEvent.body;
export const { encode: encodeResponse, decode: decodeResponse } = requestEvent.answer;
