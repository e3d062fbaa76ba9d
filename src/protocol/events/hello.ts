// `server:hello`: the handshake is answered.

import { codec } from '../codec.ts';
import { milliseconds } from '../numbers.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

export interface Hello {
  readonly protocol: number;
  readonly serverTime: number;
  readonly member: string;
  readonly envelopeBytesMax: number;
  readonly unacknowledgedMax: number;
  readonly frameBytesMax: number;
}

export const helloEvent = defineServerEvent({
  name: 'server:hello',
  tag: 5,
  who: ['device', 'anonymous'],
  summary: 'Version, server time and limits.',
  guarantee: 'The first event of a connection, once.',
  body: codec(wire.Hello, {
    write: (hello: Hello) => hello,
    read: (read): Hello => ({
      protocol: read.protocol,
      serverTime: milliseconds(read.serverTime),
      member: read.member,
      envelopeBytesMax: read.envelopeBytesMax,
      unacknowledgedMax: read.unacknowledgedMax,
      frameBytesMax: read.frameBytesMax,
    }),
  }),
});

export const { encode: encodeHello, decode: decodeHello } = helloEvent.body;
