// Starts a cluster of its own for a measurement, a demo or a test: real processes, a temporary data
// folder, a free port; and finds a cluster that runs already.

import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rateLimitNames } from '../../src/gateway/ingress/rateLimits.ts';

const primaryFile = fileURLToPath(new URL('../../cluster/primary.ts', import.meta.url));
const projectDir = fileURLToPath(new URL('../..', import.meta.url));
/** Long, for a machine that does much else: how fast a cluster starts is measured elsewhere. */
const readyTimeoutMs = 180_000;
const stopTimeoutMs = 40_000;
const pollMs = 50;

/** Shape of the running cluster's cluster.json. */
export interface RunningCluster {
  readonly pid: number;
  readonly url: string;
  readonly workers: readonly {
    readonly index: number;
    readonly pid: number;
    readonly member?: string;
  }[];
  readonly redisPid?: number;
  readonly invitation?: string;
}

export interface LaunchOptions {
  readonly workers?: number;
  /** Default: a temporary one, deleted at stop. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Token buckets so large that no measurement meets them. */
  readonly unlimited?: boolean;
}

export interface LaunchedCluster {
  readonly url: string;
  readonly invitation: string;
  readonly dataDir: string;
  readonly primary: ChildProcess;
  /** Everything the cluster printed, logs included. */
  readonly logFile: string;
  /** The cluster as it is now: worker pids change when workers die. */
  facts(): RunningCluster;
  /** Drains and stops; resolves with the exit code. Deletes a temporary data folder. */
  stop(): Promise<number | null>;
}

/** Reads <data>/cluster.json, or undefined when no primary of that folder lives. */
export function findCluster(dataDir: string): RunningCluster | undefined {
  try {
    const facts = JSON.parse(readFileSync(join(dataDir, 'cluster.json'), 'utf8')) as RunningCluster;
    process.kill(facts.pid, 0);
    return facts;
  } catch {
    return undefined;
  }
}

/** Starts a cluster and resolves when every worker serves. */
export async function launchCluster(options: LaunchOptions = {}): Promise<LaunchedCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-run-'));
  const dataDir = options.dataDir ?? join(folder, 'data');
  const logFile = join(folder, 'cluster.log');
  const limits = join(folder, 'limits.json');
  if (options.unlimited) writeFileSync(limits, JSON.stringify(unlimitedBuckets()));
  const primary = spawn(process.execPath, [primaryFile], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: '0',
      ALDIS_DATA: dataDir,
      ALDIS_WORKERS: String(options.workers ?? 4),
      // All devices of a measurement come from a few addresses, and at once.
      ALDIS_PENDING_PER_ADDRESS: '18000',
      ALDIS_ANONYMOUS_PER_ADDRESS: '18000',
      // Guesses of all of them are guesses of one address: whoever is about those sets it.
      ALDIS_FAILURE_DELAY_MS: '0',
      // Whoever is about calls turns media workers on.
      ALDIS_VOICE: 'off',
      ...(options.unlimited ? { ALDIS_LIMITS_FILE: limits } : {}),
      ...options.env,
    },
  });
  const log = createWriteStream(logFile);
  primary.stdout?.pipe(log);
  primary.stderr?.pipe(log);
  const exited = new Promise<number | null>((resolve) => primary.once('exit', resolve));
  // A run that dies of a defect of its own leaves no cluster behind.
  const endWithUs = () => primary.kill('SIGTERM');
  process.once('exit', endWithUs);
  void exited.then(() => process.off('exit', endWithUs));
  const facts = await whenReady(dataDir, exited, logFile, primary);
  return {
    url: facts.url,
    invitation: facts.invitation ?? '',
    dataDir,
    primary,
    logFile,
    facts: () => findCluster(dataDir) ?? facts,
    async stop() {
      primary.kill('SIGTERM');
      const timer = setTimeout(() => primary.kill('SIGKILL'), stopTimeoutMs);
      const code = await exited;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

async function whenReady(
  dataDir: string,
  exited: Promise<number | null>,
  logFile: string,
  primary: ChildProcess,
): Promise<RunningCluster> {
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  const until = Date.now() + readyTimeoutMs;
  while (!gone && Date.now() < until) {
    const facts = findCluster(dataDir);
    if (facts) return facts;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  primary.kill('SIGKILL');
  const said = readFileSync(logFile, 'utf8').slice(-2000);
  throw new Error(`the cluster did not start; it said:\n${said}`);
}

/** Every bucket of the server's table, wide open. */
export function unlimitedBuckets(): Record<string, { burst: number; refillMs: number }> {
  // Permits come back no quicker than in real life: a worker takes them ahead within that time.
  const events = { burst: 1e6, refillMs: 1000 };
  const bytes = { burst: 1e9, refillMs: 0.001 };
  return Object.fromEntries(
    rateLimitNames.map((name) => [name, name.endsWith('Bytes') ? bytes : events]),
  );
}
