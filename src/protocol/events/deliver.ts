// `deliver`: envelopes for the device.

import { codec } from '../codec.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

export const deliverEvent = defineServerEvent({
  name: 'deliver',
  tag: 4,
  who: ['device'],
  summary: 'One or more envelopes, each as encoded bytes.',
  guarantee: 'In the order of the queue, oldest first; again on each connection until `ack`.',
  body: codec(wire.Deliver, {
    write: (envelopes: readonly Uint8Array[]) => ({ envelopes: envelopes as Uint8Array[] }),
    read: ({ envelopes }) => envelopes,
  }),
});

export const { encode: encodeDeliver, decode: decodeDeliver } = deliverEvent.body;
