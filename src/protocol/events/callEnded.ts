// `call:ended`: a connection has no place in a call any more.

import { codec } from '../codec.ts';
import type { ErrorCode } from '../errors.ts';
import { isErrorCode } from '../errors.ts';
import type { CallId } from '../ids.ts';
import { callToBytes } from '../ids.ts';
import { callOf } from '../media.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

export interface CallEnded {
  readonly call: CallId;
  /** Why: `call.lost` says to join again. */
  readonly code: ErrorCode;
}

export const callEndedEvent = defineServerEvent({
  name: 'call:ended',
  tag: 26,
  who: ['anonymous'],
  summary:
    'The connection has no place in the call any more: `call.lost` (join again, with fresh ' +
    'keys), `call.removed`, `group.not_member`, `group.banned`, `group.not_found`.',
  guarantee: 'Once for each place, and nothing of the call after it; not after `call:leave`.',
  body: codec(wire.CallEnded, {
    write: ({ call, code }: CallEnded) => ({ call: callToBytes(call), code }),
    read: ({ call, code }): CallEnded => ({
      call: callOf(call),
      code: isErrorCode(code) ? code : 'call.lost',
    }),
  }),
});

export const { encode: encodeCallEnded } = callEndedEvent.body;
