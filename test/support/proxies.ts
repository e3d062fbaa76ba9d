// Proxies for tests, as small as their protocols allow: HTTP CONNECT, and SOCKS 5 with and without
// a password. Each looks names up by itself, so that one it alone knows is reached through it only.

import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export interface TestProxy {
  /** With the name and password that it asks for, where it does. */
  readonly url: string;
  readonly port: number;
  /** What it was asked for, HOST:PORT each. */
  readonly asked: string[];
  /** Its own connections to servers. */
  readonly upstream: Set<Socket>;
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** Where a name leads that nobody else knows. */
  readonly names: Readonly<Record<string, string>>;
  /** Asks for this. Shape: NAME:PASSWORD. */
  readonly login?: string;
}

type Answer = (made: Socket | undefined) => void;
type Open = (host: string, port: number, answer: Answer) => void;

export function startConnectProxy({ names, login }: ProxyOptions): Promise<TestProxy> {
  return started('http', login, names, (open) => {
    const server = createHttpServer((_request, response) => response.writeHead(405).end());
    const proof = login && `Basic ${Buffer.from(login).toString('base64')}`;
    server.on('connect', (request, socket: Socket, first: Buffer) => {
      if (proof !== undefined && request.headers['proxy-authorization'] !== proof) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const target = new URL(`tcp://${request.url}`);
      open(target.hostname, Number(target.port), (made) => {
        if (!made) return socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        made.write(first);
        return join(socket, made);
      });
    });
    return server;
  });
}

/** Source: RFC 1928, RFC 1929. */
export function startSocksProxy({ names, login }: ProxyOptions): Promise<TestProxy> {
  return started('socks5', login, names, (open) =>
    createServer((socket) => {
      socket.on('error', () => socket.destroy());
      serveSocks(socket, login, open).catch(() => socket.destroy());
    }),
  );
}

async function serveSocks(socket: Socket, login: string | undefined, open: Open): Promise<void> {
  const next = reader(socket);
  const [, methods = 0] = await next(2);
  const offered = await next(methods);
  const method = login === undefined ? 0 : 2;
  if (!offered.includes(method)) return void socket.end(Buffer.from([5, 0xff]));
  socket.write(Buffer.from([5, method]));
  if (login !== undefined) {
    const [, nameLength = 0] = await next(2);
    const name = await next(nameLength);
    const [length = 0] = await next(1);
    const isRight = `${name}:${await next(length)}` === login;
    socket.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) return void socket.end();
  }
  const [, , , kind, first = 0] = await next(5);
  const isName = kind === 3;
  const rest = await next(isName ? first + 2 : 3 + 2);
  const host = isName
    ? rest.subarray(0, first).toString()
    : [first, ...rest.subarray(0, 3)].join('.');
  open(host, rest.readUInt16BE(rest.length - 2), (made) => {
    socket.write(Buffer.from([5, made ? 0 : 4, 0, 1, 0, 0, 0, 0, 0, 0]));
    if (made) join(socket, made);
    else socket.end();
  });
}

/** Reads so many bytes at a time, and leaves the others. */
function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return async (count) => {
    for (;;) {
      const bytes: Buffer | null = count === 0 ? Buffer.alloc(0) : socket.read(count);
      if (bytes) return bytes;
      if (socket.destroyed || socket.readableEnded) throw new Error('ended');
      await new Promise((resolve) => socket.once('readable', resolve));
    }
  };
}

function join(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  for (const [here, there] of [
    [one, other],
    [other, one],
  ] as const) {
    here.on('error', () => there.destroy());
    here.on('close', () => there.destroy());
  }
}

async function started(
  scheme: string,
  login: string | undefined,
  names: Readonly<Record<string, string>>,
  make: (open: Open) => Server,
): Promise<TestProxy> {
  const asked: string[] = [];
  const upstream = new Set<Socket>();
  const server = make((host, port, answer) => {
    asked.push(`${host}:${port}`);
    const made = connect({ host: names[host] ?? host, port });
    upstream.add(made);
    made.once('error', () => answer(undefined));
    made.once('connect', () => {
      made.removeAllListeners('error');
      answer(made);
    });
  });
  const clients = new Set<Socket>();
  server.on('connection', (socket) => clients.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://${login === undefined ? '' : `${login}@`}127.0.0.1:${port}`,
    port,
    asked,
    upstream,
    async stop() {
      for (const socket of [...clients, ...upstream]) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
