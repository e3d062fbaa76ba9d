// `npm run load -- --devices 1000 --rate 500 --for 60s`: simulated devices that really register,
// publish keys, encrypt and decrypt, on a cluster of their own or on one that runs on this machine.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '#protocol';
import { conclude } from '#lab/figures.ts';
import type { RunningCluster } from '#lab/launch.ts';
import { findCluster, launchCluster } from '#lab/launch.ts';
import { UsageError } from '#lab/options.ts';
import { loadCalls } from './calls/load.ts';
import { callsUsage, isAboutCalls } from './calls/options.ts';
import { htmlReport } from './htmlReport.ts';
import type { LoadOptions } from './options.ts';
import { readOptions, usage } from './options.ts';
import type { ProcessGroup } from '#lab/processCpu.ts';
import type { Target } from './run.ts';
import { runLoad } from './run.ts';
import { textReport } from './textReport.ts';
import { figuresOf, promisesOf } from './verdict.ts';

const projectDir = join(import.meta.dirname, '../..');

/** A cluster's processes by kind, as they are at each look: workers die and are forked anew. */
function processesOf(facts: () => RunningCluster): ProcessGroup[] {
  return [
    { name: 'primary', pids: () => [facts().pid] },
    { name: 'workers', pids: () => facts().workers.map((worker) => worker.pid) },
    { name: 'redis', pids: () => [facts().redisPid ?? []].flat() },
  ];
}

/** The cluster that is named, with what its own folder says where that is this checkout's. */
function namedTarget(url: string, invite: string | undefined): Target {
  const dataDir = process.env['ALDIS_DATA'] ?? join(projectDir, 'data');
  const here = findCluster(dataDir);
  const own = here && new URL(here.url).port === new URL(url).port ? here : undefined;
  const invitation = invite ?? own?.invitation;
  if (!invitation)
    throw new UsageError('--url needs --invite TOKEN, an invitation of that cluster.');
  const processes = own ? processesOf(() => findCluster(dataDir) ?? own) : [];
  return { url, invitation, processes };
}

async function withTarget<T>(options: LoadOptions, work: (target: Target) => Promise<T>) {
  if (options.url !== undefined) return work(namedTarget(options.url, options.invite));
  const cluster = await launchCluster({
    workers: options.workers,
    unlimited: true,
    env: { ALDIS_LOG: 'warn' },
  });
  try {
    const { url, invitation } = cluster;
    return await work({ url, invitation, processes: processesOf(() => cluster.facts()) });
  } finally {
    await cluster.stop();
  }
}

/** Rejects at the first Ctrl-C, after which everything is ended in order. */
function interruption(): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(new Error('Interrupted; everything that was started is ended.'));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

async function main(): Promise<0 | 1> {
  const options = readOptions(process.argv.slice(2));
  const abort = interruption();
  abort.catch(() => undefined);
  const result = await withTarget(options, (target) => runLoad(options, target, abort));
  const fancy = process.stdout.isTTY === true;
  console.log(textReport(options, result, fancy).join('\n'));
  const { findings, timeline } = result;
  const promises = promisesOf(findings);
  const { scenario, devices, ratePerS, forMs, bytes, processes, groups } = options;
  const many = groups > 0 ? { groups } : {};
  const asked = {
    scenario,
    ...many,
    devices,
    rate_per_s: ratePerS,
    load_s: forMs / 1000,
    bytes,
    processes,
  };
  const figures = { ...asked, ...figuresOf(findings, timeline) };
  if (options.html) {
    writeFileSync(options.html, htmlReport(options, result, promises));
    console.log(`plots: ${options.html}`);
  }
  return conclude(figures, promises, options.json);
}

const args = process.argv.slice(2);
const areCalls = isAboutCalls(args);
const words = areCalls ? callsUsage : usage;
if (args.includes('--help')) {
  console.log(words);
} else {
  try {
    process.exitCode = await (areCalls ? loadCalls(args, interruption()) : main());
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    console.error(printable(known.message));
    if (known.name === UsageError.name) console.error(`\n${words}`);
    process.exitCode = 2;
  }
}
