// A redis-server of the run's own, with the product's settings, which may be starved of memory and
// disk, frozen, killed, and told a wrong time. It is started again whenever it ends, as a service
// manager would.

import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ServerProcess } from '#lab/serverProcess.ts';
import { makeWrongClock } from './wrongClock.ts';

const restartMs = 100;
const pollMs = 20;
const startTimeoutMs = 30_000;
const askTimeoutMs = 2000;

export interface OwnRedis {
  /** Path of the unix socket. */
  readonly socket: string;
  /** True when its clock can be set. */
  readonly clockCanJump: boolean;
  /** The server that runs now. */
  pid(): number | undefined;
  /** Sends one command; undefined when nobody answers in time. */
  ask(command: string): Promise<string | undefined>;
  /** Resolves when a server answers. */
  answers(): Promise<void>;
  /** Its clock is off by this much from now on. Unit: seconds. */
  setClock(offsetS: number): void;
  stop(): Promise<void>;
}

/**
 * Starts the server; resolves when it answers. Its files lie in the folder, which may be on a disk
 * that runs full; its socket, clock and log lie outside.
 */
export async function startOwnRedis(folder: string, outside: string): Promise<OwnRedis> {
  mkdirSync(folder, { recursive: true });
  mkdirSync(outside, { recursive: true });
  const socket = join(outside, 'redis.sock');
  const clock = makeWrongClock(outside);
  const log = openSync(join(outside, 'redis.log'), 'a');
  const ask = (command: string) => askOnce(socket, command);
  const server = new ServerProcess({
    name: 'redis-server',
    spawn: () =>
      spawn('redis-server', settings(folder, socket), {
        stdio: ['ignore', log, log],
        env: { ...process.env, ...clock?.env },
      }),
    asks: async () => (await ask('PING'))?.startsWith('+PONG') ?? false,
    startTimeoutMs,
    pollMs,
    restartMs,
  });
  try {
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    socket,
    clockCanJump: clock !== undefined,
    pid: () => server.pid,
    ask,
    answers: () => server.answers(),
    setClock: (offsetS) => clock?.set(offsetS),
    stop: () => server.stop(),
  };
}

function settings(folder: string, socket: string): string[] {
  const values = {
    port: '0',
    unixsocket: socket,
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
}

function askOnce(socket: string, command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const connection = connect(socket, () => connection.write(`${command}\r\n`));
    const end = (value: string | undefined) => {
      connection.destroy();
      resolve(value);
    };
    connection.once('data', (data) => end(data.toString()));
    connection.once('error', () => end(undefined));
    connection.setTimeout(askTimeoutMs, () => end(undefined));
  });
}
