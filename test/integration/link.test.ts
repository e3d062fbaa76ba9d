// The door of new devices, `/link`: over sockets and by polling, behind one port, across workers of
// one machine and of several hosts.

import { linkAddressEvent, linkMessageEvent } from '#protocol';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { accountOf, SocketRig } from '../support/socketRig.ts';

let rig: SocketRig;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await rig.stop();
});

function newDevice(port: number, more: object = {}): Socket {
  const socket = io(`http://127.0.0.1:${port}/link`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...more,
  });
  sockets.push(socket);
  return socket;
}

const next = (socket: Socket, event: string) =>
  new Promise<Uint8Array>((resolve, reject) => {
    socket.once(event, (bytes: Uint8Array) => resolve(new Uint8Array(bytes)));
    socket.once('connect_error', reject);
  });
const ended = (socket: Socket) =>
  new Promise<string>((resolve) => socket.once('disconnect', resolve));
const addressOf = async (socket: Socket) =>
  linkAddressEvent.body.decode(await next(socket, 'link:address')).address;
const large = new Uint8Array(64 * 1024).fill(7);

describe.each([
  ['one machine', {}],
  ['three hosts', { hosts: ['127.0.0.1', '127.0.0.2', '127.0.0.3'] }],
])('the workers of %s', (_, more) => {
  it.each([
    ['WebSocket', ['websocket']],
    ['polling', ['polling']],
    ['polling that becomes a WebSocket', ['polling', 'websocket']],
  ])('bring a message to whoever waits by %s', async (_name, transports) => {
    rig = await SocketRig.start({ members: ['alpha-1', 'beta-2', 'gamma-3'], ...more });
    const socket = newDevice(rig.frontPort, { transports });
    const address = await addressOf(socket);
    const heard = next(socket, 'link:message');
    const over = ended(socket);
    const [first, second, third] = rig.members;
    const outcomes = await Promise.all(
      [first, second, third].map((one) => one?.waiting.provide(address, large)),
    );
    expect(outcomes.sort()).toEqual([false, false, true]);
    expect(linkMessageEvent.body.decode(await heard).body).toEqual(large);
    await over;
  });
});

describe('a connection at /link', () => {
  it('ends when it says anything', async () => {
    rig = await SocketRig.start();
    const socket = newDevice(rig.first.port);
    await addressOf(socket);
    const over = ended(socket);
    socket.emit('send', new Uint8Array([1]));
    await over;
  });

  it('holds no place among those who have shown no credentials', async () => {
    rig = await SocketRig.start({ pending: 1 });
    await addressOf(newDevice(rig.first.port));
    rig.cluster.register(accountOf(1), 'correct horse battery');
    const other = rig.client(accountOf(1));
    await new Promise((resolve, reject) => {
      other.once('connect', () => resolve(undefined));
      other.once('connect_error', reject);
    });
  });

  it('is one of the two that a session may open', async () => {
    rig = await SocketRig.start();
    rig.cluster.register(accountOf(1), 'correct horse battery');
    const client = rig.client(accountOf(1));
    await new Promise((resolve) => client.once('connect', () => resolve(undefined)));
    const both = client.io.socket('/link');
    const over = ended(client);
    both.connect();
    await over;
  });

  it('ends when its worker stops', async () => {
    rig = await SocketRig.start();
    const socket = newDevice(rig.first.port);
    await addressOf(socket);
    const over = ended(socket);
    await rig.first.door.drain();
    await over;
  });
});
