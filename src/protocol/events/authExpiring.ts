// `auth:expiring`: the connection's access token ends soon.

import { codec } from '../codec.ts';
import { milliseconds } from '../numbers.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

export interface AuthExpiring {
  readonly expiresAtMs: number;
}

export const authExpiringEvent = defineServerEvent({
  name: 'auth:expiring',
  tag: 9,
  who: ['device'],
  summary: 'The access token that opened this connection ends in five minutes or less.',
  guarantee: 'Once for each token.',
  body: codec(wire.AuthExpiring, {
    write: (expiring: AuthExpiring) => expiring,
    read: (read): AuthExpiring => ({ expiresAtMs: milliseconds(read.expiresAtMs) }),
  }),
});

export const { encode: encodeAuthExpiring, decode: decodeAuthExpiring } = authExpiringEvent.body;
