// The private door through which other workers of this machine bring what belongs to sessions of
// this one.

import { chmod, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';

/** What arrives is served as if it had come from outside. */
export interface RelayHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface RelayListener {
  close(): Promise<void>;
}

/** Opens the private socket. Throws when its folder could be another user's. */
export async function listenRelay(path: string, handlers: RelayHandlers): Promise<RelayListener> {
  const folder = dirname(path);
  await ownFolder(folder);
  await removeStale(folder);
  const server = createServer((request, response) => handlers.request(request, response));
  server.on('upgrade', (request, socket, head) => handlers.upgrade(request, socket, head));
  server.on('clientError', (_error, socket) => socket.destroy());
  await listen(server, path);
  await chmod(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `exclusive`: under node:cluster the primary would open it and share it among the workers. */
function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const state = await lstat(folder);
  if (!state.isDirectory() || state.uid !== process.getuid?.()) {
    throw new Error('The folder of the relay sockets belongs to somebody else; remove it.');
  }
  await chmod(folder, 0o700);
}

/** Sockets of workers that were killed stay behind: nobody answers at them. */
async function removeStale(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sock'));
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      if (await isDead(path)) await rm(path, { force: true });
    }),
  );
}

function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.on('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
