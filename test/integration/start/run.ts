// Starts the tiny cluster as its own process and watches what it says and leaves behind.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { ClusterFacts } from '../../../cluster/facts.ts';

const primaryFile = fileURLToPath(new URL('tinyPrimary.ts', import.meta.url));
/** With workers that open the stores. */
export const wholePrimary = fileURLToPath(new URL('../../../cluster/primary.ts', import.meta.url));
const waitLimitMs = 30_000;
const pollMs = 20;

export interface RunningCluster {
  readonly pid: number;
  readonly folder: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Resolves with the exit code, or 128 for a kill. */
  readonly exit: Promise<number>;
  kill(signal: NodeJS.Signals): void;
  facts(): ClusterFacts;
}

/** A folder that is removed when the test is over, with a Redis that still runs in it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-start-'));
  onTestFinished(async () => {
    const pid = Number.parseInt(readText(join(folder, 'redis/redis.pid')), 10);
    if (pid > 0 && readText(`/proc/${pid}/cmdline`).includes(folder)) process.kill(pid, 'SIGKILL');
    await eventually(() => !readText(`/proc/${pid}/cmdline`).includes(folder));
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Starts a primary with two workers on a free port, tiny ones unless told otherwise. */
export function start(
  folder: string,
  more: Record<string, string> = {},
  primary = primaryFile,
): RunningCluster {
  const { REDIS_URL: _redis, MONGODB_URL: _mongo, ...inherited } = process.env;
  const settings = { ALDIS_DATA: folder, PORT: '0', ALDIS_WORKERS: '2', ALDIS_LOG: 'warn' };
  const child = spawn(process.execPath, [primary], {
    env: { ...inherited, ...settings, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += String(text);
    });
  }
  const exit = new Promise<number>((resolve) => {
    child.on('close', (code) => resolve(code ?? 128));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return {
    pid: child.pid ?? 0,
    folder,
    output: () => output,
    exit,
    kill: (signal) => void child.kill(signal),
    facts: () => JSON.parse(readFileSync(join(folder, 'cluster.json'), 'utf8')),
  };
}

/** Starts it and waits for its table. */
export async function startReady(
  folder: string,
  more: Record<string, string> = {},
): Promise<RunningCluster> {
  const cluster = start(folder, more);
  let ended = false;
  void cluster.exit.then(() => {
    ended = true;
  });
  await eventually(() => cluster.output().includes('Ctrl-C drains') || ended);
  if (ended) throw new Error(`the cluster did not start: ${cluster.output()}`);
  return cluster;
}

/** The one sentence of a start that cannot be. */
export async function refusal(cluster: RunningCluster): Promise<string> {
  const code = await cluster.exit;
  const lines = cluster
    .output()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'));
  if (code !== 1 || lines.length !== 1) throw new Error(`${code}: ${cluster.output()}`);
  return lines[0] ?? '';
}

/** Waits until the condition holds; what it throws counts as not yet. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + waitLimitMs;
  for (;;) {
    const held = await Promise.resolve()
      .then(holds)
      .catch(() => false);
    if (held) return;
    if (performance.now() > deadline) throw new Error('it did not come to hold in time');
    await sleep(pollMs);
  }
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
