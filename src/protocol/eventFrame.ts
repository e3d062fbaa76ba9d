// An event of the socket as one frame: a tag, the acknowledgement's number, the body. The default
// parser of Socket.IO needs a text and a binary frame for the same, which costs twice the writes.
//
//   u8     tag      the event, or 128 for the acknowledgement of one
//   u32be  number   of the acknowledgement, 2^32 - 1 for none
//   rest   body     protobuf, empty where the event has none

import type { EventName } from './events/all.ts';
import { events } from './events/all.ts';

const answerTag = 128;
const noNumber = 0xff_ff_ff_ff;
export const eventFrameHeaderBytes = 5;
/** Put into the handshake's query (`frames=1`) by a client that speaks and reads these frames. */
export const eventFramesQuery = 'frames';

export interface EventFrame {
  /** Absent for an acknowledgement. */
  readonly name: EventName | undefined;
  /** Absent for an event that wants no acknowledgement. */
  readonly number: number | undefined;
  /** A view of the bytes that were read. */
  readonly body: Uint8Array;
}

const tags: ReadonlyMap<unknown, number> = new Map(events.map(({ name, tag }) => [name, tag]));
const names: ReadonlyMap<number, EventName> = new Map(events.map(({ name, tag }) => [tag, name]));

/** True for an event of the protocol. */
export function isEventName(name: unknown): name is EventName {
  return tags.has(name);
}

/** Encodes an event, or with no name an acknowledgement. */
export function encodeEventFrame(
  name: EventName | undefined,
  number: number | undefined,
  body: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(eventFrameHeaderBytes + body.length);
  writeHead(bytes, name, number);
  bytes.set(body, eventFrameHeaderBytes);
  return bytes;
}

/** Encodes what stands before the body, for who writes the two behind one another. */
export function encodeEventHead(
  name: EventName | undefined,
  number: number | undefined,
): Uint8Array {
  const bytes = Buffer.allocUnsafe(eventFrameHeaderBytes);
  writeHead(bytes, name, number);
  return bytes;
}

function writeHead(bytes: Uint8Array, name: EventName | undefined, number = noNumber): void {
  bytes[0] = name === undefined ? answerTag : (tags.get(name) ?? 0);
  bytes[1] = number >>> 24;
  bytes[2] = number >>> 16;
  bytes[3] = number >>> 8;
  bytes[4] = number;
}

/** Reads a frame; undefined for what is none. */
export function readEventFrame(bytes: Uint8Array): EventFrame | undefined {
  if (bytes.length < eventFrameHeaderBytes) return undefined;
  const tag = byteAt(bytes, 0);
  const low = (byteAt(bytes, 2) << 16) | (byteAt(bytes, 3) << 8) | byteAt(bytes, 4);
  const value = byteAt(bytes, 1) * 0x1_00_00_00 + low;
  const number = value === noNumber ? undefined : value;
  const body = bytes.subarray(eventFrameHeaderBytes);
  if (tag === answerTag)
    return number === undefined ? undefined : { name: undefined, number, body };
  const name = names.get(tag);
  return name && { name, number, body };
}

/** By its index: to take a list apart by its pattern costs more than the rest of reading. */
function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}
