// `call:mute`: nothing of an own source is passed on, or it is again.

import { codec } from '../codec.ts';
import type { CallId } from '../ids.ts';
import { callToBytes } from '../ids.ts';
import { callOf } from '../media.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface CallMute {
  readonly call: CallId;
  readonly source: number;
  readonly muted: boolean;
}

export const callMuteEvent = defineClientEvent({
  name: 'call:mute',
  tag: 22,
  who: ['anonymous'],
  summary: 'Mutes a source of the own place, or lets it be heard again.',
  guarantee: 'Muted, nothing of it is passed on, whatever the device sends; the members are told.',
  body: codec(wire.CallMute, {
    write: ({ call, ...rest }: CallMute) => ({ call: callToBytes(call), ...rest }),
    read: ({ call, source, muted }): CallMute => ({ call: callOf(call), source, muted }),
  }),
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: [
    'call.not_found',
    'media.not_found',
    'media.failed',
    'media.unavailable',
    'rate.limited',
  ],
  bytesMax: 256,
  permits: 10,
});
