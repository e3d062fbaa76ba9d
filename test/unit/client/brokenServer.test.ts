// A server that speaks the transport's own protocol wrongly: the connection ends, the program goes
// on, and nothing of the connection stays open.

import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { systemClock } from '../../../client/clock.ts';
import { socketNetwork } from '../../../client/transport/network.ts';
import type { Transport } from '../../../client/transport/transport.ts';

const credentials = { username: '00000000-0000-4000-8000-000000000001.1', password: 'secret' };
/** A busy machine takes long to be told anything. */
const patience = { timeout: 30_000 };
vi.setConfig({ testTimeout: 120_000 });
let server: Server;
let transport: Transport;

type Ways = ('websocket' | 'polling')[];

/** A server that answers each request so, and says these bytes to every WebSocket. */
async function listen(answer: RequestListener, said: string, ways: Ways) {
  server = createServer(answer);
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.send(said);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  transport = socketNetwork({ transports: ways }).transport(url, credentials, systemClock);
  return sockets;
}

/** Connects until it is given up, and closes; what nobody caught meanwhile. */
async function connect(answer: RequestListener, said: string, ways: Ways): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  const names = ['uncaughtException', 'unhandledRejection'] as const;
  const others = names.map((name) => process.listeners(name as 'uncaughtException'));
  for (const name of names) {
    process.removeAllListeners(name);
    process.on(name, (error: unknown) => uncaught.push(error));
  }
  try {
    const sockets = await listen(answer, said, ways);
    const state = vi.fn();
    transport.open({
      state,
      deliver: vi.fn(),
      queueEmpty: vi.fn(),
      notice: vi.fn(),
      security: vi.fn(),
      signal: vi.fn(),
      presence: vi.fn(),
    });
    const waiting = expect.objectContaining({ retryInMs: expect.any(Number) });
    const called = () => expect(state).toHaveBeenCalledWith('waiting', waiting);
    await vi.waitFor(called, patience);
    transport.close();
    await vi.waitFor(() => expect(sockets.clients.size).toBe(0), patience);
  } finally {
    for (const [at, name] of names.entries()) {
      process.removeAllListeners(name);
      for (const other of others[at] ?? []) process.on(name, other);
    }
  }
  return uncaught;
}

afterEach(async () => {
  transport.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const broken = ['0{', '0null', '0', '0[', '0{"sid":"a","upgrades":null,"pingInterval":{}}\u001e0{'];
const both: Ways[] = [['websocket'], ['polling'], ['websocket', 'polling']];

test.each(broken.flatMap((said) => both.map((ways) => ({ said, ways }))))(
  '$said over $ways ends no program',
  async ({ said, ways }) => {
    const answer: RequestListener = (_request, response) => response.end(said);
    expect(await connect(answer, said, ways)).toEqual([]);
  },
);

const opened = '0{"sid":"a","upgrades":[],"pingInterval":2000000000,"pingTimeout":1}';
const piece = Buffer.alloc(1024 * 1024, 'x');

/** Opens a session, and goes on so. */
function after(then: RequestListener): RequestListener {
  let requests = 0;
  return (request, response) => {
    requests += 1;
    if (requests === 1) response.end(opened);
    else then(request, response);
  };
}

const answers: Record<string, RequestListener> = {
  'a redirection to nowhere': (_request, response) => response.writeHead(302).end(),
  'a redirection to what is no address': (_request, response) =>
    response.writeHead(307, { location: 'http://[' }).end(),
  'an answer that breaks off': (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('0{', () => response.destroy());
  },
  'an answer without end': (_request, response) => {
    const pump = () => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', pump);
    pump();
  },
};

test.each(Object.keys(answers))('%s ends no program', async (name) => {
  const answer = answers[name] as RequestListener;
  expect(await connect(after(answer), '', ['polling'])).toEqual([]);
});
