// One write for all frames that a turn of the event loop has for a socket. A write is the dearest
// part of a frame, and whoever gets one often gets several: the answers to what it sent at once,
// and envelopes behind them.

import type { EventEmitter } from 'node:events';
import type { Socket } from 'socket.io';

type Conn = Socket['conn'];
type Transport = Conn['transport'];

/** What a stream needs to hold writes back. */
interface Corkable {
  cork(): void;
  uncork(): void;
}

let held: Corkable[] = [];

/** The WebSocket of Engine.IO's transport, with the stream under it, which has no accessor. */
interface OpenWebSocket extends EventEmitter {
  readonly bufferedAmount: number;
  readonly _socket: Corkable | null;
  send(bytes: Uint8Array): void;
}

/** Holds a stream's writes back until the end of the turn. */
export function holdWrites(stream: Corkable): void {
  stream.cork();
  if (held.push(stream) === 1) setImmediate(release);
}

function release(): void {
  const streams = held;
  held = [];
  for (const stream of streams) stream.uncork();
}

/** Gathers the frames of a connection, now or once it has become a WebSocket. */
export function gatherWrites(conn: Conn): void {
  gatherOf(conn.transport);
  conn.once('upgrade', gatherOf);
}

function gatherOf(transport: Transport): void {
  const stream = webSocketOf(transport)?._socket;
  if (!stream) return;
  const send: unknown = Reflect.get(transport, 'send');
  if (typeof send !== 'function') throw new Error('Engine.IO sends its packets elsewhere');
  Reflect.set(transport, 'send', (packets: unknown) => {
    holdWrites(stream);
    Reflect.apply(send, transport, [packets]);
  });
}

/** None for long-polling. */
export function webSocketOf(transport: Transport): OpenWebSocket | undefined {
  if (transport.name !== 'websocket') return undefined;
  const socket: unknown = Reflect.get(transport, 'socket');
  const isOpen = typeof socket === 'object' && socket !== null && '_socket' in socket;
  return isOpen ? (socket as OpenWebSocket) : undefined;
}
