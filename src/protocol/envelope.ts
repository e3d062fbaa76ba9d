// The envelope: sealed content with the routing fields the server may see.

import { codec } from './codec.ts';
import { milliseconds } from './numbers.ts';
import { aldis as wire } from './wire.js';

/** Signal's envelope types, by the names Signal gives them. */
export const EnvelopeType = {
  ciphertext: 1,
  preKeyMessage: 3,
  serverDeliveryReceipt: 5,
  unidentifiedSender: 6,
  plaintextContent: 8,
} as const;
export type EnvelopeType = (typeof EnvelopeType)[keyof typeof EnvelopeType];

/** The unit stored and delivered. Shape: proto/envelope.proto. */
export interface Envelope {
  readonly type: EnvelopeType;
  readonly clientTimestamp: number;
  readonly serverTimestamp: number;
  readonly content: Uint8Array;
  readonly sourceServiceId?: string;
  readonly sourceDevice?: number;
  readonly destinationServiceId: string;
  readonly serverGuid: Uint8Array;
  readonly urgent: boolean;
  readonly ephemeral?: boolean;
}

export const envelopeCodec = codec(wire.Envelope, {
  write: (envelope: Envelope) => envelope,
  read: (read): Envelope => ({
    type: read.type as EnvelopeType,
    clientTimestamp: milliseconds(read.clientTimestamp),
    serverTimestamp: milliseconds(read.serverTimestamp),
    content: read.content,
    ...(read.sourceServiceId ? { sourceServiceId: read.sourceServiceId } : {}),
    ...(read.sourceDevice ? { sourceDevice: read.sourceDevice } : {}),
    destinationServiceId: read.destinationServiceId,
    serverGuid: read.serverGuid,
    urgent: read.urgent,
    ...(read.ephemeral ? { ephemeral: true } : {}),
  }),
});
export const { encode: encodeEnvelope, decode: decodeEnvelope } = envelopeCodec;

/** Tag of the content: field 8, length-delimited. */
const contentTag = 0x42;

/**
 * Encodes an envelope up to its last `tailLength` bytes, which others have as well: its content
 * stands last, and its tail follows the content that is given here.
 */
export function encodeEnvelopeHead(envelope: Envelope, tailLength: number): Uint8Array {
  const { content, ...rest } = envelope;
  const head = wire.Envelope.encode(rest).finish();
  const tag = [contentTag];
  let length = content.length + tailLength;
  for (; length >= 0x80; length >>>= 7) tag.push((length & 0x7f) | 0x80);
  tag.push(length);
  const bytes = new Uint8Array(head.length + tag.length + content.length);
  bytes.set(head);
  bytes.set(tag, head.length);
  bytes.set(content, head.length + tag.length);
  return bytes;
}
