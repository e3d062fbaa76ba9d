// Starting a cluster: folder, lock, keys, Redis, workers, in this order; each part registers how
// it stops.

import { join } from 'node:path';
import type { MemberId } from '#protocol';
import type { Clock, Lifecycle, RedisClient } from '#runtime';
import { createProgress } from './backup/progress.ts';
import { claimPort, StartError } from './checks.ts';
import type { FoundationOptions } from './foundation.ts';
import {
  layFoundation,
  leftoversGone,
  rotateEveryDay,
  stopGraceMs,
  takeFolder,
  unlessStopped,
} from './foundation.ts';
import { invite } from './invitation.ts';
import type { ClusterFacts } from './facts.ts';
import { factsOf, localUrl, removeFacts, writeFacts } from './facts.ts';
import { workerFlags } from './workerFlags.ts';
import { drainTimeoutMs, WorkerPool } from './workers.ts';

export interface ClusterOptions extends FoundationOptions {
  /** Frees what a member held whose process is certainly dead. */
  readonly forget: (redis: RedisClient, member: MemberId) => Promise<unknown>;
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
  const { config, log } = options;
  const goOn = <T>(value: T): T => unlessStopped(lifecycle, value);
  takeFolder(options, lifecycle);
  goOn(await leftoversGone(options));
  const port = goOn(await claimPort(config.HOST, config.PORT));
  const { secrets, root, redis, server } = await layFoundation(options, lifecycle);

  const url = localUrl(config, port);
  const operatorToken = config.ALDIS_OPERATOR_TOKEN ?? secrets.operatorToken;
  const workers = forkWorkers(options, port, (member) => options.forget(redis, member));
  lifecycle.onStop('facts', stopGraceMs, () => removeFacts(config.dataDir));
  lifecycle.onStop('workers', drainTimeoutMs + stopGraceMs, () => workers.pool.stop());
  rotateEveryDay(options, root, () => workers.pool.tell({ type: 'keys' }));
  goOn(await workers.ready);

  const wanted = config.ALDIS_MODE === 'development';
  const invitation = wanted ? goOn(await invite(config, url, operatorToken, log)) : undefined;
  const facts = () => factsOf(url, workers.pool.states(), server, invitation);
  const refresh = () => {
    if (!lifecycle.stopping) writeFacts(config.dataDir, facts());
  };
  workers.onChange(refresh);
  server?.onChange(refresh);
  refresh();
  return facts;
}

/** Shows on a terminal how far the store is converted, whichever worker does it. */
function drawConversion(clock: Clock): (moved: number, of: number) => void {
  const line = createProgress('Converting the store', clock, process.stderr, 'rows');
  let [drawn, known] = [0, 0];
  return (moved, of) => {
    line.expect(Math.max(0, of - known));
    line.add(Math.max(0, moved - drawn));
    [drawn, known] = [Math.max(drawn, moved), Math.max(known, of)];
    if (moved === of) line.end();
  };
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
    flags: workerFlags(config),
    compileCacheDir: process.env['NODE_COMPILE_CACHE'] ?? join(config.dataDir, 'compiled'),
    clock,
    log,
    forget,
    onChange: () => refresh(),
    onConverting: drawConversion(clock),
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
