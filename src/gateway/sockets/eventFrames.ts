// Events as single frames, for clients that asked for it: they pass Socket.IO's layers by, straight
// from the decoder to the desk and from the connection to its WebSocket.

import type { EventName } from '#protocol';
import { encodeEventFrame, eventFramesQuery } from '#protocol';
import type { Socket } from 'socket.io';
import { holdWrites, webSocketOf } from './corking.ts';

type Conn = Socket['conn'];

const NO_BODY = new Uint8Array(0);
const asked = new RegExp(`[?&]${eventFramesQuery}=1(?:&|$)`);

/** True when the handshake's request asked for single frames. */
export function asksForEventFrames(url: string | undefined): boolean {
  return url !== undefined && asked.test(url);
}

/** Emits an event as one frame. */
export function emitFrame(conn: Conn, name: EventName, body: Uint8Array = NO_BODY): void {
  write(conn, encodeEventFrame(name, undefined, body));
}

/** Answers an event as one frame. */
export function answerFrame(conn: Conn, number: number, body: Uint8Array): void {
  write(conn, encodeEventFrame(undefined, number, body));
}

/** Order: behind what Engine.IO holds back for the connection, if anything. */
function write(conn: Conn, frame: Uint8Array): void {
  if (conn.readyState !== 'open') return;
  const waiting: unknown = Reflect.get(conn, 'writeBuffer');
  const isIdle = Array.isArray(waiting) && waiting.length === 0;
  const socket = isIdle ? webSocketOf(conn.transport) : undefined;
  if (!socket) {
    conn.write(frame);
    return;
  }
  if (socket._socket) holdWrites(socket._socket);
  socket.send(frame);
}
