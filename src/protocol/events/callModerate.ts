// `call:moderate`: an administrator mutes or removes somebody.

import { codec } from '../codec.ts';
import type { CallId, MediaId } from '../ids.ts';
import { callToBytes } from '../ids.ts';
import { callOf } from '../media.ts';
import { NumberRefused } from '../numbers.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { mediaIdOf } from './callMembers.ts';
import { defineClientEvent } from './define.ts';

export interface CallModerate {
  readonly call: CallId;
  readonly mediaId: MediaId;
  readonly deed: 'mute' | 'remove';
}

export const callModerateEvent = defineClientEvent({
  name: 'call:moderate',
  tag: 23,
  who: ['anonymous'],
  summary: 'Mutes what a device sends, or removes all devices of its name from the call.',
  guarantee:
    'Binding when it is answered. Whoever was muted may unmute; a name that was removed comes in ' +
    'no more for 60 s.',
  body: codec(wire.CallModerate, {
    write: ({ call, ...rest }: CallModerate) => ({ call: callToBytes(call), ...rest }),
    read: ({ call, mediaId, deed }): CallModerate => {
      if (deed !== 'mute' && deed !== 'remove') throw new NumberRefused('a deed that is not known');
      return { call: callOf(call), mediaId: mediaIdOf(mediaId), deed };
    },
  }),
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: [
    'call.not_found',
    'call.forbidden',
    'media.failed',
    'media.unavailable',
    'rate.limited',
  ],
  bytesMax: 256,
  permits: 10,
});
