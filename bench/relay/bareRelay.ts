// The other side of the comparison: what one would write with Socket.IO alone. Processes that share
// a port, the Redis adapter between them, `send` to a room, and nothing else: no accounts, no
// checks, no queue. What the recipient's socket does not take is gone.

import cluster from 'node:cluster';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';

const workers = 2;
const [redisSocket = '', adapter = 'classic'] = process.argv.slice(2);

/** What the relay tells the measurement once it serves. */
export interface RelayFacts {
  readonly port: number;
  readonly pids: readonly number[];
}

function runPrimary(): void {
  const ports = new Map<number, number>();
  cluster.on('message', (worker, { port }: { port: number }) => {
    ports.set(worker.process.pid ?? 0, port);
    if (ports.size === workers) process.send?.({ port, pids: [...ports.keys()] });
  });
  cluster.on('exit', () => process.exit(1));
  for (let index = 0; index < workers; index++) cluster.fork();
  process.on('disconnect', () => process.exit(0));
}

/** Sends, and says so; the recipient's acknowledgement is answered and changes nothing. */
function serve(io: Server): void {
  io.on('connection', (socket) => {
    const room: unknown = socket.handshake.auth['room'];
    if (typeof room === 'string') void socket.join(room);
    socket.on('send', (peer: string, body: Buffer, answer: () => void) => {
      io.to(peer).emit('deliver', body);
      answer();
    });
    socket.on('ack', (_guids: Buffer, answer: () => void) => answer());
  });
}

async function runWorker(): Promise<void> {
  const publisher = new Redis(redisSocket);
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.ping(), subscriber.ping()]);
  const http = createServer();
  const make = adapter === 'sharded' ? createShardedAdapter : createAdapter;
  serve(
    new Server(http, {
      adapter: make(publisher, subscriber),
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      httpCompression: false,
      pingInterval: 30_000,
      pingTimeout: 30_000,
    }),
  );
  http.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
    process.send?.({ port: (http.address() as AddressInfo).port });
  });
  process.on('disconnect', () => process.exit(0));
}

if (cluster.isPrimary) runPrimary();
else await runWorker();
