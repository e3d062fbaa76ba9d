// `auth:refresh`: the connection goes on with a newer access token.

import { codec } from '../codec.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface AuthRefresh {
  readonly accessToken: string;
}

export const authRefreshEvent = defineClientEvent({
  name: 'auth:refresh',
  tag: 10,
  who: ['device'],
  summary: 'Shows a newer access token of the same device, with which the connection goes on.',
  guarantee: 'After a refusal the connection stays as it was, with the end it had.',
  body: codec(wire.AuthRefresh, {
    write: (refresh: AuthRefresh) => refresh,
    read: ({ accessToken }): AuthRefresh => ({ accessToken }),
  }),
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: ['auth.invalid', 'auth.expired', 'rate.limited'],
  bytesMax: 4096,
  permits: 1,
});

export const { encode: encodeAuthRefresh, decode: decodeAuthRefresh } = authRefreshEvent.body;
