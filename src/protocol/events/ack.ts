// `ack`: the device has stored these envelopes.

import { codec } from '../codec.ts';
import { ackGuidsMax } from '../limits.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

/** A guid takes 18 bytes; as much again is left for fields of newer clients. */
const bytesMax = 2 * 18 * ackGuidsMax;

export const ackEvent = defineClientEvent({
  name: 'ack',
  tag: 2,
  who: ['device'],
  summary: 'Says that the device has stored these envelopes; the server deletes them.',
  guarantee: 'What is not acknowledged is delivered again on the next connection.',
  body: codec(wire.Ack, {
    write: (guids: readonly Uint8Array[]) => ({ guids: guids as Uint8Array[] }),
    read: ({ guids }) => guids,
  }),
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: ['request.invalid', 'auth.invalid', 'device.not_found'],
  bytesMax,
  permits: 1,
});

export const { encode: encodeAck, decode: decodeAck } = ackEvent.body;
