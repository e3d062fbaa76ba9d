// A client's commands of one step leave in one write, on each connection that it opens.

import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { silentLog, openBlockingRedis, openRedis } from '#runtime';
import { Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';

/** Answers every command alike, as nothing of a client's coming asks for more. */
async function startAnswering() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let held = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      const lines = `${held}${chunk}`.split('\r\n');
      held = lines.pop() ?? '';
      const commands = lines.filter((line) => line.startsWith('*'));
      socket.write('+OK\r\n'.repeat(commands.length));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  return { sockets, address: `redis://127.0.0.1:${address.port}`, stop: () => server.close() };
}

/** How many writes its stream makes for commands of one step. */
async function writesOf(client: Redis): Promise<number> {
  const { stream } = client;
  const one = vi.spyOn(stream, '_write');
  const many = vi.spyOn(stream, '_writev');
  await Promise.all(['a', 'b', 'c'].map((key) => client.get(key)));
  const count = one.mock.calls.length + many.mock.calls.length;
  vi.restoreAllMocks();
  return count;
}

it.each([openRedis, openBlockingRedis])('%o: now, and after a break', async (open) => {
  const server = await startAnswering();
  const client = await open(server.address, 'of the tests', silentLog);
  if (!(client instanceof Redis)) throw new Error('one server');
  expect(await writesOf(client)).toBe(1);
  const back = once(client, 'ready');
  for (const socket of server.sockets) socket.destroy();
  await back;
  expect(await writesOf(client)).toBe(1);
  client.disconnect();
  server.stop();
});
