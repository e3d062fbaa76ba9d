// `npm run chaos -- --faults kill-worker --for 60s`: a cluster of its own, simulated devices that
// really encrypt, faults with real signals, and then every promise checked against the history.

import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { conclude, quantile, round } from '../support/figures.ts';
import { launchCluster } from '../support/launch.ts';
import { createProgress } from '../support/progress.ts';
import type { Findings } from './checkers.ts';
import { check, recoveryMs } from './checkers.ts';
import type { FaultKind, Injected } from './faults.ts';
import { isFaultKind, seededRandom, startFault } from './faults.ts';
import type { Fleet } from './fleet.ts';
import { startFleet } from './fleet.ts';
import type { HistoryEvent } from './history.ts';
import { clockMs, readHistory } from './history.ts';

const settleTimeoutMs = 60_000;
const deviceProcesses = 2;

const usage = `usage: npm run chaos -- --faults kill-worker,kill-redis --for 60s
  [--devices 50] [--rate 200] [--workers 4] [--seed N] [--gap 5s] [--json FILE] [--keep] [--disk]
  --disk: the devices keep their stores on disk, as people's do (slower)`;

interface Run {
  readonly faults: readonly FaultKind[];
  readonly forMs: number;
  readonly devices: number;
  readonly rate: number;
  readonly workers: number;
  readonly seed: number;
  readonly json?: string;
  /** Longest silence of a stream, and longest recovery, that is promised. */
  readonly gapMsMax: number;
  readonly keep: boolean;
  readonly onDisk: boolean;
}

function readRun(): Run {
  const { values } = parseArgs({
    options: {
      faults: { type: 'string', default: 'kill-worker' },
      for: { type: 'string', default: '60s' },
      devices: { type: 'string', default: '50' },
      rate: { type: 'string', default: '200' },
      workers: { type: 'string', default: '4' },
      seed: { type: 'string' },
      json: { type: 'string' },
      gap: { type: 'string', default: '5s' },
      keep: { type: 'boolean', default: false },
      disk: { type: 'boolean', default: false },
    },
  });
  const faults = values.faults.split(',').filter((name) => name !== '');
  const [seconds, gap] = [values.for, values.gap].map((text) => /^(\d+)s?$/.exec(text)?.[1]);
  const whole = (text: string, least: number, most: number) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least || number > most) throw new Error(usage);
    return number;
  };
  if (seconds === undefined || gap === undefined || !faults.every(isFaultKind))
    throw new Error(usage);
  return {
    faults: faults.filter(isFaultKind),
    forMs: whole(seconds, 5, 3600) * 1000,
    devices: whole(values.devices, 2, 1000) & ~1,
    rate: whole(values.rate, 1, 10_000),
    workers: whole(values.workers, 2, 16),
    seed: values.seed ? whole(values.seed, 0, 2 ** 32) : Math.floor(Math.random() * 2 ** 32),
    ...(values.json ? { json: values.json } : {}),
    gapMsMax: whole(gap, 1, 600) * 1000,
    keep: values.keep,
    onDisk: values.disk,
  };
}

/**
 * Puts the load on, the faults in, and waits until what was acknowledged had its time to arrive.
 */
async function loadWithFaults(
  run: Run,
  fleet: Fleet,
  strike: (endsAt: number) => ReturnType<typeof startFault>[],
) {
  const progress = createProgress('chaos');
  const from = clockMs();
  const loading = fleet.load(run.rate, run.forMs);
  const faults = strike(from + run.forMs);
  const showing = setInterval(async () => {
    const now = await fleet.progress().catch(() => undefined);
    if (!now) return;
    const struck = faults.reduce((total, fault) => total + fault.injected.length, 0);
    progress.show(
      (clockMs() - from) / run.forMs,
      `${now.acknowledged} acknowledged, ${now.shown} shown, ${struck} faults`,
    );
  }, 500);
  await loading;
  const to = clockMs();
  for (const fault of faults) fault.stop();
  const until = to + settleTimeoutMs;
  for (let now = await fleet.progress(); clockMs() < until; now = await fleet.progress()) {
    if (now.pending === 0 && now.shown >= now.acknowledged) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  // A little longer: what is shown twice would be shown late.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  clearInterval(showing);
  progress.end();
  return { from, to, injected: faults.flatMap((fault) => fault.injected) };
}

function judge(
  run: Run,
  found: Findings,
  history: readonly HistoryEvent[],
  injected: readonly Injected[],
  to: number,
  errorsLogged: number,
): 0 | 1 {
  const { gapMsMax } = run;
  const redis = injected.filter((one) => one.kind === 'kill-redis');
  const returns = redis.flatMap((one) => (one.backAt === undefined ? [] : [one.backAt]));
  const measured = returns.filter((at) => at + gapMsMax < to);
  const recovery = Math.max(0, ...measured.map((at) => recoveryMs(history, at)));
  const verdicts = [
    { sentence: 'every acknowledged message was shown', kept: found.lost.length === 0 },
    { sentence: 'none was shown twice', kept: found.duplicated.length === 0 },
    { sentence: 'each sender is heard in order', kept: found.outOfOrder.length === 0 },
    { sentence: 'nothing was shown that nobody sent', kept: found.invented.length === 0 },
    { sentence: 'the load went through', kept: found.acknowledged > 0 && injected.length > 0 },
    {
      sentence: 'every message asked for was acknowledged in the end',
      kept: found.acknowledged === found.sent,
    },
    { sentence: 'no worker logged an error of its own', kept: errorsLogged === 0 },
    redis.length === 0
      ? {
          sentence: `no stream was silent for more than ${gapMsMax} ms`,
          kept: found.longestGapMs <= gapMsMax,
        }
      : { sentence: 'Redis came back each time', kept: returns.length === redis.length },
    ...measured.map((at) => ({
      sentence: `all streams flowed within ${gapMsMax} ms of a return of Redis`,
      kept: recoveryMs(history, at) <= gapMsMax,
    })),
  ];
  const figures = {
    seed: run.seed,
    faults: run.faults.join('+'),
    load_s: run.forMs / 1000,
    devices: run.devices,
    rate_per_s: run.rate,
    injected: injected.length,
    sent: found.sent,
    acknowledged: found.acknowledged,
    shown: found.shown,
    refused: found.refused,
    lost: found.lost.length,
    duplicated: found.duplicated.length,
    out_of_order: found.outOfOrder.length,
    errors_logged: errorsLogged,
    longest_gap_ms: Math.round(found.longestGapMs),
    ...(measured.length > 0 ? { recovery_ms: Math.round(recovery) } : {}),
    p50_ms: round(quantile(found.latenciesMs, 0.5)),
    p99_ms: round(quantile(found.latenciesMs, 0.99)),
  };
  return conclude(figures, verdicts, run.json);
}

/** Lines of the level that means a bug. */
function errorsIn(logFile: string): number {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"level":50')).length;
}

async function main(): Promise<0 | 1> {
  const run = readRun();
  console.log(`seed ${run.seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'aldis-chaos-'));
  const cluster = await launchCluster({
    workers: run.workers,
    unlimited: true,
    env: { ALDIS_LOG: 'warn' },
  });
  try {
    const fleet = await startFleet({
      url: cluster.url,
      invitation: cluster.invitation,
      folder,
      devices: run.devices,
      processes: deviceProcesses,
      onDisk: run.onDisk,
    });
    const random = seededRandom(run.seed);
    const strike = (endsAt: number) =>
      run.faults.map((kind) => startFault(kind, cluster.facts, random, endsAt));
    const { from, to, injected } = await loadWithFaults(run, fleet, strike);
    await fleet.end();
    const history = readHistory(fleet.historyFiles);
    const found = check(history, from, to);
    const code = judge(run, found, history, injected, to, errorsIn(cluster.logFile));
    const kept = code !== 0 || run.keep;
    if (kept) {
      copyFileSync(cluster.logFile, join(folder, 'cluster.log'));
      console.error(`history, profiles and log: ${folder}`);
    }
    if (!kept) rmSync(folder, { recursive: true, force: true });
    return code;
  } finally {
    await cluster.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
