// A Socket.IO socket as a connection sees it.

import type { ServerEventName } from '#protocol';
import type { ClientWire } from '../egress/connection.ts';
import type { Socket } from 'socket.io';
import { webSocketOf } from './corking.ts';
import type { ClientEvent } from './events.ts';
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

/** An event as Socket.IO's own parser gives it. */
export function eventOf(packet: readonly unknown[]): ClientEvent {
  const last = packet.at(-1);
  const reply = typeof last === 'function' ? (last as ClientEvent['reply']) : undefined;
  const given = reply ? packet.slice(1, -1) : packet.slice(1);
  const [body] = given;
  let bytes = 0;
  for (const one of given) if (one instanceof Uint8Array) bytes += one.length;
  const isReadable = given.length === 1 && body instanceof Uint8Array;
  return { name: packet[0], body: isReadable ? body : undefined, bytes, reply };
}

/** The wire of a socket, in the form its client asked for. */
export class SocketWire implements ClientWire {
  readonly #socket: Socket;
  readonly #framed: boolean;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#framed = asksForEventFrames(socket.request.url);
  }

  emit(event: ServerEventName, body?: Uint8Array): void {
    if (this.#framed) emitFrame(this.#socket.conn, event, body);
    else if (body === undefined) this.#socket.emit(event);
    else this.#socket.emit(event, body);
  }

  backlogBytes(): number {
    return backlogOf(this.#socket.conn);
  }

  close(): void {
    this.#socket.conn.close();
  }

  cut(): void {
    cutConn(this.#socket.conn);
  }
}
