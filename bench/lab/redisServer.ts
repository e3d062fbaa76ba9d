// A real redis-server for tests: a unix socket in a folder of its own, with the product's settings,
// that can be killed like a machine that loses its power and started again on the same files.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisClient } from '#runtime';
import { openRedis, silentLog } from '#runtime';
import { ServerProcess } from './serverProcess.ts';

const startTimeoutMs = 10_000;
const pollMs = 20;

export interface RedisServer {
  /** Path of the unix socket; what `openRedis` and `REDIS_URL=unix://…` take. */
  readonly address: string;
  /** The files; they survive `kill9`. */
  readonly folder: string;
  /** Process id of the running server, undefined while it is down. */
  pid(): number | undefined;
  /** SIGKILL; resolves when the process is gone. */
  kill9(): Promise<void>;
  /** SIGKILL if it still runs, then a new process on the same files; resolves when it answers. */
  restart(): Promise<void>;
  /** Ends the server and deletes its files. */
  stop(): Promise<void>;
}

/** `persistent: false` turns the append-only file off, for tests of nothing that lasts. */
export interface RedisServerOptions {
  readonly persistent?: boolean;
  /** Further `--name value` settings, say `{ maxmemory: '8mb' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts a server and resolves when it answers. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-redis-'));
  const address = join(folder, 'redis.sock');
  const args = serverArguments(folder, address, options);
  const server = new ServerProcess({
    name: 'redis-server',
    spawn: () => spawn('redis-server', args, { cwd: folder, stdio: 'ignore' }),
    asks: () => answers(address),
    startTimeoutMs,
    pollMs,
  });
  await server.start();
  return {
    address,
    folder,
    pid: () => server.pid,
    kill9: () => server.kill9(),
    async restart() {
      await server.kill9();
      await server.start();
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A ready connection to the server; the test closes it with `disconnect()`. */
export function openTestRedis(server: RedisServer, role = 'test'): Promise<RedisClient> {
  return openRedis(server.address, role, silentLog);
}

function serverArguments(folder: string, address: string, options: RedisServerOptions): string[] {
  const settings: Record<string, string> = {
    port: '0',
    unixsocket: address,
    unixsocketperm: '700',
    dir: folder,
    save: '',
    appendonly: options.persistent === false ? 'no' : 'yes',
    appendfsync: 'always',
    // As the private one has it.
    'repl-diskless-sync-delay': '0',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => socket.write('PING\r\n'));
    const end = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}
