// The private door through which other workers bring what belongs to sessions of this one: a Unix
// socket for those of this machine, a port behind the shared key for those of other hosts.

import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, ListenOptions } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { isLeftUnmade, listenPrivately, makeFolder, systemClock } from '#runtime';
import type { RelayKey } from './dial.ts';
import { relayTlsOptions, tlsAddress } from './dial.ts';

/** What arrives is served as if it had come from outside. */
export interface RelayHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface RelayListener {
  readonly address: string;
  close(): Promise<void>;
}

/** Where a relay for other hosts may listen. */
export interface RelayRange {
  readonly host: string;
  /** Ports, tried in order. */
  readonly first: number;
  readonly last: number;
}

/** Connections of one relay; a worker has fewer sessions. */
const connectionsMax = 20_000;

/** Opens the private socket, in a folder of ours. */
export async function listenRelay(path: string, handlers: RelayHandlers): Promise<RelayListener> {
  const server = createServer();
  attend(server, handlers);
  await listenPrivately(server, path);
  const end = () => close(server).then(() => rm(path, { force: true }));
  return { address: path, close: end };
}

/** Opens a port for those who have the key. Throws when none of the range is free. */
export async function listenRelayTls(
  { host, first, last }: RelayRange,
  key: RelayKey,
  handlers: RelayHandlers,
): Promise<RelayListener> {
  for (let port = first; ; port++) {
    const server = createTlsServer(relayTlsOptions(key));
    attend(server, handlers);
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    try {
      await listen(server, { host, port });
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (taken && port < last) continue;
      throw error;
    }
    const bound = (server.address() as AddressInfo).port;
    return { address: tlsAddress(host, bound), close: () => close(server) };
  }
}

function attend(server: Server, handlers: RelayHandlers): void {
  server.maxConnections = connectionsMax;
  server.on('request', (request, response) => handlers.request(request, response));
  server.on('upgrade', (request, socket, head) => handlers.upgrade(request, socket, head));
  server.on('clientError', (_error, socket) => socket.destroy());
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** `exclusive`: under node:cluster the primary would open it and share it among the workers. */
function listen(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...options, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * Makes the folder and takes out what dead workers left. Throws when it could be another user's.
 */
export async function ownFolder(folder: string): Promise<void> {
  makeFolder(folder);
  const state = await lstat(folder);
  if (!state.isDirectory() || state.uid !== process.getuid?.()) {
    throw new Error('The folder of the relay sockets belongs to somebody else; remove it.');
  }
  await chmod(folder, 0o700);
  await removeStale(folder);
}

/** Sockets of workers that were killed stay behind: nobody answers at them, or makes them. */
async function removeStale(folder: string): Promise<void> {
  const names = await readdir(folder);
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const isSocket = /\.(?:sock|link|near)$/.test(name);
      const isStale = isSocket ? await isDead(path) : isLeftUnmade(name, await ageMs(path));
      if (isStale) await rm(path, { force: true });
    }),
  );
}

/** 0 of what has got another name meanwhile. */
async function ageMs(path: string): Promise<number> {
  const state = await lstat(path).catch(() => undefined);
  return state ? systemClock.now() - state.mtimeMs : 0;
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
