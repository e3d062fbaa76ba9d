// `ack`: the device has stored these envelopes.

import { codec } from '../codec.ts';
import type { Result } from '../errors.ts';
import { ok, refuse } from '../errors.ts';
import type { EnvelopeGuid } from '../ids.ts';
import { guidFromBytes } from '../ids.ts';
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
  accepts: {
    says: `1 to ${ackGuidsMax} guids, of 16 bytes each.`,
    read: readGuids,
  },
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: ['request.invalid', 'auth.invalid', 'device.not_found'],
  bytesMax,
  permits: 1,
});

function readGuids(list: readonly Uint8Array[]): Result<readonly EnvelopeGuid[]> {
  if (list.length === 0 || list.length > ackGuidsMax) {
    return refuse('request.invalid', { detail: `1 to ${ackGuidsMax} guids are expected.` });
  }
  const guids = list.map(guidFromBytes);
  if (guids.every((one) => one !== undefined)) return ok(guids);
  return refuse('request.invalid', { detail: 'A guid has 16 bytes.' });
}

export const { encode: encodeAck, decode: decodeAck } = ackEvent.body;
