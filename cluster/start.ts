// Starting a cluster: folder, lock, keys, Redis, workers, in this order; each part registers how
// it stops.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecrets, readSecrets, rotateSealingKey } from '#crypto';
import type { MemberId } from '#protocol';
import { declareFresh } from '#routing';
import type { Clock, Config, Lifecycle, Log, RedisClient } from '#runtime';
import { logConstant } from '#runtime';
import { claimPort, prepareDataFolder, reachRedis, StartError, systemCode } from './checks.ts';
import { lockFolder, processRuns } from './lock.ts';
import type { RedisServer } from './redisServer.ts';
import { startRedisServer } from './redisServer.ts';
import type { ClusterFacts } from './table.ts';
import { localUrl, readFacts, removeFacts, writeFacts } from './table.ts';
import { drainTimeoutMs, WorkerPool } from './workers.ts';

/** A sealing key older than this gets a successor. */
export const sealingKeyLifetimeMs = 30 * 24 * 60 * 60 * 1000;
const rotationCheckMs = 24 * 60 * 60 * 1000;
const redisStopTimeoutMs = 20_000;
/** What a part has for stopping beyond its own limit, before it is left behind. */
const stopGraceMs = 2000;
const invitationLifetimeMs = 24 * 60 * 60 * 1000;
const invitationUses = 1000;
const invitationTimeoutMs = 10_000;
const invitationAttempts = 3;
const leftoverPollMs = 100;

export interface ClusterOptions {
  readonly config: Config;
  /** Absolute path of the script that workers run. */
  readonly workerFile: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Frees what a member held whose process is certainly dead. */
  readonly forget: (redis: RedisClient, member: MemberId) => Promise<unknown>;
  /** Called with the reason when a running cluster cannot go on. */
  readonly onBroken: (sentence: string) => void;
}

/**
 * Starts everything and resolves when all workers serve. What it opens it registers with
 * `lifecycle`; the caller stops that, after a failure too. Once the lifecycle stops, nothing more
 * is opened.
 * Throws LockError, RedisServerError, SecretsError or StartError, whose messages are for the
 * operator.
 */
export async function startCluster(
  options: ClusterOptions,
  lifecycle: Lifecycle,
): Promise<() => ClusterFacts> {
  const { config, clock, log } = options;
  const goOn = <T>(value: T): T => {
    if (lifecycle.stopping) throw new StartError('Stopped while it was starting.');
    return value;
  };
  prepareDataFolder(config.dataDir);
  const lock = lockFolder(config.dataDir);
  lifecycle.onStop('lock', stopGraceMs, () => lock.release());
  goOn(await leftoversGone(config.dataDir, options));
  const port = goOn(await claimPort(config.HOST, config.PORT));
  const secrets = createSecrets(config.secretsFile, clock.now());
  rotateWhenDue(config.secretsFile, clock.now());

  const server = config.REDIS_URL ? undefined : goOn(await ownRedis(options, lifecycle));
  const redis = await reachRedis(config, log);
  lifecycle.onStop('redis-client', stopGraceMs, () => redis.disconnect());
  // A Redis of our own that just started, with no worker left: nobody can hold a lease.
  if (server) await declareFresh(redis);
  goOn(undefined);

  const url = localUrl(config.HOST, port);
  const operatorToken = config.ALDIS_OPERATOR_TOKEN ?? secrets.operatorToken;
  const workers = forkWorkers(options, port, (member) => options.forget(redis, member));
  lifecycle.onStop('facts', stopGraceMs, () => removeFacts(config.dataDir));
  lifecycle.onStop('workers', drainTimeoutMs + stopGraceMs, () => workers.pool.stop());
  clock.every(rotationCheckMs, () => {
    if (rotateWhenDue(config.secretsFile, clock.now())) workers.pool.tell({ type: 'keys' });
  });
  goOn(await workers.ready);

  const invitation =
    config.ALDIS_MODE === 'development' ? goOn(await invite(url, operatorToken, log)) : undefined;
  const facts = () => describe(url, workers.pool, server, invitation);
  const refresh = () => {
    if (!lifecycle.stopping) writeFacts(config.dataDir, facts());
  };
  workers.onChange(refresh);
  server?.onChange(refresh);
  refresh();
  return facts;
}

/** Registered before it runs, so that a stop in the middle of its start leaves no server behind. */
async function ownRedis(options: ClusterOptions, lifecycle: Lifecycle): Promise<RedisServer> {
  const { config, clock, log, onBroken } = options;
  const { dataDir, redis: socket } = config;
  const starting = startRedisServer({ dataDir, socket, clock, log, onBroken });
  lifecycle.onStop('redis', redisStopTimeoutMs, async () => {
    const server = await starting.catch(() => undefined);
    await server?.stop();
  });
  return starting;
}

/**
 * The pool, and the promise of its first readiness, which fails when a worker says that it cannot
 * run.
 */
function forkWorkers(
  { config, workerFile, clock, log, onBroken }: ClusterOptions,
  port: number,
  forget: (member: MemberId) => Promise<unknown>,
) {
  const first = Promise.withResolvers<void>();
  let ready = false;
  let refresh = (): void => undefined;
  const pool = new WorkerPool({
    file: workerFile,
    count: config.ALDIS_WORKERS,
    port,
    compileCacheDir: join(config.dataDir, 'compiled'),
    clock,
    log,
    forget,
    onChange: () => refresh(),
    onFailed: (sentence) => (ready ? onBroken(sentence) : first.reject(new StartError(sentence))),
  });
  void pool.ready.then(() => {
    ready = true;
    first.resolve();
  });
  const onChange = (run: () => void) => {
    refresh = run;
  };
  return { pool, ready: first.promise, onChange };
}

function describe(
  url: string,
  pool: WorkerPool,
  server: RedisServer | undefined,
  invitation: string | undefined,
): ClusterFacts {
  const redisPid = server?.pid();
  return {
    pid: process.pid,
    url,
    workers: pool.states(),
    ...(redisPid === undefined ? {} : { redisPid }),
    ...(invitation === undefined ? {} : { invitation }),
  };
}

/** Adds a sealing key when the newest is too old; true when it did. */
export function rotateWhenDue(secretsFile: string, nowMs: number): boolean {
  const newest = Math.max(...readSecrets(secretsFile).sealing.map((one) => one.madeAtMs));
  if (nowMs - newest <= sealingKeyLifetimeMs) return false;
  rotateSealingKey(secretsFile, nowMs);
  return true;
}

/** Waits for workers that a killed primary left draining; those that hang are killed. */
async function leftoversGone(dataDir: string, { workerFile, log }: ClusterOptions): Promise<void> {
  const pids = (readFacts(dataDir)?.workers ?? [])
    .map((one) => one.pid)
    .filter((pid) => processRuns(pid) && runsFile(pid, workerFile));
  if (pids.length === 0) return;
  log.warn('workers.left-over', { processes: pids.length });
  for (let waitedMs = 0; waitedMs < drainTimeoutMs; waitedMs += leftoverPollMs) {
    if (!pids.some(processRuns)) return;
    await sleep(leftoverPollMs);
  }
  for (const pid of pids) {
    if (processRuns(pid) && runsFile(pid, workerFile)) process.kill(pid, 'SIGKILL');
  }
}

/** False where the system does not tell what a process runs: then it is nobody we know. */
function runsFile(pid: number, file: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(file);
  } catch {
    return false;
  }
}

/**
 * An invitation of the cluster's own making, for the table; the cluster runs without it as well.
 */
async function invite(url: string, operatorToken: string, log: Log): Promise<string | undefined> {
  for (let attempt = 1; attempt <= invitationAttempts; attempt++) {
    try {
      return await askInvitation(url, operatorToken);
    } catch (error) {
      log.warn('invitation.failed', { attempt, system: logConstant(systemCode(error)) });
    }
  }
  return undefined;
}

async function askInvitation(url: string, operatorToken: string): Promise<string> {
  const answer = await fetch(`${url}/v1/operator/invitations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ uses: invitationUses, lifetimeMs: invitationLifetimeMs }),
    signal: AbortSignal.timeout(invitationTimeoutMs),
  });
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body !== null && 'token' in body) return String(body.token);
  throw new Error(`the gateway answered ${answer.status}`);
}
