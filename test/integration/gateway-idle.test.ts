// What an idle connection keeps of its beginning, and a worker of a connection that has ended.

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accountOf, password, SocketRig } from '../support/socketRig.ts';

const ann = accountOf(1);
let rig: SocketRig;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const ready = (socket: Socket) =>
  new Promise((resolve) => socket.once('connect', () => resolve(undefined)));

/** True once nothing but these references is left of what they refer to. */
async function isGone(references: readonly WeakRef<object>[]): Promise<boolean> {
  for (let i = 0; i < 20; i++) {
    await turn();
    collect();
    if (references.every((one) => one.deref() === undefined)) return true;
  }
  return false;
}

beforeEach(async () => {
  rig = await SocketRig.start();
  rig.cluster.register(ann, password);
});

afterEach(() => rig.stop());

it.each([
  ['by the default parser', {}],
  ['in single frames', { query: { frames: '1' } }],
])('lets go of the request that began a WebSocket, spoken to %s', async (_, more) => {
  const requests: WeakRef<IncomingMessage>[] = [];
  rig.first.server.prependListener('upgrade', (request: IncomingMessage) => {
    requests.push(new WeakRef(request));
  });
  const socket = rig.client(ann, rig.first.port, more);
  await ready(socket);
  expect(requests).toHaveLength(1);
  expect(await isGone(requests)).toBe(true);
  expect(socket.connected).toBe(true);
});

it.each([
  ['by the default parser', 'takes its leave', {}],
  ['in single frames', 'takes its leave', { query: { frames: '1' } }],
  ['by the default parser', 'breaks off', {}],
  ['in single frames', 'breaks off', { query: { frames: '1' } }],
])('keeps nothing of a client, spoken to %s, that %s', async (_, how, more) => {
  const streams: WeakRef<Duplex>[] = [];
  const ends: Promise<unknown>[] = [];
  rig.first.server.prependListener('upgrade', (_request: IncomingMessage, stream: Duplex) => {
    streams.push(new WeakRef(stream));
    ends.push(once(stream, 'close'));
  });
  const socket = rig.client(ann, rig.first.port, { ...more, reconnection: false });
  await ready(socket);
  if (how === 'takes its leave') socket.disconnect();
  else socket.io.engine.close();
  await Promise.all(ends);
  ends.length = 0;
  expect(streams).toHaveLength(1);
  expect(await isGone(streams)).toBe(true);
});
