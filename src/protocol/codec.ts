// The one place where protobuf bytes become values and back. Decoded bytes are views of the input.
// 64-bit fields are milliseconds, cross as numbers, and are refused above limits.timestampMax.

import { aldis as wire } from './wire.js';
import type { ErrorCode, Refusal } from './errors.ts';
import { errorRow, isErrorCode } from './errors.ts';
import { kinds } from './kinds.ts';
import { deviceIds, milliseconds } from './numbers.ts';

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
}

export interface SendAnswer {
  readonly refusal?: Refusal;
  readonly serverTimestamp: number;
  readonly needsSync: boolean;
}

export interface RequestFrame {
  readonly verb: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

export interface ResponseFrame {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

export interface Hello {
  readonly protocol: number;
  readonly serverTime: number;
  readonly member: string;
  readonly envelopeBytesMax: number;
  readonly unacknowledgedMax: number;
  readonly frameBytesMax: number;
}

export interface Closing {
  readonly code: string;
  readonly reconnectAfterMs: number;
}

export interface Notice {
  readonly kind: string;
  readonly account: string;
}

export interface AuthRefresh {
  readonly accessToken: string;
}

export interface AuthExpiring {
  readonly expiresAtMs: number;
}

export const encodeEnvelope = (envelope: Envelope): Uint8Array =>
  wire.Envelope.encode(envelope).finish();

/** Throws on bytes that are no envelope. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  const read = kinds.Envelope.decode(bytes);
  return {
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
  };
}

export const encodeSend = (send: SendFrame): Uint8Array =>
  wire.Send.encode({ ...send, contents: [...send.contents] }).finish();

/** Throws on bytes that are no send, and on a time no clock shows; checks no other field. */
export function decodeSend(bytes: Uint8Array): SendFrame {
  const read = kinds.Send.decode(bytes);
  return {
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
  };
}

/** A refusal as it stands on the wire: the table's words and flags are added. */
function refusalToWire(refusal: Refusal): wire.Refusal.$Properties {
  const known = errorRow(refusal.code);
  const mismatched = refusal.mismatchedDevices;
  return {
    code: refusal.code,
    message: refusal.detail ? `${known.message} ${refusal.detail}` : known.message,
    retryable: known.retry,
    retryAfterMs: refusal.retryAfterMs ?? 0,
    ...(mismatched
      ? {
          mismatchedDevices: {
            missing: [...mismatched.missing],
            extra: [...mismatched.extra],
            stale: [...mismatched.stale],
          },
        }
      : {}),
  };
}

function refusalFromWire(read: wire.Refusal.$Properties): Refusal {
  const code: ErrorCode = isErrorCode(read.code ?? '')
    ? (read.code as ErrorCode)
    : 'server.unavailable';
  const retryAfterMs = milliseconds(read.retryAfterMs);
  const mismatched = read.mismatchedDevices;
  return {
    code,
    ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
    ...(mismatched
      ? {
          mismatchedDevices: {
            missing: deviceIds(mismatched.missing),
            extra: deviceIds(mismatched.extra),
            stale: deviceIds(mismatched.stale),
          },
        }
      : {}),
    ...(read.message ? { detail: read.message } : {}),
  };
}

export const encodeSendAnswer = (answer: SendAnswer): Uint8Array =>
  wire.SendAnswer.encode({
    serverTimestamp: answer.serverTimestamp,
    needsSync: answer.needsSync,
    ...(answer.refusal ? { refusal: refusalToWire(answer.refusal) } : {}),
  }).finish();

export function decodeSendAnswer(bytes: Uint8Array): SendAnswer {
  const read = kinds.SendAnswer.decode(bytes);
  return {
    serverTimestamp: milliseconds(read.serverTimestamp),
    needsSync: read.needsSync,
    ...(read.refusal ? { refusal: refusalFromWire(read.refusal) } : {}),
  };
}

export const encodeDeliver = (envelopes: readonly Uint8Array[]): Uint8Array =>
  wire.Deliver.encode({ envelopes: envelopes as Uint8Array[] }).finish();

export const decodeDeliver = (bytes: Uint8Array): Uint8Array[] =>
  kinds.Deliver.decode(bytes).envelopes;

export const encodeAck = (guids: readonly Uint8Array[]): Uint8Array =>
  wire.Ack.encode({ guids: guids as Uint8Array[] }).finish();

export function decodeAck(bytes: Uint8Array): Uint8Array[] {
  return kinds.Ack.decode(bytes).guids;
}

export const encodeAckAnswer = (refusal?: Refusal): Uint8Array =>
  wire.AckAnswer.encode(refusal ? { refusal: refusalToWire(refusal) } : {}).finish();

export function decodeAckAnswer(bytes: Uint8Array): { readonly refusal?: Refusal } {
  const read = kinds.AckAnswer.decode(bytes);
  return read.refusal ? { refusal: refusalFromWire(read.refusal) } : {};
}

export const encodeRequest = (request: RequestFrame): Uint8Array =>
  wire.Request.encode({ ...request, headers: [...request.headers] }).finish();

export function decodeRequest(bytes: Uint8Array): RequestFrame {
  const { verb, path, headers, body } = kinds.Request.decode(bytes);
  return { verb, path, headers, body };
}

export const encodeResponse = (response: ResponseFrame): Uint8Array =>
  wire.Response.encode({ ...response, headers: [...response.headers] }).finish();

export function decodeResponse(bytes: Uint8Array): ResponseFrame {
  const { status, headers, body } = kinds.Response.decode(bytes);
  return { status, headers, body };
}

export const encodeHello = (hello: Hello): Uint8Array => wire.Hello.encode(hello).finish();

export function decodeHello(bytes: Uint8Array): Hello {
  const read = kinds.Hello.decode(bytes);
  return {
    protocol: read.protocol,
    serverTime: milliseconds(read.serverTime),
    member: read.member,
    envelopeBytesMax: read.envelopeBytesMax,
    unacknowledgedMax: read.unacknowledgedMax,
    frameBytesMax: read.frameBytesMax,
  };
}

export const encodeClosing = (closing: Closing): Uint8Array =>
  wire.Closing.encode(closing).finish();

export function decodeClosing(bytes: Uint8Array): Closing {
  const read = kinds.Closing.decode(bytes);
  return { code: read.code, reconnectAfterMs: milliseconds(read.reconnectAfterMs) };
}

export const encodeNotice = (notice: Notice): Uint8Array => wire.Notice.encode(notice).finish();

export function decodeNotice(bytes: Uint8Array): Notice {
  const { kind, account } = kinds.Notice.decode(bytes);
  return { kind, account };
}

export const encodeAuthRefresh = (refresh: AuthRefresh): Uint8Array =>
  wire.AuthRefresh.encode(refresh).finish();

export function decodeAuthRefresh(bytes: Uint8Array): AuthRefresh {
  const { accessToken } = kinds.AuthRefresh.decode(bytes);
  return { accessToken };
}

export const encodeAuthExpiring = (expiring: AuthExpiring): Uint8Array =>
  wire.AuthExpiring.encode(expiring).finish();

export function decodeAuthExpiring(bytes: Uint8Array): AuthExpiring {
  return { expiresAtMs: milliseconds(kinds.AuthExpiring.decode(bytes).expiresAtMs) };
}
