// Which requests share a connection: a server takes what comes over one for one person's, so that
// nothing that says no name goes where the account has said its own.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Network, Transport } from '#client';
import { socketNetwork } from '#client';
import { systemClock } from '../../../client/clock.ts';

/** Each request, and the port that it came from. */
let heard: { readonly what: string; readonly port: number | undefined }[];
let server: ReturnType<typeof createServer>;
let url: string;
let network: Network;

beforeEach(async () => {
  heard = [];
  server = createServer((ask, answer) => {
    heard.push({ what: ask.url ?? '', port: ask.socket.remotePort });
    answer.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  network = socketNetwork({ transports: ['polling'] });
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const portsOf = (what: string) =>
  new Set(heard.filter((one) => one.what.startsWith(what)).map(({ port }) => port));

type Handlers = Parameters<Transport['open']>[0];

/** Polls once, and is refused. */
async function dial(credentials?: { username: string; password: string }): Promise<void> {
  const transport = network.transport(url, credentials, systemClock);
  const refused = new Promise<void>((resolve) => {
    const nothing = () => undefined;
    const state: Handlers['state'] = (is) => void (is === 'waiting' && resolve());
    const none = { deliver: nothing, queueEmpty: nothing, notice: nothing, signal: nothing };
    transport.open({ state, presence: nothing, security: nothing, ...none } as Handlers);
  });
  await refused;
  transport.close();
}

test('what says no name shares no connection with what says it', async () => {
  const authorization = 'Basic bmFtZQ==';
  await network.http(url, { verb: 'PUT', path: '/named', authorization });
  await network.http(url, { verb: 'GET', path: '/nameless/1', isNameless: true });
  await network.http(url, { verb: 'PUT', path: '/named', authorization });
  await network.http(url, { verb: 'GET', path: '/nameless/2', isNameless: true });
  const read = await network.bytes?.(url, { verb: 'GET', path: '/nameless/3', headers: {} });
  for await (const _bytes of read?.body ?? []);
  const upload = { verb: 'POST', headers: {} } as const;
  const written = await network.bytes?.(url, { ...upload, path: '/nameless/4', isNameless: true });
  for await (const _bytes of written?.body ?? []);
  const [named, nameless] = [portsOf('/named'), portsOf('/nameless')];
  expect([named.size, nameless.size]).toEqual([1, 1]);
  expect(named).not.toEqual(nameless);
});

test('each connection that stays is one of its own', async () => {
  await network.http(url, { verb: 'PUT', path: '/named' });
  await network.http(url, { verb: 'GET', path: '/nameless', isNameless: true });
  await dial({ username: 'ana.1', password: 'secret' });
  await dial();
  await dial();
  const polls = heard.filter(({ what }) => what.startsWith('/socket.io/'));
  expect(polls).toHaveLength(3);
  expect(new Set(heard.map(({ port }) => port)).size).toBe(5);
});
