// `send:group`: one upload for everybody of a group, by whoever has leave to write to them.

import { codec } from '../codec.ts';
import type { MismatchedDevices } from '../errors.ts';
import type { AccountId } from '../ids.ts';
import { parseAccountId } from '../ids.ts';
import { frameBytesMax, groupAnswerFieldsMax } from '../limits.ts';
import { milliseconds } from '../numbers.ts';
import type { Refusable } from '../refusalCodec.ts';
import {
  answerShape,
  mismatchedFromWire,
  mismatchedShape,
  mismatchedToWire,
  refusalField,
  refusalOf,
} from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

/** Shape: proto/gateway.proto, SendGroup. */
export interface SendGroupFrame {
  readonly upload: Uint8Array;
  readonly token: Uint8Array;
  readonly timestamp: number;
  readonly ephemeral: boolean;
  readonly urgent: boolean;
}

/** How an upload differs from one account's device list. */
export interface AccountMismatch {
  readonly account: AccountId;
  readonly devices: MismatchedDevices;
}

/** Shape: proto/gateway.proto, SendGroupAnswer. */
export interface SendGroupAnswer extends Refusable {
  readonly serverTimestamp: number;
  readonly mismatches: readonly AccountMismatch[];
  readonly unknown: readonly AccountId[];
  readonly held: readonly AccountId[];
}

export const sendGroupEvent = defineClientEvent({
  name: 'send:group',
  tag: 16,
  who: ['anonymous'],
  summary: 'Stores one upload for everybody of a group, and has it delivered.',
  guarantee:
    'Answered without a refusal it is on disk for all whom the answer does not name, whatever ' +
    'became of the others; the same upload again stores nothing twice.',
  body: codec(wire.SendGroup, {
    write: ({ token, ...frame }: SendGroupFrame) => ({ ...frame, groupSendToken: token }),
    // Throws on a time no clock shows; checks no other field.
    read: (read): SendGroupFrame => ({
      upload: read.upload,
      token: read.groupSendToken,
      timestamp: milliseconds(read.timestamp),
      ephemeral: read.ephemeral,
      urgent: read.urgent ?? true,
    }),
  }),
  answer: codec(wire.SendGroupAnswer, {
    shape: { ...answerShape, 3: { 2: mismatchedShape } },
    fieldsMax: groupAnswerFieldsMax,
    write: (answer: SendGroupAnswer) => ({
      serverTimestamp: answer.serverTimestamp,
      mismatches: answer.mismatches.map(({ account, devices }) => ({
        account,
        devices: mismatchedToWire(devices),
      })),
      unknown: [...answer.unknown],
      held: [...answer.held],
      ...refusalField(answer),
    }),
    read: (read): SendGroupAnswer => ({
      serverTimestamp: milliseconds(read.serverTimestamp),
      mismatches: read.mismatches.map(({ account, devices }) => ({
        account: accountOf(account),
        devices: mismatchedFromWire(devices ?? {}),
      })),
      unknown: read.unknown.map(accountOf),
      held: read.held.map(accountOf),
      ...refusalOf(read),
    }),
  }),
  refusedAs: 'field',
  refuses: [
    'request.malformed',
    'request.invalid',
    'message.too_large',
    'auth.required',
    'auth.invalid',
    'rate.limited',
    'server.full',
  ],
  bytesMax: frameBytesMax,
  permits: 1,
});

export const { encode: encodeSendGroup, decode: decodeSendGroup } = sendGroupEvent.body;
export const { encode: encodeSendGroupAnswer, decode: decodeSendGroupAnswer } =
  sendGroupEvent.answer;

function accountOf(text: string | null | undefined): AccountId {
  const account = parseAccountId(text ?? '');
  if (!account) throw new Error('An account is named that cannot be.');
  return account;
}
