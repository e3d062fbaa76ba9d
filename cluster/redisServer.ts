// The private Redis: a child of the primary on a unix socket, append-only with `appendfsync
// always`, its files in <data>/redis. It comes back by itself when it dies.
//
// When the primary itself is killed, Redis goes on alone: nothing is lost by that, and workers
// that drain still reach it. The next start finds such an orphan by its socket or its pid file
// and shuts it down before it starts its own, because two servers on one append-only file would
// ruin it, and a server that is not our child cannot be watched. The folder's lock has ruled out
// a live owner by then.
//
// It runs in a session of its own, so that a terminal's Ctrl-C reaches the primary and not it.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Log } from '#runtime';
import { logConstant, makeFolder } from '#runtime';
import { processRuns } from './lock.ts';

/**
 * Loading a large append-only file takes its time; a server that does not even load is given up.
 */
const loadTimeoutMs = 120_000;
const mebibyte = 1024 * 1024;
/** Redis could not serve at all with less. */
const memoryBytesLeast = 64 * mebibyte;
const stopTimeoutMs = 10_000;
const askTimeoutMs = 2000;
const probeIntervalMs = 20;
const backoffFirstMs = 100;
const backoffMostMs = 5000;
/** A server that has run this long starts its back-off anew. */
const steadyAfterMs = 30_000;

/** Redis cannot run here; the message is made for the operator. */
export class RedisServerError extends Error {
  override readonly name = 'RedisServerError';
}

export interface RedisServerOptions {
  readonly dataDir: string;
  /** Path of the unix socket. */
  readonly socket: string;
  /** Bytes of data it may hold. */
  readonly memoryBytes: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a restart shows that Redis cannot come back by itself. */
  readonly onBroken: (sentence: string) => void;
}

export interface RedisServer {
  /** The server that runs now; another one after a restart, none between. */
  pid(): number | undefined;
  /** Called when the server has died and when it is back. */
  onChange(listener: () => void): void;
  /** Ends the server; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts the server and resolves when it serves. Throws RedisServerError. */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  const files = writeFiles(options);
  await endOrphan(options, files);
  let child = await launch(options, files);
  let stopping = false;
  let backoffMs = backoffFirstMs;
  let changed = (): void => undefined;

  const watch = (running: ChildProcess) => {
    const startedAt = options.clock.monotonic();
    const onGone = () => {
      if (stopping) return;
      if (options.clock.monotonic() - startedAt > steadyAfterMs) backoffMs = backoffFirstMs;
      options.log.warn('redis.died', { restartAfterMs: backoffMs, ...exitFields(running) });
      changed();
      setTimeout(() => void restart(), backoffMs);
      backoffMs = Math.min(backoffMs * 2, backoffMostMs);
    };
    if (hasEnded(running)) onGone();
    else running.once('exit', onGone);
  };
  const restart = async () => {
    if (stopping) return;
    try {
      child = await launch(options, files, (early) => {
        child = early;
      });
      options.log.info('redis.restarted', { server: child.pid });
      watch(child);
      changed();
    } catch (error) {
      if (stopping) return;
      if (!(error instanceof RedisServerError)) throw error;
      if (error.cause === 'corrupt') options.onBroken(error.message);
      else watch(child);
    }
  };
  watch(child);

  return {
    pid: () => (hasEnded(child) ? undefined : child.pid),
    onChange(listener) {
      changed = listener;
    },
    async stop() {
      stopping = true;
      await end(child, options.socket);
    },
  };
}

interface Files {
  readonly dir: string;
  readonly conf: string;
  readonly logFile: string;
  readonly pidFile: string;
}

/**
 * What Redis may hold: the setting, or half of the machine or container, since a rewrite of its
 * file may need as much again for a moment. Unit: bytes.
 */
export function redisMemoryBytes(
  setting: number | undefined,
  machine = { total: totalmem(), constrained: process.constrainedMemory() },
): number {
  if (setting !== undefined) return setting * mebibyte;
  // A container without a limit says 0 or more than there is.
  const { total, constrained } = machine;
  const whole = constrained > 0 ? Math.min(total, constrained) : total;
  return Math.max(memoryBytesLeast, Math.floor(whole / 2));
}

function writeFiles({ dataDir, socket, memoryBytes }: RedisServerOptions): Files {
  const dir = join(dataDir, 'redis');
  makeFolder(dir);
  const [conf, logFile, pidFile] = ['redis.conf', 'redis.log', 'redis.pid'].map((name) =>
    join(dir, name),
  ) as [string, string, string];
  const lines = [
    '# Written at every start.',
    `dir ${JSON.stringify(dir)}`,
    'port 0',
    `unixsocket ${JSON.stringify(socket)}`,
    'unixsocketperm 700',
    `pidfile ${JSON.stringify(pidFile)}`,
    `logfile ${JSON.stringify(logFile)}`,
    'appendonly yes',
    'appendfsync always',
    // A tenth of its time otherwise, for a table of latencies that nobody reads.
    'latency-tracking no',
    // A backup asks as a replica does, and no other comes.
    'repl-diskless-sync yes',
    'repl-diskless-sync-delay 0',
    'save ""',
    `maxmemory ${memoryBytes}`,
    'maxmemory-policy noeviction',
    'lazyfree-lazy-user-del yes',
    '# Nothing that clients send may reach a log.',
    'crash-log-enabled no',
    'slowlog-log-slower-than -1',
    'rename-command FLUSHALL ""',
    'rename-command FLUSHDB ""',
    'rename-command MONITOR ""',
  ];
  writeFileSync(conf, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { dir, conf, logFile, pidFile };
}

/** Starts one server process and waits until it has loaded its data. */
async function launch(
  { socket, clock }: RedisServerOptions,
  files: Files,
  onChild: (child: ChildProcess) => void = () => undefined,
): Promise<ChildProcess> {
  keepOldLog(files.logFile);
  const child = spawn('redis-server', [files.conf], { detached: true, stdio: 'ignore' });
  onChild(child);
  let missing = false;
  child.once('error', () => {
    missing = true;
  });
  const deadline = clock.monotonic() + loadTimeoutMs;
  while (!missing && !hasEnded(child)) {
    const info = await ask(socket, 'INFO');
    if (info && field(info, 'process_id') === String(child.pid) && field(info, 'loading') === '0') {
      return child;
    }
    if (clock.monotonic() > deadline) {
      child.kill('SIGKILL');
      throw new RedisServerError(`Redis does not finish loading; its log is ${files.logFile}.`);
    }
    await sleep(probeIntervalMs);
  }
  if (missing) {
    throw new RedisServerError('redis-server is not on PATH; `npm run doctor` says how to get it.');
  }
  throw whyNot(files);
}

/** What `redis-check-aof --fix` mends by cutting off the end. */
const fixable = /Bad file format|Unexpected end of file/i;
const damaged = /RDB file|AOF manifest|Unable to obtain the AOF file|Short read or OOM/i;

/** Reads from the server's log why it ended. */
function whyNot({ dir, logFile }: Files): RedisServerError {
  const lines = readText(logFile)
    .split('\n')
    .filter((line) => / # /.test(line))
    .map((line) => line.replace(/^.*? # /, '').trim());
  if (lines.some((line) => fixable.test(line))) {
    const manifest = join(dir, 'appendonlydir', 'appendonly.aof.manifest');
    return new RedisServerError(
      `Redis cannot read its append-only file: copy ${dir} to a safe place, then run ` +
        `\`redis-check-aof --fix ${manifest}\` and start again.`,
      { cause: 'corrupt' },
    );
  }
  const reason = lines.findLast((line) => line !== '') ?? 'it gives no reason';
  if (lines.some((line) => damaged.test(line))) {
    return new RedisServerError(
      `Redis cannot load its data (${reason}): restore ${dir} from your backup.`,
      { cause: 'corrupt' },
    );
  }
  return new RedisServerError(`Redis does not start (${reason}); its log is ${logFile}.`);
}

/** Shuts down a server that an earlier primary left behind. */
async function endOrphan({ socket, log }: RedisServerOptions, files: Files): Promise<void> {
  const answering = Number(field((await ask(socket, 'INFO')) ?? '', 'process_id')) || undefined;
  const noted = Number.parseInt(readText(files.pidFile), 10) || undefined;
  const pid =
    answering ?? (noted !== undefined && isServer(noted, files, socket) ? noted : undefined);
  if (pid === undefined) return;
  log.warn('redis.orphan', { server: pid });
  await ask(socket, 'SHUTDOWN');
  if (await gone(pid, stopTimeoutMs)) return;
  if (isServer(pid, files, socket)) process.kill(pid, 'SIGKILL');
  if (await gone(pid, stopTimeoutMs)) return;
  throw new RedisServerError(
    `A Redis of an earlier run (process ${pid}) does not stop; end it with \`kill ${pid}\`.`,
  );
}

/**
 * True when that process is a Redis on our files: its title names the socket or the
 * configuration.
 */
function isServer(pid: number, { conf }: Files, socket: string): boolean {
  const title = readText(`/proc/${pid}/cmdline`);
  return title.includes('redis-server') && (title.includes(socket) || title.includes(conf));
}

async function end(child: ChildProcess, socket: string): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ask(socket, 'SHUTDOWN');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

/** Sends one inline command on a connection of its own; undefined when nobody answers in time. */
function ask(socket: string, command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const connection = connect(socket);
    const finish = (answer: string | undefined) => {
      connection.destroy();
      resolve(answer);
    };
    connection.setEncoding('latin1');
    connection.setTimeout(askTimeoutMs, () => finish(undefined));
    connection.on('data', (chunk) => {
      text += String(chunk);
    });
    connection.on('error', () => finish(undefined));
    connection.on('close', () => finish(text === '' ? undefined : text));
    connection.write(`${command}\r\nQUIT\r\n`);
  });
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1];
}

async function gone(pid: number, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += probeIntervalMs) {
    if (!processRuns(pid)) return true;
    await sleep(probeIntervalMs);
  }
  return !processRuns(pid);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function exitFields(child: ChildProcess) {
  return {
    ...(child.signalCode ? { signal: logConstant(child.signalCode) } : {}),
    ...(child.exitCode !== null ? { exitCode: child.exitCode } : {}),
  };
}

function keepOldLog(path: string): void {
  try {
    renameSync(path, `${path}.old`);
  } catch {
    // The first start has no log yet.
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
