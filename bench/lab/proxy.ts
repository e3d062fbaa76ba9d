// A wire that can fail: a proxy between a client and a server, over TCP or unix sockets. What it
// holds back is not lost but late, as it is with TCP: bytes, and the end of a connection too, so
// that the other side does not hear of it.

import type { NetConnectOpts, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** The way from the client to the server, and the way back. */
export type Way = 'up' | 'down';

/** How one way of a wire behaves. */
export interface Rule {
  /** Nothing passes until the rule changes. */
  readonly held: boolean;
  readonly delayMs: number;
  /** Comes on top of the delay, at random; order is kept. */
  readonly jitterMs: number;
  /** 0: as fast as it goes. */
  readonly bytesPerS: number;
}

export const clear: Rule = { held: false, delayMs: 0, jitterMs: 0, bytesPerS: 0 };
/** Bytes waiting in one way of a wire; the source is not read any further then. */
const waitingBytesMax = 256 * 1024;
/** A throttled way passes at most what this time allows in one go. Unit: milliseconds. */
const throttleStepMs = 50;

/** One direction of one connection. */
class Flow {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #random: () => number;
  #rule: Rule;
  #waiting: { readonly dueAt: number; readonly chunk: Buffer }[] = [];
  #waitingBytes = 0;
  #lastDueAt = 0;
  /** A throttled way is busy until then. */
  #freeAt = 0;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    from: Socket,
    to: Socket,
    rule: Rule,
    random: () => number,
    onChunk: (chunk: Buffer) => void,
  ) {
    this.#from = from;
    this.#to = to;
    this.#rule = rule;
    this.#random = random;
    from.on('data', (chunk: Buffer) => {
      this.#take(chunk);
      onChunk(chunk);
    });
    from.on('end', () => {
      this.#ended = true;
      this.#pass();
    });
    to.on('drain', () => this.#pass());
  }

  set rule(rule: Rule) {
    this.#rule = rule;
    this.#pass();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #take(chunk: Buffer): void {
    const { delayMs, jitterMs } = this.#rule;
    const dueAt = performance.now() + delayMs + jitterMs * this.#random();
    this.#lastDueAt = Math.max(this.#lastDueAt, dueAt);
    this.#waiting.push({ dueAt: this.#lastDueAt, chunk });
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes > waitingBytesMax) this.#from.pause();
    this.#pass();
  }

  #pass(): void {
    clearTimeout(this.#timer);
    const { held, bytesPerS } = this.#rule;
    if (held) return;
    const most = bytesPerS > 0 ? Math.ceil((bytesPerS * throttleStepMs) / 1000) : Infinity;
    while (this.#waiting.length > 0 && !this.#to.writableNeedDrain) {
      const next = this.#waiting[0] as { dueAt: number; chunk: Buffer };
      const now = performance.now();
      const freeAt = bytesPerS > 0 ? Math.max(next.dueAt, this.#freeAt) : next.dueAt;
      if (freeAt > now) return this.#later(freeAt - now);
      const piece = next.chunk.subarray(0, Math.min(most, next.chunk.length));
      if (piece.length === next.chunk.length) this.#waiting.shift();
      else this.#waiting[0] = { ...next, chunk: next.chunk.subarray(piece.length) };
      this.#freeAt = now + (bytesPerS > 0 ? (piece.length / bytesPerS) * 1000 : 0);
      this.#waitingBytes -= piece.length;
      if (this.#to.writable) this.#to.write(piece);
    }
    if (this.#waitingBytes <= waitingBytesMax) this.#from.resume();
    if (this.#ended && this.#waiting.length === 0) this.#to.end();
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => this.#pass(), ms);
  }
}

/** One connection through the proxy. */
export class Wire {
  /** Port of the client, which tells whose connection it is; 0 over a unix socket. */
  readonly clientPort: number;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #flows: Readonly<Record<Way, Flow>>;

  constructor(
    client: Socket,
    server: Socket,
    random: () => number,
    onChunk: (wire: Wire, way: Way, chunk: Buffer) => void,
  ) {
    this.#client = client;
    this.#server = server;
    this.clientPort = client.remotePort ?? 0;
    const flow = (from: Socket, to: Socket, way: Way) =>
      new Flow(from, to, clear, random, (chunk) => onChunk(this, way, chunk));
    this.#flows = { up: flow(client, server, 'up'), down: flow(server, client, 'down') };
  }

  rule(way: Way, rule: Rule): void {
    this.#flows[way].rule = rule;
  }

  /** Both ends lose the connection. */
  cut(): void {
    this.#flows.up.stop();
    this.#flows.down.stop();
    this.#client.destroy();
    this.#server.destroy();
  }
}

/** What lies over some wires of a proxy until it is healed. */
export interface Trouble {
  readonly up?: Rule;
  readonly down?: Rule;
  /** Default: every wire, also those that are opened meanwhile. */
  readonly hits?: (wire: Wire) => boolean;
}

/** A listening proxy before one server. */
export class FaultProxy {
  readonly wires = new Set<Wire>();
  /** Called with every chunk after it was taken in and, where nothing holds it, passed on. */
  onChunk: (wire: Wire, way: Way, chunk: Buffer) => void = () => undefined;
  readonly #listener: Server;
  readonly #upstream: NetConnectOpts;
  readonly #random: () => number;
  #trouble: Trouble = {};

  private constructor(upstream: NetConnectOpts, random: () => number) {
    this.#upstream = upstream;
    this.#random = random;
    // Half-open connections are passed on as what they are.
    this.#listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
      this.#accept(client),
    );
  }

  /** Listens on a free port of the loopback, or on the path of a unix socket. */
  static start(upstream: NetConnectOpts, random = Math.random, path?: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream, random);
    return new Promise((resolve, reject) => {
      proxy.#listener.once('error', reject);
      const done = () => resolve(proxy);
      if (path === undefined) proxy.#listener.listen(0, '127.0.0.1', done);
      else proxy.#listener.listen(path, done);
    });
  }

  get port(): number {
    const address = this.#listener.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Lays a trouble over the wires; it takes the place of the one before. */
  disturb(trouble: Trouble): void {
    this.#trouble = trouble;
    for (const wire of this.wires) this.#apply(wire);
  }

  heal(): void {
    this.disturb({});
  }

  cut(hits: (wire: Wire) => boolean = () => true): void {
    for (const wire of this.wires) if (hits(wire)) wire.cut();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#listener.close(resolve));
    this.cut();
    await closed;
  }

  #apply(wire: Wire): void {
    const { up, down, hits } = this.#trouble;
    const hit = hits ? hits(wire) : true;
    wire.rule('up', hit && up ? up : clear);
    wire.rule('down', hit && down ? down : clear);
  }

  #accept(client: Socket): void {
    const server = connect({ ...this.#upstream, allowHalfOpen: true, noDelay: true });
    const wire = new Wire(client, server, this.#random, (one, way, chunk) =>
      this.onChunk(one, way, chunk),
    );
    this.wires.add(wire);
    this.#apply(wire);
    const over = () => {
      if (!this.wires.delete(wire)) return;
      wire.cut();
    };
    let closed = 0;
    for (const socket of [client, server]) {
      socket.on('error', over);
      // An end that is held back must not end the other side.
      socket.on('close', () => {
        closed += 1;
        if (closed === 2 || socket.errored || !this.#isHeld(wire)) over();
      });
    }
  }

  #isHeld(wire: Wire): boolean {
    const { up, down, hits } = this.#trouble;
    return (up?.held === true || down?.held === true) && (hits ? hits(wire) : true);
  }
}
