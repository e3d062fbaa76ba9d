// `call:leave`: the connection gives up its place in a call.

import { codec } from '../codec.ts';
import type { CallId } from '../ids.ts';
import { callToBytes } from '../ids.ts';
import { callOf } from '../media.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface CallLeave {
  readonly call: CallId;
}

export const callLeaveEvent = defineClientEvent({
  name: 'call:leave',
  tag: 24,
  who: ['anonymous'],
  summary: 'Gives up the place in a call.',
  guarantee: 'The others are told; no event of the call follows.',
  body: codec(wire.CallLeave, {
    write: ({ call }: CallLeave) => ({ call: callToBytes(call) }),
    read: ({ call }): CallLeave => ({ call: callOf(call) }),
  }),
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: ['call.not_found'],
  bytesMax: 256,
  permits: 5,
});
