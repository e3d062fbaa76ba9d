// One write for all frames that a turn of the event loop has for a socket. A write is the dearest
// part of a frame, and whoever gets one often gets several: the answers to what it sent at once,
// and envelopes behind them.

import type { Socket } from 'socket.io';

type Conn = Socket['conn'];
type Transport = Conn['transport'];

/** What a stream needs to hold writes back. */
interface Corkable {
  cork(): void;
  uncork(): void;
}

let held: Corkable[] = [];

/** Holds a stream's writes back until the end of the turn. */
function hold(stream: Corkable): void {
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
  const stream = streamOf(transport);
  if (!stream) return;
  const send: unknown = Reflect.get(transport, 'send');
  if (typeof send !== 'function') throw new Error('Engine.IO sends its packets elsewhere');
  Reflect.set(transport, 'send', (packets: unknown) => {
    hold(stream);
    Reflect.apply(send, transport, [packets]);
  });
}

/** The TCP or TLS stream under a WebSocket transport; none for long-polling. */
function streamOf(transport: Transport): Corkable | undefined {
  if (transport.name !== 'websocket') return undefined;
  const socket: unknown = Reflect.get(transport, 'socket');
  // The WebSocket library has no accessor for it.
  const stream: unknown = socket && typeof socket === 'object' && Reflect.get(socket, '_socket');
  if (!stream || typeof stream !== 'object' || !('cork' in stream)) return undefined;
  return stream as Corkable;
}
