// The one seam to Socket.IO. What is private in Socket.IO, Engine.IO and ws is touched in this file
// and in no other; it yields connections, their packets and their handshakes, and takes frames.
//
// A packet's way in: Engine.IO hands it to the listener that Socket.IO's client set on the
// connection. `takePackets` takes that listener's place: a session reads what comes, and only what
// opens the namespace goes on to Socket.IO, read already.
// A frame's way out: straight to the WebSocket where Engine.IO holds nothing back for it.

import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from '#protocol';
import { limits, linkNamespace } from '#protocol';
import type { Namespace, ServerOptions, Socket } from 'socket.io';
import { Server } from 'socket.io';
import { Decoder, Encoder, PacketType } from 'socket.io-parser';
import { Corks } from './corking.ts';
import type { Packet, PacketDecoder } from './decoder.ts';
import { connectError } from './refusals.ts';
import type { FramedSocket } from './webSocketFrame.ts';
import { writeMessage } from './webSocketFrame.ts';

/** What this file was read against; with another version it has to be read again. */
export const engineVersions = {
  'socket.io': '4.8.4',
  'socket.io-adapter': '2.5.8',
  'socket.io-parser': '4.2.7',
  'engine.io': '6.6.12',
  ws: '8.21.3',
  node: '24.21.0',
} as const;

export const socketPath = '/socket.io/';
/** A session that only began to change its transport goes on with the old one. */
const upgradeTimeoutMs = 10_000;
/** Packets below which a write buffer is not measured: it empties with the next turn. */
const measuredFromPackets = 8;
/** Bytes that wait in the engine for a WebSocket and are as good as sent. */
const heldBytesMax = 64 * 1024;
/** What clients owe no connection: the server asks for no acknowledgement. */
const noAnswers: ReadonlyMap<number, unknown> = new Map();
const noData: object = Object.freeze({});

type Conn = Socket['conn'];
type Transport = Conn['transport'];
type Listener = (...args: unknown[]) => void;

export const packetTypes = PacketType;

/** Socket.IO's own decoder, which hands on what it has read. */
export function newDecoder(take: (packet: Packet) => void): PacketDecoder {
  const decoder = new Decoder();
  decoder.on('decoded', take);
  trim(Reflect.get(decoder, '_callbacks') as object, '$decoded');
  return decoder;
}

/** A packet of a namespace in Socket.IO's default form: a text, and bytes behind it. */
export function encodePacket(
  type: PacketType,
  data: unknown,
  id?: number,
  nsp = '/',
): (string | Buffer)[] {
  return new Encoder().encode({ type, nsp, data, ...(id === undefined ? {} : { id }) });
}

/** The WebSocket of Engine.IO's transport, with the stream under it, which has no accessor. */
interface OpenWebSocket extends EventEmitter, FramedSocket {
  readonly bufferedAmount: number;
  terminate(): void;
}

/** None for long-polling. */
function webSocketOf(transport: Transport): OpenWebSocket | undefined {
  if (transport.name !== 'websocket') return undefined;
  const socket: unknown = Reflect.get(transport, 'socket');
  const isOpen = typeof socket === 'object' && socket !== null && '_socket' in socket;
  return isOpen ? (socket as OpenWebSocket) : undefined;
}

/** Puts `before` in front of a method of a transport; it keeps the method from running by false. */
function putBefore(transport: Transport, name: string, before: (given: string) => boolean): void {
  const method: unknown = Reflect.get(transport, name);
  if (typeof method !== 'function') throw new Error(`Engine.IO has no ${name} any more`);
  Reflect.set(transport, name, (given: string) => {
    if (before(given)) Reflect.apply(method, transport, [given]);
  });
}

/** One connection of the engine, by whatever transport. */
export class EngineConn {
  readonly #conn: Conn;
  readonly #corks: Corks;
  readonly #listener: (packet: Packet) => void;

  constructor(conn: Conn, corks: Corks) {
    const [listener, ...others] = conn.listeners('data');
    if (!listener || others.length > 0) throw new Error('Socket.IO hears its packets elsewhere');
    this.#conn = conn;
    this.#corks = corks;
    this.#listener = listener as (packet: Packet) => void;
  }

  get isOpen(): boolean {
    return this.#conn.readyState === 'open';
  }

  /** The address of its first request. */
  get url(): string {
    return this.#conn.request.url ?? '';
  }

  /** Takes every packet from now on; Socket.IO hears what is told by `toNamespace` alone. */
  takePackets(take: (packet: unknown) => void): void {
    this.#conn.removeAllListeners('data').on('data', take);
  }

  /** Hands on a packet that opens the namespace. */
  toNamespace(packet: Packet): void {
    this.#listener(packet);
  }

  /** Looks at each body of a POST before its packets are read, where Engine.IO has no hook. */
  takePayloads(accepts: (payload: string) => boolean): void {
    const { transport } = this.#conn;
    if (transport.name === 'polling') putBefore(transport, 'onData', accepts);
  }

  /** Gathers what Engine.IO writes for a connection, now or once it has become a WebSocket. */
  gatherWrites(): void {
    const gather = (transport: Transport) => {
      const stream = webSocketOf(transport)?._socket;
      if (stream) putBefore(transport, 'send', () => this.#corks.hold(stream));
    };
    gather(this.#conn.transport);
    this.#conn.once('upgrade', gather);
  }

  write(part: string | Uint8Array): void {
    this.#conn.write(part as string | Buffer);
  }

  /** Order: behind what Engine.IO holds back for the connection, if anything. `rest`: of it. */
  writeFrame(start: Uint8Array, rest?: Uint8Array): void {
    if (!this.isOpen) return;
    const isIdle = this.#waiting.length === 0;
    const socket = isIdle ? webSocketOf(this.#conn.transport) : undefined;
    if (socket) writeMessage(socket, this.#corks, start, rest);
    else this.write(rest ? Buffer.concat([start, rest]) : start);
  }

  /** Bytes that wait in the engine's write buffer, and in the WebSocket behind it. */
  backlogBytes(): number {
    let bytes = webSocketOf(this.#conn.transport)?.bufferedAmount ?? 0;
    const waiting = this.#waiting;
    if (waiting.length < measuredFromPackets) return bytes;
    for (const packet of waiting) bytes += packet.data?.length ?? 0;
    return bytes;
  }

  /**
   * True when packets wait in the engine: by long-polling until the client asks again. To a
   * WebSocket the second part of an event goes with the next turn, which holds nothing back.
   */
  get holdsBack(): boolean {
    const waiting = this.#waiting;
    if (!webSocketOf(this.#conn.transport)) return waiting.length > 0;
    let bytes = 0;
    for (const packet of waiting) bytes += packet.data?.length ?? 0;
    return bytes > heldBytesMax;
  }

  /** Ends in order: what was written is sent first. */
  close(): void {
    this.#conn.close();
  }

  /** Ends at once; an orderly end would wait for a client that reads nothing. */
  cut(): void {
    const { transport } = this.#conn;
    this.#conn.close(true);
    webSocketOf(transport)?.terminate();
  }

  /** Packets that Engine.IO holds back, which tells no size. */
  get #waiting(): readonly { data?: string | Uint8Array }[] {
    const buffer: unknown = Reflect.get(this.#conn, 'writeBuffer');
    if (!Array.isArray(buffer)) throw new Error('Engine.IO holds its packets elsewhere');
    return buffer;
  }
}

/** An object for listeners by event: with this for its class it needs no hash table. */
class Listeners {}
Object.setPrototypeOf(Listeners.prototype, null);
Reflect.deleteProperty(Listeners.prototype, 'constructor');

/**
 * An array to which something was pushed has room for sixteen more. Node's mark on a list stays:
 * without it a listener that takes itself off hides the next, and Socket.IO hears of no end.
 */
function trim(owner: object, name: string): void {
  const list: unknown = Reflect.get(owner, name);
  if (Array.isArray(list)) Reflect.set(owner, name, Object.assign(list.slice(), list));
}

/**
 * Lets go what an admitted connection has needed for the last time: the first request with all its
 * headers, listeners that served the upgrade, room for listeners that never come. There is one of
 * each for every idle connection, together a third of its memory.
 */
function letGoOfHandshake(socket: Socket): void {
  const { conn } = socket;
  Reflect.set(socket, 'handshake', undefined);
  Reflect.set(socket, 'acks', noAnswers);
  Reflect.set(socket, 'data', noData);
  Reflect.set(conn, 'request', undefined);
  // By long-polling there are headers to come, and a transport that changes.
  const webSocket = webSocketOf(conn.transport);
  if (!webSocket?._socket) return;
  conn.transport.removeAllListeners('headers');
  for (const listener of webSocket.listeners('error') as Listener[]) {
    if (listener.name === 'onUpgradeError') webSocket.off('error', listener);
  }
  for (const emitter of [webSocket, conn.transport, conn, socket]) {
    const listeners: unknown = Reflect.get(emitter, '_events');
    if (!listeners || typeof listeners !== 'object') continue;
    const compact = Object.assign(new Listeners(), listeners);
    for (const event of Object.keys(compact)) trim(compact, event);
    Reflect.set(emitter, '_events', compact);
  }
  trim(conn, 'cleanupFn');
}

/**
 * Runs Engine.IO's upgrade of a connection. For its middlewares, of which there are none here, it
 * leaves a listener with the request on the stream, for as long as that lives: it is taken off.
 */
function upgradeWithoutTrace(stream: Duplex, upgrade: () => void): void {
  const before = new Set(stream.rawListeners('close'));
  upgrade();
  for (const added of stream.rawListeners('close') as Listener[]) {
    if ('listener' in added && !before.has(added)) stream.off('close', added);
  }
}

/** Stands in for a decoder: what the client of a connection hears was read before. */
class ReadAlready {
  add: (packet: Packet) => void = () => {};

  on(_decoded: string, take: (packet: Packet) => void): void {
    this.add = take;
  }

  removeListener(): void {
    this.add = () => {};
  }

  destroy(): void {}
}

type RoomAdapter = Namespace['adapter'];
const Adapter = new Server().sockets.adapter.constructor as new (
  namespace: Namespace,
) => RoomAdapter;

/**
 * Keeps no rooms. Socket.IO puts every socket into a room of its own, two sets for each; deliveries
 * are addressed to connections here, and nothing is broadcast.
 */
class NoRooms extends Adapter {
  override addAll(): void {}

  override del(): void {}

  override delAll(): void {}
}

/** Called with `new`, so it is no arrow. */
const noRooms = function createNoRooms(namespace: Namespace): RoomAdapter {
  return new NoRooms(namespace);
} as NonNullable<ServerOptions['adapter']>;

/** What is done about sessions of this kind. */
export interface EngineParts<Session extends { end(): void }> {
  readonly origins: readonly string[];
  newSessionId(): string;
  /** Nobody has shown credentials yet; `request` is its first. */
  begin(conn: EngineConn, request: IncomingMessage): Session;
  /** Credentials came; answers once. `id` is the session's from now on. */
  onHandshake(
    session: Session,
    id: string,
    auth: unknown,
    answer: (refused?: Refusal) => void,
  ): void;
  /** The client has heard that it may come in. */
  onConnected(session: Session, id: string): void;
  /** A device that belongs to nobody yet wants to wait for its primary; answers once. */
  onLink(session: Session, auth: unknown, answer: (refused?: Refusal) => void): void;
  /** It has heard that it may. */
  onLinkOpen(session: Session): void;
  /** A request was refused by the engine itself. */
  onRefused(engineCode: number): void;
}

/** Socket.IO on a server that never listens: it is handed what was screened, one by one. */
export class SocketEngine<Session extends { end(): void }> {
  readonly #io: Server;
  readonly #parts: EngineParts<Session>;
  readonly #sessions = new WeakMap<Conn, Session>();
  readonly #corks = new Corks();

  constructor(parts: EngineParts<Session>) {
    this.#parts = parts;
    const io = new Server(optionsOf(parts.origins));
    io.attach(createServer());
    io.engine.generateId = () => parts.newSessionId();
    // Behind Socket.IO's own listener, which has made its client of the connection.
    io.engine.on('connection', (conn: Conn) => this.#began(conn));
    // The upgrade's answer and the engine's first packet are one write.
    const gather = (of: IncomingMessage) => of.headers.upgrade && this.#corks.hold(of.socket);
    io.engine.on('initial_headers', (_: object, request: IncomingMessage) => gather(request));
    io.engine.on('connection_error', ({ code }: { code: number }) => parts.onRefused(code));
    io.use(({ id, conn, handshake }, next) => {
      parts.onHandshake(this.#sessionOf(conn), id, handshake.auth, this.#answering(conn, next));
    });
    io.on('connection', (socket) => {
      const session = this.#sessionOf(socket.conn);
      letGoOfHandshake(socket);
      parts.onConnected(session, socket.id);
    });
    const link = io.of(linkNamespace);
    link.use(({ conn, handshake }, next) => {
      parts.onLink(this.#sessionOf(conn), handshake.auth, this.#answering(conn, next));
    });
    link.on('connection', ({ conn }) => parts.onLinkOpen(this.#sessionOf(conn)));
    this.#io = io;
  }

  /** Sessions that have not ended. */
  get count(): number {
    return this.#io.engine.clientsCount;
  }

  /** Throws what a request makes it throw. */
  serve(request: IncomingMessage, response: ServerResponse): void {
    this.#io.engine.handleRequest(request, response);
  }

  serveUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { engine } = this.#io;
    upgradeWithoutTrace(socket, () => engine.handleUpgrade(request, socket, head));
  }

  async close(): Promise<void> {
    await this.#io.close();
  }

  #began(conn: Conn): void {
    const session = this.#parts.begin(new EngineConn(conn, this.#corks), conn.request);
    this.#sessions.set(conn, session);
    conn.on('close', () => session.end());
  }

  /** What follows the answer to a handshake, hello among it, goes with it in one write. */
  #answering({ transport }: Conn, next: (refused?: Error) => void) {
    return (refused?: Refusal) => {
      this.#corks.hold(webSocketOf(transport)?._socket);
      next(refused && connectError(refused));
    };
  }

  #sessionOf(conn: Conn): Session {
    const session = this.#sessions.get(conn);
    if (!session) throw new Error('Socket.IO has a connection that never began');
    return session;
  }
}

function optionsOf(origins: readonly string[]): Partial<ServerOptions> {
  return {
    path: socketPath,
    serveClient: false,
    parser: { Encoder, Decoder: ReadAlready },
    adapter: noRooms,
    transports: ['polling', 'websocket'],
    allowEIO3: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: limits.frameBytesMax,
    pingInterval: limits.pingIntervalMs,
    pingTimeout: limits.pingTimeoutMs,
    connectTimeout: limits.handshakeTimeoutMs,
    upgradeTimeout: upgradeTimeoutMs,
    ...(origins.length > 0 ? { cors: { origin: [...origins] } } : {}),
  };
}
