// `server:closing`: why the connection ends.

import { codec } from '../codec.ts';
import { milliseconds } from '../numbers.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

export interface Closing {
  readonly code: string;
  readonly reconnectAfterMs: number;
}

export const closingEvent = defineServerEvent({
  name: 'server:closing',
  tag: 7,
  who: ['device', 'anonymous'],
  summary: 'Why the connection ends, and when to come back.',
  guarantee: 'The last event; a connection that breaks ends without it.',
  body: codec(wire.Closing, {
    write: (closing: Closing) => closing,
    read: (read): Closing => ({
      code: read.code,
      reconnectAfterMs: milliseconds(read.reconnectAfterMs),
    }),
  }),
});

export const { encode: encodeClosing, decode: decodeClosing } = closingEvent.body;
