// A Socket.IO socket as a connection sees it.

import type { ClientWire } from '../egress/connection.ts';
import type { Socket } from 'socket.io';
import { webSocketOf } from './corking.ts';
import { asksForEventFrames, emitFrame } from './eventFrames.ts';

/** Packets below which a write buffer is not measured: it empties with the next turn. */
const measuredFromPackets = 8;

/**
 * Bytes that wait in the engine's write buffer, which tells no size, and in the WebSocket behind
 * it.
 */
export function backlogOf(conn: Socket['conn']): number {
  const buffer: unknown = Reflect.get(conn, 'writeBuffer');
  let bytes = webSocketOf(conn.transport)?.bufferedAmount ?? 0;
  if (!Array.isArray(buffer) || buffer.length < measuredFromPackets) return bytes;
  for (const packet of buffer as { data?: string | Uint8Array }[])
    bytes += packet.data?.length ?? 0;
  return bytes;
}

/** Ends the transport at once; an orderly end would wait for a client that reads nothing. */
export function cutConn(conn: Socket['conn']): void {
  const transport = conn.transport;
  conn.close(true);
  const socket: unknown = Reflect.get(transport, 'socket');
  if (socket && typeof socket === 'object' && 'terminate' in socket) {
    if (typeof socket.terminate === 'function') socket.terminate();
  }
}

/** The wire of a socket, in the form its client asked for. */
export function wireOf(socket: Socket): ClientWire {
  const { conn } = socket;
  const framed = asksForEventFrames(socket.request.url);
  return {
    emit(event, body) {
      if (framed) emitFrame(conn, event, body);
      else if (body === undefined) socket.emit(event);
      else socket.emit(event, body);
    },
    backlogBytes: () => backlogOf(conn),
    close: () => conn.close(),
    cut: () => cutConn(conn),
  };
}
