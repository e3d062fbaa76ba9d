// `request`: any route of the HTTP API, over the socket.

import { codec } from '../codec.ts';
import { frameBytesMax } from '../limits.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface RequestFrame {
  readonly verb: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

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
  answer: codec(wire.Response, {
    write: (response: ResponseFrame) => ({ ...response, headers: [...response.headers] }),
    read: ({ status, headers, body }): ResponseFrame => ({ status, headers, body }),
  }),
  refusedAs: 'problem',
  refuses: ['request.malformed'],
  bytesMax: frameBytesMax,
  permits: 1,
});

export const { encode: encodeRequest, decode: decodeRequest } = requestEvent.body;
export const { encode: encodeResponse, decode: decodeResponse } = requestEvent.answer;
