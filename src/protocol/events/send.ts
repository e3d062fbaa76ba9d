// `send`: a message for the devices of one account.

import { codec } from '../codec.ts';
import { frameBytesMax } from '../limits.ts';
import { milliseconds } from '../numbers.ts';
import type { Refusable } from '../refusalCodec.ts';
import { answerShape, refusalField, refusalOf } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

/** Shape: proto/gateway.proto, DeviceContent. */
export interface DeviceContent {
  readonly deviceId: number;
  readonly registrationId: number;
  readonly type: number;
  readonly content: Uint8Array;
}

/** Shape: proto/gateway.proto, Send. */
export interface SendFrame {
  readonly guid: Uint8Array;
  readonly destination: string;
  readonly contents: readonly DeviceContent[];
  readonly ephemeral: boolean;
  readonly urgent: boolean;
  readonly timestamp: number;
  /** Instead of a sender: proves that the recipient lets whoever has it write. */
  readonly accessKey?: Uint8Array;
}

export interface SendAnswer extends Refusable {
  readonly serverTimestamp: number;
  readonly needsSync: boolean;
}

export const sendEvent = defineClientEvent({
  name: 'send',
  tag: 1,
  who: ['device', 'anonymous'],
  summary: 'Stores a message for the devices of one account, and has it delivered.',
  guarantee:
    'Answered without a refusal it is on disk; those of one device to one account are ' +
    'delivered in the order of their acknowledgements, and a retry with the same guid stores ' +
    'nothing twice.',
  body: codec(wire.Send, {
    shape: { 3: {} },
    write: (send: SendFrame) => ({ ...send, contents: [...send.contents] }),
    // Throws on a time no clock shows; checks no other field.
    read: (read): SendFrame => ({
      guid: read.guid,
      destination: read.destination,
      contents: read.contents.map((one) => ({
        deviceId: one.deviceId ?? 0,
        registrationId: one.registrationId ?? 0,
        type: one.type ?? 0,
        content: one.content ?? new Uint8Array(0),
      })),
      ephemeral: read.ephemeral,
      urgent: read.urgent ?? true,
      timestamp: milliseconds(read.timestamp),
      ...(read.accessKey.length > 0 ? { accessKey: read.accessKey } : {}),
    }),
  }),
  answer: codec(wire.SendAnswer, {
    shape: answerShape,
    write: (answer: SendAnswer) => ({
      serverTimestamp: answer.serverTimestamp,
      needsSync: answer.needsSync,
      ...refusalField(answer),
    }),
    read: (read): SendAnswer => ({
      serverTimestamp: milliseconds(read.serverTimestamp),
      needsSync: read.needsSync,
      ...refusalOf(read),
    }),
  }),
  refusedAs: 'field',
  refuses: [
    'request.malformed',
    'request.invalid',
    'auth.required',
    'message.type',
    'message.too_large',
    'account.not_found',
    'auth.invalid',
    'message.mismatched_devices',
    'message.stale_devices',
    'queue.full',
    'rate.limited',
    'server.full',
  ],
  bytesMax: frameBytesMax,
  permits: 1,
});

export const { encode: encodeSend, decode: decodeSend } = sendEvent.body;
export const { encode: encodeSendAnswer, decode: decodeSendAnswer } = sendEvent.answer;
