// `call:send`: a place in a call sends a stream.

import { codec } from '../codec.ts';
import type { CallId } from '../ids.ts';
import { callToBytes } from '../ids.ts';
import type { MediaKind } from '../media.ts';
import { callOf, mediaKindOf } from '../media.ts';
import type { Refusable } from '../refusalCodec.ts';
import { answerShape, refusalField, refusalOf } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface CallSend {
  readonly call: CallId;
  readonly kind: MediaKind;
  readonly ssrc: number;
  readonly payloadType: number;
}

/** Shape: proto/gateway.proto, CallSendAnswer. */
export interface CallSendAnswer extends Refusable {
  /** The number of the new source. */
  readonly source: number;
}

export const callSendEvent = defineClientEvent({
  name: 'call:send',
  tag: 19,
  who: ['anonymous'],
  summary: 'Lets the own place send a stream; whoever only listens has no need of it.',
  guarantee: 'The members are told of the source, which ends with the place.',
  body: codec(wire.CallSend, {
    write: ({ call, ...rest }: CallSend) => ({ call: callToBytes(call), ...rest }),
    read: ({ call, kind, ssrc, payloadType }): CallSend => ({
      call: callOf(call),
      kind: mediaKindOf(kind),
      ssrc,
      payloadType,
    }),
  }),
  answer: codec(wire.CallSendAnswer, {
    shape: answerShape,
    write: ({ source, ...answer }: CallSendAnswer) => ({ source, ...refusalField(answer) }),
    read: (read): CallSendAnswer => ({ source: read.source, ...refusalOf(read) }),
  }),
  refusedAs: 'field',
  refuses: [
    'call.not_found',
    'media.invalid',
    'media.not_found',
    'media.full',
    'media.unavailable',
    'rate.limited',
  ],
  bytesMax: 256,
  permits: 10,
});
