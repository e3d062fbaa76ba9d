// `npm run simulate -- --seeds N [--seed S] [--processes P] [--mutation NAME] [--json FILE]`: runs
// whole clusters in virtual time, one for each seed from S on, and says which seeds broke a
// promise. `--trace` prints everything that happens in the one seed S.
// `--workers N --shards M [--seed S]`: what the leases of one large cluster cost instead.

import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { conclude, round } from '#lab/figures.ts';
import { readFlags } from '#lab/options.ts';
import { createProgress } from '#lab/progress.ts';
import type { MutationName } from './mutations.ts';
import { simulateLeases } from './leases.ts';
import { mutations } from './mutations.ts';
import type { Failure, Order, Report } from './runner.ts';
import { simulate } from './world.ts';

/** Failing seeds that are printed; more are only counted. */
const failuresShownMax = 10;

const values = readFlags({
  seeds: '1000',
  seed: '1',
  processes: String(Math.min(availableParallelism(), 8)),
  mutation: undefined,
  trace: false,
  workers: undefined,
  shards: undefined,
  json: undefined,
});

const mutation = readMutation(values.mutation);
const first = wholeNumber('--seed', values.seed);
if (values.workers ?? values.shards) process.exitCode = await showLeases(first);
else if (values.trace) process.exitCode = await showTrace(first);
else process.exitCode = await runAll(first, wholeNumber('--seeds', values.seeds));

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  console.error(`${option} takes a whole number from 1 on.`);
  process.exit(2);
}

function readMutation(text: string | undefined): MutationName | undefined {
  if (text === undefined || Object.hasOwn(mutations, text)) return text as MutationName | undefined;
  console.error(`--mutation is one of ${Object.keys(mutations).join(', ')}.`);
  process.exit(2);
}

/** One large cluster's leases. */
async function showLeases(seed: number): Promise<0 | 1> {
  const workers = wholeNumber('--workers', values.workers ?? '500');
  const shards = wholeNumber('--shards', values.shards ?? '16384');
  const { figures, promises } = await simulateLeases(workers, shards, seed);
  return conclude(figures, promises, values.json);
}

/** One seed, with everything that happens. */
async function showTrace(seed: number): Promise<0 | 1> {
  const faulty = mutation === undefined ? {} : { mutation: mutations[mutation] };
  const run = await simulate(seed, { ...faulty, keepTrace: true });
  for (const line of run.trace) console.log(line);
  const { violation } = run;
  const sentence = violation ? `${violation.promise}: ${violation.sentence}` : 'all promises';
  const figures = { seed, steps: run.steps, hash: run.hash.toString(16) };
  return conclude(figures, [{ sentence, kept: !violation }], values.json);
}

async function runAll(from: number, count: number): Promise<0 | 1> {
  const startedAt = performance.now();
  const processes = Math.min(wholeNumber('--processes', values.processes), count);
  const sum = { seeds: 0, letters: 0, faults: 0, virtualMs: 0, cpuMs: 0 };
  const failures: Failure[] = [];
  const progress = createProgress('simulation');
  const take = (report: Report) => {
    sum.seeds += report.seeds;
    sum.letters += report.letters;
    sum.faults += report.faults;
    sum.virtualMs += report.virtualMs;
    sum.cpuMs += report.cpuMs;
    failures.push(...report.failures);
    const words = `${sum.seeds} of ${count} seeds, ${failures.length} broken`;
    progress.show(sum.seeds / count, words);
  };
  const orders = Array.from({ length: processes }, (_, index) => ({
    first: from + index,
    last: from + count - 1,
    step: processes,
    ...(mutation === undefined ? {} : { mutation }),
  }));
  await Promise.all(orders.map((order) => runProcess(order, take)));
  progress.end();
  failures.sort((one, other) => one.seed - other.seed);
  for (const { seed, promise, sentence } of failures.slice(0, failuresShownMax)) {
    console.log(`seed ${seed}: ${promise}: ${sentence.split('\n')[0]}`);
    const more = mutation === undefined ? '' : ` --mutation ${mutation}`;
    console.log(`  npm run simulate -- --seed ${seed} --trace${more}`);
  }
  const wallMs = performance.now() - startedAt;
  const figures = {
    seeds: sum.seeds,
    failed_seeds: failures.length,
    letters: sum.letters,
    faults: sum.faults,
    virtual_hours: round(sum.virtualMs / 3_600_000),
    cpu_ms_per_seed: round(sum.cpuMs / Math.max(1, sum.seeds)),
    wall_s: round(wallMs / 1000),
  };
  const promises = [
    { sentence: `all ${count} seeds were run`, kept: sum.seeds === count },
    { sentence: 'every promise was kept in every seed', kept: failures.length === 0 },
  ];
  return conclude(figures, promises, values.json);
}

/** Lets a process of its own run part of the seeds; resolves when it has ended, well or not. */
function runProcess(order: Order, take: (report: Report) => void): Promise<void> {
  const child = fork(fileURLToPath(new URL('./runner.ts', import.meta.url)));
  child.on('message', (report: Report) => take(report));
  child.send(order);
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
