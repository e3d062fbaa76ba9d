// The private sockets of a machine's workers, which start side by side.

import { execFileSync } from 'node:child_process';
import { linkSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import type { Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listenRelay, ownFolder } from '../../../../src/gateway/relay/listener.ts';
import type { Bus } from '../../../../src/routing/ports.ts';
import { LinkBus } from '../../../../src/routing/links/linkBus.ts';
import { parseMemberId } from '#protocol';

const handlers = { request: () => undefined, upgrade: () => undefined };
const listenerFile = join(import.meta.dirname, '../../../../src/gateway/relay/listener.ts');

function folderOfOurs(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-relay-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function listening(path: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
}

/** Lets another process start in the moment in which a socket has its name and does not answer. */
async function startBetween(folder: string): Promise<void> {
  const server = await listening(join(folder, 'probe'));
  const handle: object = Reflect.get(server, '_handle');
  const prototype = Object.getPrototypeOf(handle) as { listen: (backlog: number) => number };
  await new Promise((resolve) => server.close(resolve));
  const { listen } = prototype;
  const start = `const { ownFolder } = await import(${JSON.stringify(listenerFile)});
    await ownFolder(${JSON.stringify(folder)});`;
  prototype.listen = function (backlog) {
    execFileSync(process.execPath, ['--input-type=module', '--eval', start]);
    return Reflect.apply(listen, this, [backlog]) as number;
  };
  onTestFinished(() => void (prototype.listen = listen));
}

it('keeps its relay and its link when another worker starts meanwhile', async () => {
  const folder = folderOfOurs();
  await startBetween(folder);
  const relay = await listenRelay(join(folder, 'w1-0123456789.sock'), handlers);
  const behind: Bus = {
    publish: () => Promise.resolve(true),
    subscribe: () => Promise.resolve(),
  };
  const links = new LinkBus({ folder, behind });
  const member = parseMemberId('w1-0123456789');
  if (member === undefined) throw new Error('no id of a worker');
  await links.subscribe(member, () => undefined);
  expect(readdirSync(folder).sort()).toEqual(['w1-0123456789.near', 'w1-0123456789.sock']);
  await relay.close();
  await links.close();
  expect(readdirSync(folder)).toEqual([]);
});

it('takes out sockets at which nobody answers, and no others', async () => {
  const folder = folderOfOurs();
  const relay = await listenRelay(join(folder, 'w2.sock'), handlers);
  // As of a killed process, which does not remove its own.
  const dead = await listening(join(folder, 'made'));
  linkSync(join(folder, 'made'), join(folder, 'w1.near'));
  renameSync(join(folder, 'made'), join(folder, 'w1.sock'));
  await new Promise((resolve) => dead.close(resolve));
  await ownFolder(folder);
  expect(readdirSync(folder)).toEqual(['w2.sock']);
  const socket = connect(join(folder, 'w2.sock'));
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.destroy();
  await relay.close();
  expect(readdirSync(folder)).toEqual([]);
});

it('takes out what a killed worker was about to make, and not what a living one is', async () => {
  const folder = folderOfOurs();
  const privateSocket = new URL('../../../../src/runtime/privateSocket.ts', import.meta.url).href;
  // It dies between the making of its socket and the name under which others see it.
  const dying = `import { createServer } from 'node:net';
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    fs.chmod = () => process.kill(process.pid, 'SIGKILL');
    syncBuiltinESMExports();
    const { listenPrivately } = await import(${JSON.stringify(privateSocket)});
    await listenPrivately(createServer(), ${JSON.stringify(join(folder, 'w1.sock'))});`;
  const died = () =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', dying], { stdio: 'ignore' });
  expect(died).toThrow();
  const [left = ''] = readdirSync(folder);
  expect(left).toMatch(/~$/);
  // A process of another container, of which nothing is seen here, makes one just now.
  await ownFolder(folder);
  expect(readdirSync(folder)).toEqual([left]);
  utimesSync(join(folder, left), 0, 0);
  const living = await listening(join(folder, `w2.sock.${process.pid}~`));
  await ownFolder(folder);
  expect(readdirSync(folder)).toEqual([`w2.sock.${process.pid}~`]);
  await new Promise((resolve) => living.close(resolve));
});
