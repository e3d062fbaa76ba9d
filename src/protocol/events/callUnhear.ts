// `call:unhear`: a place in a call hears a source no more.

import { codec } from '../codec.ts';
import type { CallId } from '../ids.ts';
import { callToBytes } from '../ids.ts';
import { callOf } from '../media.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface CallUnhear {
  readonly call: CallId;
  readonly source: number;
}

export const callUnhearEvent = defineClientEvent({
  name: 'call:unhear',
  tag: 21,
  who: ['anonymous'],
  summary: 'Ends that the place hears a source.',
  guarantee: 'A source that ends is not heard any more either.',
  body: codec(wire.CallUnhear, {
    write: ({ call, source }: CallUnhear) => ({ call: callToBytes(call), source }),
    read: ({ call, source }): CallUnhear => ({ call: callOf(call), source }),
  }),
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: ['call.not_found', 'media.not_found', 'media.unavailable'],
  bytesMax: 256,
  permits: 5,
});
