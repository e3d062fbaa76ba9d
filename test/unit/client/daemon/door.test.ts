// The private socket of a profile: nobody else's, taken over from whoever was killed, and closed
// whatever those who are in do.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Door, findHolder } from '../../../../client/daemon/door.ts';
import type { Serving } from '../../../../client/daemon/peer.ts';
import { RpcError, rpcCodes, wireLimits } from '../../../../client/daemon/wire.ts';

const serving: Serving = {
  answer: async (method) => ({ method }),
  heard: () => undefined,
  said: (error) => new RpcError(rpcCodes.internal, String(error)),
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-door-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => Door.open(folder, '1.2.3', serving);
const modeOf = (path: string) => statSync(path).mode & 0o777;

test('whoever holds a profile is found, and answers', async () => {
  expect(await findHolder(folder, serving)).toBeUndefined();
  const door = await open();
  expect([modeOf(door.socket), modeOf(folder)]).toEqual([0o600, 0o700]);
  const found = await findHolder(folder, serving);
  expect(found?.facts).toMatchObject({ pid: process.pid, version: '1.2.3' });
  expect(await found?.peer.call('state', {})).toEqual({ method: 'state' });
  await door.close();
  await found?.peer.ended;
  expect(existsSync(door.socket)).toBe(false);
  expect(await findHolder(folder, serving)).toBeUndefined();
});

test('what a killed process has left is no holder, and is taken away', async () => {
  const left = join(folder, 'daemon.sock');
  const dead = createServer();
  await new Promise<void>((resolve) => dead.listen(`${left}.dead`, resolve));
  renameSync(`${left}.dead`, left);
  await new Promise((resolve) => dead.close(resolve));
  writeFileSync(
    join(folder, 'holder.json'),
    JSON.stringify({ socket: left, pid: 1, version: '1' }),
  );
  expect(existsSync(left)).toBe(true);
  expect(await findHolder(folder, serving)).toBeUndefined();
  const door = await open();
  expect(await findHolder(folder, serving)).toBeDefined();
  await door.close();
  Door.clear(folder);
  expect(existsSync(left)).toBe(false);
});

test('a socket where others may write is no holder of ours', async () => {
  const door = await open();
  chmodSync(folder, 0o777);
  expect(await findHolder(folder, serving)).toBeUndefined();
  chmodSync(folder, 0o700);
  expect(await findHolder(folder, serving)).toBeDefined();
  await door.close();
});

test('where the path is too long the socket is in a private folder of its own', async () => {
  folder = join(folder, 'x'.repeat(100));
  mkdirSync(folder, { mode: 0o700 });
  onTestFinished(() => rmSync(dirname(folder), { recursive: true, force: true }));
  const door = await open();
  expect(door.socket.startsWith(folder)).toBe(false);
  expect(modeOf(dirname(door.socket))).toBe(0o700);
  expect(JSON.parse(readFileSync(join(folder, 'holder.json'), 'utf8')).socket).toBe(door.socket);
  expect(await findHolder(folder, serving)).toBeDefined();
  await door.close();
  expect(existsSync(dirname(door.socket))).toBe(false);
});

test('it closes though somebody neither reads nor leaves', async () => {
  const door = await open();
  const stays = createConnection({ path: door.socket, allowHalfOpen: true });
  onTestFinished(() => void stays.destroy());
  await new Promise((resolve) => stays.once('connect', resolve));
  stays.write('{"jsonrpc":"2.0","id":1,"method":"state"}\n');
  stays.pause();
  await door.close();
  expect(existsSync(door.socket)).toBe(false);
});

test('it closes though somebody who was cut for not reading has not read that', async () => {
  const asked = 10;
  let answered = 0;
  const all = Promise.withResolvers<void>();
  const answer = async () => {
    answered += 1;
    if (answered === asked) all.resolve();
    return 'x'.repeat(wireLimits.bufferedBytesMax / 4);
  };
  const door = await Door.open(folder, '1.2.3', { ...serving, answer });
  const stays = createConnection({ path: door.socket, allowHalfOpen: true });
  onTestFinished(() => void stays.destroy());
  await new Promise((resolve) => stays.once('connect', resolve));
  stays.write('{"jsonrpc":"2.0","id":1,"method":"state"}\n'.repeat(asked));
  stays.pause();
  await all.promise;
  await turn();
  await door.close();
  expect(existsSync(door.socket)).toBe(false);
});
