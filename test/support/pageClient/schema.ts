// The messages of docs/protocol.md, read from the page itself: what the page does not say, this
// schema does not know.

import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```protobuf\n([\s\S]*?)^```/gm)].map(([, block]) => block ?? '');
const roots = blocks.map((block) => protobuf.parse(block, new protobuf.Root()).root.resolveAll());

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number;
  readonly mismatchedDevices: null | {
    readonly missing: readonly number[];
    readonly extra: readonly number[];
    readonly stale: readonly number[];
  };
}

export interface Envelope {
  readonly type: number;
  readonly clientTimestamp: number;
  readonly serverTimestamp: number;
  readonly sourceServiceId: string;
  readonly sourceDevice: number;
  readonly destinationServiceId: string;
  readonly content: Uint8Array;
  readonly serverGuid: Uint8Array;
}

interface DeviceContent {
  readonly deviceId: number;
  readonly registrationId: number;
  readonly type: number;
  readonly content: Uint8Array;
}

export interface Send {
  readonly guid: Uint8Array;
  readonly destination: string;
  readonly contents: readonly DeviceContent[];
  readonly timestamp: number;
  readonly ephemeral?: boolean;
}

export interface Content {
  readonly dataMessage?: { readonly body: string; readonly timestamp: number };
  readonly receiptMessage?: { readonly type: number; readonly timestamp: readonly number[] };
  readonly decryptionErrorMessage?: Uint8Array;
}

/** What the page's messages look like in this language; null where a message is absent. */
export interface Messages {
  Hello: {
    readonly protocol: number;
    readonly serverTime: number;
    readonly member: string;
    readonly envelopeBytesMax: number;
    readonly unacknowledgedMax: number;
    readonly frameBytesMax: number;
  };
  Send: Send;
  SendAnswer: {
    readonly refusal: Refusal | null;
    readonly serverTimestamp: number;
    readonly needsSync: boolean;
  };
  Deliver: { readonly envelopes: readonly Uint8Array[] };
  Ack: { readonly guids: readonly Uint8Array[] };
  AckAnswer: { readonly refusal: Refusal | null };
  Request: {
    readonly verb: string;
    readonly path: string;
    readonly headers: readonly string[];
    readonly body: Uint8Array;
  };
  Response: {
    readonly status: number;
    readonly headers: readonly string[];
    readonly body: Uint8Array;
  };
  Closing: { readonly code: string; readonly reconnectAfterMs: number };
  Notice: { readonly kind: string; readonly account: string };
  Signal: {
    readonly topic: string;
    readonly account: string;
    readonly device: number;
    readonly payload: Uint8Array;
  };
  Presence: { readonly account: string; readonly devices: readonly number[] };
  AuthRefresh: { readonly accessToken: string };
  AuthExpiring: { readonly expiresAtMs: number };
  Envelope: Envelope;
  Content: Content;
}

/** Encodes a message of the page. */
export function encode<Name extends keyof Messages>(
  name: Name,
  fields: Messages[Name],
): Uint8Array<ArrayBuffer> {
  const type = typeOf(name);
  return new Uint8Array(type.encode(type.fromObject(fields)).finish());
}

/** Decodes a message of the page, absent fields as their defaults; inner messages as null. */
export function decode<Name extends keyof Messages>(name: Name, bytes: Uint8Array): Messages[Name] {
  const type = typeOf(name);
  const options = { longs: Number, defaults: name !== 'Content', arrays: true };
  return type.toObject(type.decode(bytes), options) as Messages[Name];
}

function typeOf(name: string): protobuf.Type {
  for (const root of roots) {
    const found = root.get(name);
    if (found instanceof protobuf.Type) return found;
  }
  throw new Error(`docs/protocol.md has no message ${name}`);
}
