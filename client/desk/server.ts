// The desk's server, for browsers of this machine alone: a handful of files, and a WebSocket that
// carries the daemon's JSON-RPC. What comes from another name or another page is refused.

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { systemClock } from '../clock.ts';
import { Peer } from '../daemon/peer.ts';
import { wireLimits } from '../daemon/wire.ts';
import type { OpenBehind } from './behind.ts';
import { pipesOf } from './frames.ts';
import { Pass } from './pass.ts';
import type { PageFiles } from './pageFiles.ts';
import { Visit } from './visit.ts';

/** How many pages may be connected at a time, entered or not. */
export const pagesMax = 8;
const connectionsMax = 64;
/** Who does not end its side by then is cut. */
const lastWordsMs = 1_000;
const host = '127.0.0.1';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  'media-src blob:',
  "connect-src 'self'",
  "worker-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'microphone=(self), camera=(), geolocation=()',
  'cache-control': 'no-store',
} as const;

export interface DeskOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly files: PageFiles;
  /** What stands behind each page. */
  readonly open: OpenBehind;
}

export class DeskServer {
  readonly #options: DeskOptions;
  readonly #pass = new Pass();
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #pages = new Map<Peer, WebSocket>();
  #port = 0;

  private constructor(options: DeskOptions) {
    this.#options = options;
    this.#http = createServer((request, answer) => this.#answer(request, answer));
    this.#http.maxConnections = connectionsMax;
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: wireLimits.lineBytesMax,
      perMessageDeflate: false,
      clientTracking: false,
    });
    this.#http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(request, socket, head),
    );
  }

  /** Throws what the system says of the port. */
  static async open(options: DeskOptions): Promise<DeskServer> {
    const desk = new DeskServer(options);
    await new Promise<void>((resolve, reject) => {
      desk.#http.once('error', reject);
      desk.#http.listen(options.port, host, resolve);
    });
    desk.#port = (desk.#http.address() as AddressInfo).port;
    return desk;
  }

  /** A link that one page may enter by, once; those before it lead nowhere. */
  link(): string {
    return `http://${host}:${this.#port}/#${this.#pass.token()}`;
  }

  /** All pages are let go, and come again by themselves while it is open. */
  letGo(): void {
    for (const page of this.#pages.keys()) page.close();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    const inside = [...this.#pages.values()];
    this.letGo();
    this.#http.closeAllConnections();
    const late = systemClock.after(lastWordsMs, () => {
      for (const socket of inside) socket.terminate();
    });
    await closed;
    late.cancel();
  }

  #answer(request: IncomingMessage, answer: ServerResponse): void {
    const file = this.#options.files.get(request.url ?? '');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const status = this.#isOwn(request) ? (isRead ? (file ? 200 : 404) : 405) : 421;
    if (status !== 200 || !file) {
      answer.writeHead(status, { ...headers, 'content-type': 'text/plain' }).end();
      return;
    }
    const { type, bytes } = file;
    const length = { 'content-type': type, 'content-length': bytes.length };
    answer.writeHead(200, { ...headers, ...length });
    answer.end(request.method === 'HEAD' ? undefined : bytes);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const isOwn = this.#isOwn(request) && request.headers.origin === originOf(request);
    const isFull = this.#pages.size >= pagesMax;
    if (!isOwn || isFull || request.url !== '/rpc') {
      const status = isFull && isOwn ? '503 Service Unavailable' : '403 Forbidden';
      const words = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
      // Whoever never ends its own side would keep others out.
      socket.end(words, () => socket.destroy());
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (one) => this.#welcome(one));
  }

  #welcome(socket: WebSocket): void {
    const visit = new Visit(this.#pass, this.#options.open);
    const peer = new Peer(pipesOf(socket), visit);
    this.#pages.set(peer, socket);
    socket.once('close', () => this.#pages.delete(peer));
    visit.begin(peer);
  }

  /** A name that leads here, said by another page's script, is none of these. */
  #isOwn({ headers: { host: named } }: IncomingMessage): boolean {
    return named === `${host}:${this.#port}` || named === `localhost:${this.#port}`;
  }
}

const originOf = ({ headers: { host: named } }: IncomingMessage): string => `http://${named}`;
