// How a message of the measurement stands on the wire of each server: Aldis's protobuf bodies, and
// the bare relay's plain binary. The content is the same bytes in both: opaque, 300 of them.

import { randomBytes } from 'node:crypto';
import { encodeSend } from '#protocol';
import { eachEnvelope, refusalCode } from './fields.ts';

export type DialectName = 'aldis' | 'bare';

/** What a message's content begins with: who, which, and when it was due. */
const pairAt = 0;
const numberAt = 4;
const dueAt = 8;
export const contentBytesLeast = 16;

/** An account of either server, as a connection needs it. */
export interface Seat {
  /** Aldis: the ACI. Bare: the room. */
  readonly name: string;
  readonly auth: object;
  readonly registrationId: number;
  /** The query of the handshake's request, with a leading `&`. */
  readonly query?: string;
  /** Events are single frames instead of a text frame and a binary one. */
  readonly frames?: boolean;
}

/** `sdk`: single frames and a hint of where the account lives, as the SDK connects. */
export const wires = ['default', 'sdk'] as const;
export type Wire = (typeof wires)[number];

/** Makes one pair's messages. */
export interface Composer {
  /** What stands before the body; Aldis's events have nothing there. */
  readonly room: string | undefined;
  /** The binary body; valid until the next call. */
  body(number: number, dueMicros: number): Buffer;
}

export interface Dialect {
  /** The event that says a connection is complete; undefined: joining the namespace does. */
  readonly readyEvent: string | undefined;
  composer(pair: number, recipient: Seat, contentBytes: number): Composer;
  /** The code when an answer to a send or an acknowledgement refuses. */
  refusal(answer: Buffer | undefined): string | undefined;
  /** Calls back with each content of a `deliver`; `guidAt` < 0: it needs no acknowledgement. */
  each(
    deliver: Buffer,
    found: (contentAt: number, contentEnd: number, guidAt: number) => void,
  ): void;
}

export const guidBytes = 16;

/** Content of random bytes that names its pair. */
function blank(pair: number, bytes: number): Buffer {
  const content = randomBytes(Math.max(bytes, contentBytesLeast));
  content.writeUInt32LE(pair, pairAt);
  return content;
}

const stamp = (body: Buffer, contentAt: number, number: number, dueMicros: number): void => {
  body.writeUInt32LE(number, contentAt + numberAt);
  body.writeDoubleLE(dueMicros, contentAt + dueAt);
};

export const readPair = (body: Buffer, contentAt: number) => body.readUInt32LE(contentAt + pairAt);
export const readNumber = (body: Buffer, contentAt: number) =>
  body.readUInt32LE(contentAt + numberAt);
export const readDue = (body: Buffer, contentAt: number) => body.readDoubleLE(contentAt + dueAt);

const aldis: Dialect = {
  readyEvent: 'queue-empty',
  composer(pair, recipient, contentBytes) {
    const content = blank(pair, contentBytes);
    const guid = randomBytes(guidBytes);
    const body = Buffer.from(
      encodeSend({
        guid,
        destination: recipient.name,
        contents: [{ deviceId: 1, registrationId: recipient.registrationId, type: 1, content }],
        ephemeral: false,
        urgent: true,
        timestamp: Date.now(),
      }),
    );
    const contentAt = body.indexOf(content);
    const guidAt = body.indexOf(guid);
    return {
      room: undefined,
      body(number, dueMicros) {
        stamp(body, contentAt, number, dueMicros);
        // Twelve random bytes and the number: never the same guid twice.
        body.writeUInt32LE(number, guidAt);
        return body;
      },
    };
  },
  refusal: (answer) => (answer ? refusalCode(answer) : 'no-answer-body'),
  each: eachEnvelope,
};

const bare: Dialect = {
  readyEvent: undefined,
  composer(pair, recipient, contentBytes) {
    const body = blank(pair, contentBytes);
    return {
      room: recipient.name,
      body(number, dueMicros) {
        stamp(body, 0, number, dueMicros);
        return body;
      },
    };
  },
  refusal: () => undefined,
  each(deliver, found) {
    found(0, deliver.length, -1);
  },
};

export const dialects: Readonly<Record<DialectName, Dialect>> = { aldis, bare };
