// What workers stand on, whoever starts them: the data folder and its lock, the keys, Redis. Each
// part registers how it stops.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RootKeys, Secrets } from '#crypto';
import {
  createSecrets,
  openRootKeys,
  readSecrets,
  rotateSealingKey,
  rotateTokenKey,
} from '#crypto';
import { declareFresh } from '#routing';
import type { Clock, Config, Lifecycle, Log, RedisClient } from '#runtime';
import { logDefect } from '#runtime';
import {
  prepareDataFolder,
  reachRedis,
  refuseHalfRestored,
  refuseLostSecrets,
  StartError,
} from './checks.ts';
import { clockApartFromRedis, clockBehindData } from './clocks.ts';
import { lockFolder, processRuns } from './lock.ts';
import type { RedisServer } from './redisServer.ts';
import { redisMemoryBytes, startRedisServer } from './redisServer.ts';
import { readFacts } from './facts.ts';
import { drainTimeoutMs } from './workers.ts';

/** A key older than this gets a successor: the one that seals, and the one that signs tokens. */
const keyLifetimeMs = 30 * 24 * 60 * 60 * 1000;
const rotationCheckMs = 24 * 60 * 60 * 1000;
const redisStopTimeoutMs = 20_000;
/** What a part has for stopping beyond its own limit, before it is left behind. */
export const stopGraceMs = 2000;
const leftoverPollMs = 100;

export interface FoundationOptions {
  readonly config: Config;
  /** Absolute path of the script that workers run. */
  readonly workerFile: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with the reason when a running cluster cannot go on. */
  readonly onBroken: (sentence: string) => void;
  /** Told what looks wrong and keeps nobody from starting. */
  readonly onDoubt?: (sentence: string) => void;
}

export interface Foundation {
  readonly secrets: Secrets;
  /** Has opened them, and remembers. */
  readonly root: RootKeys;
  readonly redis: RedisClient;
  /** The private Redis, if there is one. */
  readonly server: RedisServer | undefined;
}

/** Passes the value on, unless everything is being stopped. Throws StartError. */
export function unlessStopped<T>(lifecycle: Lifecycle, value: T): T {
  if (lifecycle.stopping) throw new StartError('Stopped while it was starting.');
  return value;
}

/** Makes the data folder and takes it for this process. Throws StartError or LockError. */
export function takeFolder({ config }: FoundationOptions, lifecycle: Lifecycle): void {
  prepareDataFolder(config.dataDir);
  const lock = lockFolder(config.dataDir);
  lifecycle.onStop('lock', stopGraceMs, () => lock.release());
}

/**
 * Makes or reads the keys, starts the private Redis or reaches the operator's. The folder is taken.
 * Throws RedisServerError, SecretsError or StartError.
 */
export async function layFoundation(
  options: FoundationOptions,
  lifecycle: Lifecycle,
): Promise<Foundation> {
  const { config, clock, log } = options;
  refuseHalfRestored(config);
  refuseLostSecrets(config);
  // Before this start writes with the same clock.
  const doubt = clockBehindData(config, clock.now());
  const root = openRootKeys(config);
  const secrets = createSecrets(config.secretsFile, clock.now(), root);
  if (rotatesByItself(config)) rotateWhenDue(config.secretsFile, clock.now(), root);
  const own = config.REDIS_URL === undefined;
  const server = own ? unlessStopped(lifecycle, await ownRedis(options, lifecycle)) : undefined;
  const redis = await reachRedis(config, log);
  lifecycle.onStop('redis-client', stopGraceMs, () => redis.disconnect());
  await sayDoubts(options, redis, doubt);
  // A Redis of our own that just started, with no worker left: nobody can hold a lease.
  if (server && workersLeft(options).length === 0) await declareFresh(redis);
  return unlessStopped(lifecycle, { secrets, root, redis, server });
}

/** Tells what speaks against this machine's clock; it harms no data, so the start goes on. */
async function sayDoubts(
  { config, clock, log, onDoubt }: FoundationOptions,
  redis: RedisClient,
  known: string | undefined,
): Promise<void> {
  const { REDIS_URL: address } = config;
  const apart = address && (await clockApartFromRedis(address, redis, clock.now()));
  const doubt = apart || known;
  if (!doubt) return;
  log.warn('clock.doubtful');
  onDoubt?.(doubt);
}

/** Registered before it runs, so that a stop in the middle of its start leaves no server behind. */
async function ownRedis(options: FoundationOptions, lifecycle: Lifecycle): Promise<RedisServer> {
  const { config, clock, log, onBroken } = options;
  const { dataDir, redis: socket } = config;
  const memoryBytes = redisMemoryBytes(config.ALDIS_REDIS_MEMORY_MIB);
  const starting = startRedisServer({ dataDir, socket, memoryBytes, clock, log, onBroken });
  lifecycle.onStop('redis', redisStopTimeoutMs, async () => {
    const server = await starting.catch(() => undefined);
    await server?.stop();
  });
  return starting;
}

/**
 * Of several hosts each would add a key that the others lack: there the operator adds one, and
 * gives it to all before any seals with it (docs/scaling.md).
 */
function rotatesByItself(config: Config): boolean {
  return config.ALDIS_RELAY_HOST === undefined;
}

/** Adds keys where the newest are too old; true when it did. */
function rotateWhenDue(secretsFile: string, nowMs: number, root: RootKeys): boolean {
  const { sealing, tokenKeys = [] } = readSecrets(secretsFile, root);
  const isDue = (ring: readonly { readonly madeAtMs: number }[]) =>
    nowMs - Math.max(0, ...ring.map((one) => one.madeAtMs)) > keyLifetimeMs;
  const [sealingIsDue, tokensAreDue] = [isDue(sealing), isDue(tokenKeys)];
  if (sealingIsDue) rotateSealingKey(secretsFile, nowMs, root);
  if (tokensAreDue) rotateTokenKey(secretsFile, nowMs, root);
  return sealingIsDue || tokensAreDue;
}

/**
 * Looks once a day whether new keys are due; `rotated` tells the workers of it. What keeps the file
 * from being read is in the log, and it looks again the next day.
 */
export function rotateEveryDay(
  { config, clock, log }: Pick<FoundationOptions, 'config' | 'clock' | 'log'>,
  root: RootKeys,
  rotated: () => void,
): void {
  if (!rotatesByItself(config)) return;
  clock.every(rotationCheckMs, () => {
    try {
      if (rotateWhenDue(config.secretsFile, clock.now(), root)) rotated();
    } catch (error) {
      log.warn('keys.not-rotated', logDefect(error));
    }
  });
}

/** Workers of an earlier primary that still run. */
function workersLeft({ config, workerFile }: FoundationOptions): number[] {
  return (readFacts(config.dataDir)?.workers ?? [])
    .map((one) => one.pid)
    .filter((pid) => processRuns(pid) && runsFile(pid, workerFile));
}

/** Waits for workers that a killed primary left draining; those that hang are killed. */
export async function leftoversGone(options: FoundationOptions): Promise<void> {
  const pids = workersLeft(options);
  if (pids.length === 0) return;
  options.log.warn('workers.left-over', { processes: pids.length });
  for (let waitedMs = 0; waitedMs < drainTimeoutMs; waitedMs += leftoverPollMs) {
    if (!pids.some(processRuns)) return;
    await sleep(leftoverPollMs);
  }
  for (const pid of pids) {
    if (processRuns(pid) && runsFile(pid, options.workerFile)) process.kill(pid, 'SIGKILL');
  }
}

/**
 * False where the system does not tell what a process runs: then it is nobody we know. Under PM2 a
 * process bears a title of its own, `node FILE`.
 */
function runsFile(pid: number, file: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes(file) || words[0]?.trim() === `node ${file}`;
  } catch {
    return false;
  }
}
