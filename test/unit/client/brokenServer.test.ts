// A server that speaks the transport's own protocol wrongly: the connection ends, the program goes
// on, and nothing of the connection stays open.

import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { systemClock } from '../../../client/clock.ts';
import { SocketTransport } from '../../../client/transport/socketTransport.ts';

const credentials = { username: '00000000-0000-4000-8000-000000000001.1', password: 'secret' };
let server: Server;
let transport: SocketTransport;

/** Answers polls with these bytes, and says them to every WebSocket. */
async function listen(said: string, ways: ('websocket' | 'polling')[]) {
  server = createServer((_request, response) => response.end(said));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.send(said);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  transport = new SocketTransport(url, credentials, systemClock, { transports: ways });
  return sockets;
}

afterEach(async () => {
  transport.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const broken = ['0{', '0null', '0', '0[', '0{"sid":"a","upgrades":null,"pingInterval":{}}\u001e0{'];

test.each(
  broken.flatMap((said) => [
    { said, ways: ['websocket' as const] },
    { said, ways: ['polling' as const] },
    { said, ways: ['websocket' as const, 'polling' as const] },
  ]),
)('$said over $ways ends no program', async ({ said, ways }) => {
  const uncaught: unknown[] = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => uncaught.push(error));
  try {
    const sockets = await listen(said, ways);
    const state = vi.fn();
    transport.open({ state, deliver: vi.fn(), queueEmpty: vi.fn(), notice: vi.fn() });
    const waiting = expect.objectContaining({ retryInMs: expect.any(Number) });
    await vi.waitFor(() => expect(state).toHaveBeenCalledWith('waiting', waiting));
    transport.close();
    await vi.waitFor(() => expect(sockets.clients.size).toBe(0));
    expect(uncaught).toEqual([]);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const other of others) process.on('uncaughtException', other);
  }
});
