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

/**
 * True where somebody says something. A report that a message did not open is no word of its
 * person: clients send it by themselves, to whoever has made them.
 */
export function isSaid(contents: readonly { readonly type: number }[]): boolean {
  return contents.some(({ type }) => type !== EnvelopeType.plaintextContent);
}

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
  /** By it the recipient may report who has sent it by name. */
  readonly reportSpamToken?: Uint8Array;
  /** The account's PNI from now on, where the content tells of another number. */
  readonly updatedPni?: string;
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
    ...(read.reportSpamToken.length > 0 ? { reportSpamToken: read.reportSpamToken } : {}),
    ...(read.updatedPni ? { updatedPni: read.updatedPni } : {}),
  }),
});
export const { encode: encodeEnvelope, decode: decodeEnvelope } = envelopeCodec;

/** What all recipients of an envelope have in common before its content. */
type EnvelopeStart = Pick<Envelope, 'type' | 'clientTimestamp' | 'serverTimestamp' | 'urgent'>;

/** Encodes what all recipients have in common: each goes on with a view of its own. */
export function encodeEnvelopeStart(start: EnvelopeStart): Uint8Array {
  return wire.Envelope.encode(start).finish();
}

/** Tags of what is length-delimited: the destination (20), the guid (21), the content (8). */
const destinationTag = [0xa2, 0x01] as const;
const guidTag = [0xaa, 0x01] as const;
const contentTag = 0x42;
const lengthBytesMax = 5;

/**
 * Encodes an envelope up to its last `tailLength` bytes, which others have as well: its content
 * stands last, and its tail follows the content that is given here.
 */
export function encodeEnvelopeView(
  start: Uint8Array,
  to: Pick<Envelope, 'destinationServiceId' | 'serverGuid' | 'content'>,
  tailLength: number,
): Uint8Array {
  const { destinationServiceId, serverGuid, content } = to;
  const most = start.length + destinationServiceId.length + serverGuid.length + content.length;
  const bytes = Buffer.allocUnsafe(most + 2 * 3 + 1 + lengthBytesMax);
  bytes.set(start);
  let at = start.length;
  bytes[at++] = destinationTag[0];
  bytes[at++] = destinationTag[1];
  bytes[at++] = destinationServiceId.length;
  at += bytes.write(destinationServiceId, at, 'latin1');
  bytes[at++] = guidTag[0];
  bytes[at++] = guidTag[1];
  bytes[at++] = serverGuid.length;
  bytes.set(serverGuid, at);
  at += serverGuid.length;
  bytes[at++] = contentTag;
  let length = content.length + tailLength;
  for (; length >= 0x80; length >>>= 7) bytes[at++] = (length & 0x7f) | 0x80;
  bytes[at++] = length;
  bytes.set(content, at);
  return bytes.subarray(0, at + content.length);
}
