// `call:secure`: who the device at a place of a call is.

import { codec } from '../codec.ts';
import type { CallId } from '../ids.ts';
import { callToBytes } from '../ids.ts';
import type { DtlsFingerprint } from '../media.ts';
import { callOf, fingerprintsFromWire, fingerprintsToWire } from '../media.ts';
import { NumberRefused } from '../numbers.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface CallSecure {
  readonly call: CallId;
  /** It begins the handshake (`client`) or waits for the server's (`server`). */
  readonly role: 'client' | 'server';
  readonly fingerprints: readonly DtlsFingerprint[];
}

export const callSecureEvent = defineClientEvent({
  name: 'call:secure',
  tag: 18,
  who: ['anonymous'],
  summary: 'Says by which fingerprints the device at the own place of a call is known.',
  guarantee: 'Once for each place; media come and go when the handshake of DTLS is done.',
  body: codec(wire.CallSecure, {
    shape: { 3: {} },
    write: ({ call, role, fingerprints }: CallSecure) => ({
      call: callToBytes(call),
      role,
      fingerprints: fingerprintsToWire(fingerprints),
    }),
    read: ({ call, role, fingerprints }): CallSecure => {
      if (role !== 'client' && role !== 'server') throw new NumberRefused('no role of DTLS');
      return { call: callOf(call), role, fingerprints: fingerprintsFromWire(fingerprints) };
    },
  }),
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: [
    'call.not_found',
    'media.invalid',
    'media.not_found',
    'media.failed',
    'media.unavailable',
  ],
  bytesMax: 4096,
  permits: 10,
});
