// `npm run bench -- open-loop`: messages are due at a steady rate, whatever becomes of those before
// them, and each one's time counts from when it was due. A server that stalls makes everything late
// that was due meanwhile, and nothing is left out.

import { setTimeout as sleep } from 'node:timers/promises';
import { startAldis } from '#lab/contender.ts';
import type { Layout } from '#lab/layout.ts';
import { layouts, place } from '#lab/layout.ts';
import { serverMicrosOf } from '#lab/raw/runLine.ts';
import { runLine } from '#lab/raw/runLine.ts';
import type { Verdict } from '#lab/figures.ts';
import { conclude, round } from '#lab/figures.ts';
import { duration, oneOf, readFlags, runCommand, whole } from '#lab/options.ts';
import { createProgress } from '#lab/progress.ts';
import type { Wire } from '#lab/raw/dialects.ts';
import { wires } from '#lab/raw/dialects.ts';
import type { RawGenerators, RunResult } from '#lab/raw/generators.ts';
import { seatPairs } from '#lab/seating.ts';

/**
 * By rate: what is promised of it. 2,778 a second are ten million an hour; at 5,000 both cores are
 * all but full; at 500 few messages share a step.
 */
const bars: Readonly<
  Record<number, { readonly p99MsMost?: number; readonly microsMost?: number }>
> = {
  500: { microsMost: 500 },
  2778: { p99MsMost: 100 },
  5000: { p99MsMost: 100 },
};
const warmupRate = 500;
const warmupMs = 2000;
const pauseMs = 1000;

interface Options {
  readonly rates: readonly number[];
  readonly forMs: number;
  readonly pairs: number;
  readonly bytes: number;
  readonly processes: number;
  readonly layout: Layout;
  readonly wire: Wire;
  readonly json: string | undefined;
}

function readOptions(): Options {
  const values = readFlags({
    rates: '500,1000,2778,5000',
    for: '60s',
    pairs: '100',
    bytes: '300',
    processes: '1',
    layout: 'shared',
    wire: 'sdk',
    json: undefined,
  });
  return {
    rates: values.rates.split(',').map((text) => whole('--rates', text, 1, 50_000)),
    forMs: duration('--for', values.for),
    pairs: whole('--pairs', values.pairs, 1, 2000),
    bytes: whole('--bytes', values.bytes, 16, 90_000),
    processes: whole('--processes', values.processes, 1, 8),
    layout: oneOf('--layout', values.layout, layouts),
    wire: oneOf('--wire', values.wire, wires),
    json: values.json,
  };
}

/** One rate, with a bar while it lasts. */
async function runRate(
  generators: RawGenerators,
  servers: Parameters<RawGenerators['open']>[0],
  rate: number,
  forMs: number,
): Promise<RunResult> {
  const progress = createProgress(`${rate} msg/s`);
  const begun = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - begun) / 1000;
    progress.show((seconds * 1000) / forMs, `${Math.round(seconds)} s`);
  }, 500);
  try {
    return await generators.open(servers, { rate, forMs });
  } finally {
    clearInterval(timer);
    progress.end();
  }
}

function figuresOf(rate: number, run: RunResult): Record<string, number> {
  const { ledger, delivered, acknowledged } = run;
  const figures: Record<string, number> = {
    sent: ledger.sent,
    acknowledged: ledger.acknowledged,
    delivered: ledger.delivered,
    lost: ledger.lost,
    duplicated: ledger.duplicated,
    out_of_order: ledger.outOfOrder,
    p50_ms: round(delivered.p50Ms),
    p99_ms: round(delivered.p99Ms),
    p999_ms: round(delivered.p999Ms),
    max_ms: round(delivered.maxMs),
    ack_p50_ms: round(acknowledged.p50Ms),
    ack_p99_ms: round(acknowledged.p99Ms),
    ack_p999_ms: round(acknowledged.p999Ms),
    ack_max_ms: round(acknowledged.maxMs),
    server_us: round(serverMicrosOf(run)),
    workers_us: round(run.serverMicros['workers'] ?? Number.NaN),
    redis_us: round(run.serverMicros['redis'] ?? Number.NaN),
    workers_wakes: round(run.sleeps['workers'] ?? Number.NaN),
    redis_wakes: round(run.sleeps['redis'] ?? Number.NaN),
    server_cores: round(run.serverCores),
    generator_us: round(run.generatorMicros),
    late_p99_ms: round(run.health.lateP99Ms),
    void: run.void.length,
  };
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`r${rate}_${name}`, value]),
  );
}

function promisesOf(rate: number, run: RunResult): Verdict[] {
  const { lost, duplicated, outOfOrder, unanswered } = run.ledger;
  const promises = [
    {
      sentence: `${rate} msg/s: nothing was lost, doubled, out of order or unanswered`,
      kept: lost + duplicated + outOfOrder + unanswered === 0,
    },
  ];
  const promised = bars[rate];
  if (!promised) return promises;
  const { p99MsMost, microsMost } = promised;
  promises.push({ sentence: `${rate} msg/s: the run counts`, kept: run.void.length === 0 });
  if (p99MsMost !== undefined) {
    promises.push({
      sentence: `${rate} msg/s: 99 of 100 are delivered within ${p99MsMost} ms`,
      kept: run.delivered.p99Ms <= p99MsMost,
    });
  }
  if (microsMost !== undefined) {
    promises.push({
      sentence: `${rate} msg/s: a message costs at most ${microsMost} µs of CPU`,
      kept: serverMicrosOf(run) <= microsMost,
    });
  }
  return promises;
}

async function main(): Promise<0 | 1> {
  const options = readOptions();
  const aldis = await startAldis({ wire: options.wire });
  let generators: RawGenerators | undefined;
  try {
    generators = await seatPairs(aldis, options);
    const servers = aldis.servers.flatMap(({ pids }) => pids());
    place(options.layout, servers, generators.pids);
    await generators.open(aldis.servers, { rate: warmupRate, forMs: warmupMs });
    const figures: Record<string, number> = {};
    const promises: Verdict[] = [];
    for (const rate of options.rates) {
      await sleep(pauseMs);
      const run = await runRate(generators, aldis.servers, rate, options.forMs);
      const { p999Ms, maxMs } = run.delivered;
      console.log(runLine(`${rate}/s`, run));
      console.log(`      p99.9 ${round(p999Ms)} ms, the slowest ${round(maxMs)} ms`);
      Object.assign(figures, figuresOf(rate, run));
      promises.push(...promisesOf(rate, run));
    }
    const { pairs, layout, wire } = options;
    return conclude({ ...figures, pairs, layout, wire }, promises, options.json);
  } finally {
    await generators?.end();
    await aldis.stop();
  }
}

await runCommand(main);
