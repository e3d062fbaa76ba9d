// A message on a WebSocket as one piece of bytes. ws writes a frame's head and its body as two,
// which the stream then gathers; our frames have no extension and are never cut.

import type { Corkable, Corks } from './corking.ts';

/** A WebSocket of ws, as far as messages are written past it. */
export interface FramedSocket {
  readonly readyState: number;
  readonly _socket: (Corkable & { write(bytes: Uint8Array): unknown }) | null;
}

/** `WebSocket.OPEN`; in every other state ws drops what it is given. */
const open = 1;
/** A whole message of bytes. Source: RFC 6455, section 5.2. */
const wholeBinary = 0x82;
/** Lengths that have two bytes, or eight, of their own. */
const twoByteLength = 126;
const eightByteLength = 127;
const nothing = new Uint8Array(0);

/** A message with its head, unmasked, as a server sends it: `start` and what follows it. */
export function webSocketFrame(start: Uint8Array, rest: Uint8Array = nothing): Buffer {
  const length = start.length + rest.length;
  const headBytes = length < twoByteLength ? 2 : length < 0x1_0000 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(headBytes + length);
  bytes[0] = wholeBinary;
  if (headBytes === 2) bytes[1] = length;
  else if (headBytes === 4) {
    bytes[1] = twoByteLength;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = eightByteLength;
    bytes.writeUInt32BE(0, 2);
    bytes.writeUInt32BE(length, 6);
  }
  bytes.set(start, headBytes);
  bytes.set(rest, headBytes + start.length);
  return bytes;
}

/**
 * Writes a message with the others of this turn. Order: as ws's own, which holds nothing back where
 * nothing is compressed and nothing is a Blob.
 */
export function writeMessage(
  to: FramedSocket,
  corks: Corks,
  start: Uint8Array,
  rest?: Uint8Array,
): void {
  const { _socket: stream, readyState } = to;
  if (!stream || readyState !== open) return;
  corks.hold(stream);
  stream.write(webSocketFrame(start, rest));
}
