// `call:hear`: a place in a call hears a source.

import { codec } from '../codec.ts';
import type { CallId } from '../ids.ts';
import { callToBytes } from '../ids.ts';
import { callOf } from '../media.ts';
import type { Refusable } from '../refusalCodec.ts';
import { answerShape, refusalField, refusalOf } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface CallHear {
  readonly call: CallId;
  readonly source: number;
}

/** What comes, by its numbers in RTP. Shape: proto/gateway.proto, CallHearAnswer. */
export interface CallHearAnswer extends Refusable {
  /** Absent in a refusal. */
  readonly kind: string;
  readonly ssrc: number;
  readonly payloadType: number;
}

export const callHearEvent = defineClientEvent({
  name: 'call:hear',
  tag: 20,
  who: ['anonymous'],
  summary: 'Lets the own place hear a source of the same call.',
  guarantee: 'It comes until `call:unhear`, or until the source or the place ends; once at a time.',
  body: codec(wire.CallHear, {
    write: ({ call, source }: CallHear) => ({ call: callToBytes(call), source }),
    read: ({ call, source }): CallHear => ({ call: callOf(call), source }),
  }),
  answer: codec(wire.CallHearAnswer, {
    shape: answerShape,
    write: ({ kind, ssrc, payloadType, ...answer }: CallHearAnswer) => ({
      kind,
      ssrc,
      payloadType,
      ...refusalField(answer),
    }),
    read: (read): CallHearAnswer => {
      const { kind, ssrc, payloadType } = read;
      return { kind, ssrc, payloadType, ...refusalOf(read) };
    },
  }),
  refusedAs: 'field',
  refuses: [
    'call.not_found',
    'media.invalid',
    'media.not_found',
    'media.full',
    'media.failed',
    'media.unavailable',
  ],
  bytesMax: 256,
  permits: 10,
});
