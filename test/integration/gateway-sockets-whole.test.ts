// The whole gateway as a worker builds it: HTTP, Socket.IO and the relay on one port, from
// registration to a message, and its end.

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CommandOf } from '#actors';
import type { Gateway } from '#gateway';
import { createGateway, relayAddressOf } from '#gateway';
import { decodeClosing, decodeResponse, decodeSendAnswer, encodeRequest, ok } from '#protocol';
import type { Router } from '#routing';
import { systemClock } from '#runtime';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import { join } from '../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../support/gatewayServices.ts';
import { sendTo } from '../support/socketRig.ts';

let gateway: Gateway;
let folder: string;
let port: number;
let person: Awaited<ReturnType<typeof join>>;
let attachments: CommandOf<'account'>[];

const once = (socket: Socket, event: string): Promise<unknown[]> =>
  new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)));

const open = (auth: object, transports = ['polling', 'websocket']) =>
  io(`http://127.0.0.1:${port}`, { auth, transports, reconnection: false, forceNew: true });

beforeEach(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'aldis-gateway-'));
  const test = createTestServices({ ALDIS_DATA: folder });
  attachments = [];
  const accounts = test.router;
  const router: Router = {
    member: accounts.member,
    async ask(to, command) {
      const asked = command as CommandOf<'account'>;
      if (asked.type !== 'attach' && asked.type !== 'detach') return accounts.ask(to, command);
      attachments.push(asked);
      return ok(null as never);
    },
    deliver() {},
    ownerOf: () => accounts.member,
    onShardsMoved() {},
    onDelivery() {},
    nextOrdinal: async () => 1,
    relayAddress: async () => undefined,
  };
  // By the hand-turned clock that operators' invitations go by as well.
  person = await join(apiOver({ ...test.services, router }), operatorToken);
  const services = { ...test.services, router, clock: systemClock };
  gateway = await createGateway(services);
  port = await gateway.listen(0, '127.0.0.1');
});

afterEach(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true, force: true });
});

it('serves the same person at both doors of one port', async () => {
  const base = `http://127.0.0.1:${port}`;
  const headers = { authorization: person.authorization };
  const whoami = await fetch(`${base}/v1/accounts/whoami`, { headers });
  expect(await whoami.json()).toMatchObject({ uuid: person.account });
  const made = await fetch(`${base}/v1/auth/token`, { method: 'POST', headers });
  const { accessToken } = (await made.json()) as { accessToken: string };
  expect((await fetch(`${base}/livez`)).status).toBe(200);

  const socket = open({ protocol: 1, token: accessToken });
  await once(socket, 'server:hello');
  const request = { verb: 'GET', path: '/v1/accounts/whoami', headers: [], body: Buffer.alloc(0) };
  const answer = await socket.timeout(3000).emitWithAck('request', encodeRequest(request));
  const { status, body } = decodeResponse(answer);
  expect(status).toBe(200);
  expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({ uuid: person.account });
  const malformed = sendTo(person.account as never, Buffer.alloc(3), Buffer.alloc(1));
  const refused = await socket.timeout(3000).emitWithAck('send', malformed);
  expect(decodeSendAnswer(refused).refusal).toBeDefined();
  expect(gateway.connections).toBe(1);
  socket.disconnect();
});

it('opens its relay where other workers look for it, to its own user alone', async () => {
  const test = createTestServices({ ALDIS_DATA: folder });
  expect(gateway.relayAddress).toBe(relayAddressOf(test.services.config, test.router.member));
  const path = gateway.relayAddress;
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const relay = createConnection(path);
  relay.write('GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n');
  const answer = await new Promise<Buffer>((resolve) => relay.once('data', resolve));
  expect(answer.toString()).toContain(' 400 ');
  relay.destroy();
});

it('drains while clients are there, and stops with nothing left behind', async () => {
  // A poll that begins while the worker drains comes in at another worker of its cluster; here is
  // none.
  const auth = { protocol: 1, username: `${person.account}.1`, password: person.password };
  const socket = open(auth, ['websocket']);
  await once(socket, 'server:hello');
  const told = once(socket, 'server:closing');
  const drained = gateway.drain();
  expect(decodeClosing((await told)[0] as Uint8Array).code).toBe('server.draining');
  await drained;
  expect(gateway.connections).toBe(0);
  expect(attachments.map(({ type }) => type)).toEqual(['attach', 'detach']);
  const late = createConnection(port, '127.0.0.1');
  const refused = await new Promise<string>((resolve) => {
    late.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    late.once('connect', () => resolve('connected'));
  });
  expect(refused).toBe('ECONNREFUSED');
  socket.disconnect();
});

it('lets no one who is shut out at one door guess on at the other', async () => {
  const url = `http://127.0.0.1:${port}/v1/accounts/whoami`;
  const wrong = `Basic ${Buffer.from(`${person.account}.1:wrong`).toString('base64')}`;
  const guess = async () => (await fetch(url, { headers: { authorization: wrong } })).status;
  let status = await guess();
  for (let guesses = 1; status === 401 && guesses < 100; guesses++) status = await guess();
  expect(status).toBe(429);
  const socket = open({ protocol: 1, username: `${person.account}.1`, password: 'wrong' });
  const [error] = (await once(socket, 'connect_error')) as [Error & { data?: { code?: string } }];
  expect(error.data?.code).toBe('rate.limited');
  socket.close();
});
