// What an idle connection keeps of its beginning.

import type { IncomingMessage } from 'node:http';
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
