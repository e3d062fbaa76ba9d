// What a load's runs come to: figures, ratios, where each microsecond went, promises.

import type { Figures, Verdict } from '#lab/figures.ts';
import { round } from '#lab/figures.ts';
import type { RunResult } from '#lab/raw/generators.ts';
import type { Bars } from './loads.ts';
import { ratiosOf, spreadOf } from './report.ts';
import { serverMicrosOf } from '#lab/raw/runLine.ts';

/** One run, and what Redis was asked meanwhile, the warm-up included; per delivered message. */
export interface CountedRun extends RunResult {
  readonly redisCommands: number;
  readonly redisReads: number;
}

/** A server's runs under one load. */
export interface Turns {
  readonly name: string;
  readonly openings: readonly CountedRun[];
  readonly runs: readonly CountedRun[];
}

interface Judged {
  readonly figures: Figures;
  readonly promises: readonly Verdict[];
}

/** The first is Aldis and the second the bare relay, if both ran. */
export function judge(load: string, turns: readonly Turns[], bars: Bars): Judged {
  const [ours, theirs] = turns;
  const figures: Figures = Object.assign({}, ...turns.map(sideFigures));
  const promises: Verdict[] = turns.map(({ name, openings, runs }) => ({
    sentence: `${load}, ${name}: nothing was lost, doubled or out of order`,
    kept: [...openings, ...runs].every(
      ({ ledger }) => ledger.lost + ledger.duplicated + ledger.outOfOrder + ledger.unanswered === 0,
    ),
  }));
  promises.push({
    sentence: `${load}: every run counts`,
    kept: turns.every(({ runs }) => runs.every((run) => run.void.length === 0)),
  });
  for (const one of turns) console.log(microsLine(load, one));
  if (!ours || !theirs) return { figures, promises };
  const rate = spreadOf(ratiosOf(ours.runs, theirs.runs, (run) => run.rate));
  const cpu = spreadOf(ratiosOf(ours.runs, theirs.runs, serverMicrosOf));
  const words = ({ median, least, most }: typeof rate) =>
    `${round(median)} (${round(least)}–${round(most)})`;
  console.log(`${load}, aldis to bare: rate ${words(rate)}, CPU per message ${words(cpu)}`);
  const ratios = {
    rate_ratio: round(rate.median),
    rate_ratio_least: round(rate.least),
    rate_ratio_most: round(rate.most),
    cpu_ratio: round(cpu.median),
    cpu_ratio_least: round(cpu.least),
    cpu_ratio_most: round(cpu.most),
    redis_ratio: round(quotient(turns, (run) => ofGroup('redis', run.serverMicros))),
    p50_ratio: round(quotient(turns, (run) => run.delivered.p50Ms)),
  };
  const kept = barsKept(load, bars, { rate: rate.median, cpu: cpu.median, ours, theirs });
  return { figures: { ...ratios, ...figures }, promises: [...promises, ...kept] };
}

interface Reached {
  readonly rate: number;
  readonly cpu: number;
  readonly ours: Turns;
  readonly theirs: Turns;
}

/** Bars that are absolute are read beside the bare relay's figure on the same machine. */
function barsKept(load: string, bars: Bars, { rate, cpu, ours, theirs }: Reached): Verdict[] {
  const { rateRatioLeast, cpuRatioMost, redisMicrosMost, p50MsMost } = bars;
  const promises: Verdict[] = [];
  const promise = (sentence: string, kept: boolean) =>
    promises.push({ sentence: `${load}: ${sentence}`, kept });
  if (rateRatioLeast !== undefined) {
    promise(`at least ${rateRatioLeast} of the bare relay's rate`, rate >= rateRatioLeast);
  }
  if (cpuRatioMost !== undefined) {
    promise(`at most ${cpuRatioMost} times the bare relay's CPU per message`, cpu <= cpuRatioMost);
  }
  if (redisMicrosMost !== undefined) {
    const of = (run: CountedRun) => ofGroup('redis', run.serverMicros);
    const micros = medianOf(ours, of);
    const beside = `${micros}; the bare relay's ${medianOf(theirs, of)}`;
    const kept = micros <= redisMicrosMost;
    promise(`at most ${redisMicrosMost} µs of Redis's per message (${beside})`, kept);
  }
  if (p50MsMost !== undefined) {
    const of = (run: CountedRun) => run.delivered.p50Ms;
    const p50 = medianOf(ours, of);
    const beside = `${p50}; the bare relay's ${medianOf(theirs, of)}`;
    promise(
      `half of the messages are delivered within ${p50MsMost} ms (${beside})`,
      p50 <= p50MsMost,
    );
  }
  return promises;
}

/** The ratio of the medians of the first and the second. */
function quotient([ours, theirs]: readonly Turns[], of: (run: CountedRun) => number): number {
  return ours && theirs ? medianOf(ours, of) / medianOf(theirs, of) : Number.NaN;
}

/** The median of the runs that count. */
function medianOf({ runs }: Turns, of: (run: CountedRun) => number): number {
  return round(spreadOf(runs.filter((run) => run.void.length === 0).map(of)).median);
}

const ofGroup = (group: string, values: Readonly<Record<string, number>>) =>
  values[group] ?? Number.NaN;

/** Where each microsecond of a message went, and how often somebody had to be woken for it. */
function microsLine(load: string, turns: Turns): string {
  const parts = ['workers', 'redis'].map((group) => {
    const micros = medianOf(turns, (run) => ofGroup(group, run.serverMicros));
    const system = medianOf(turns, (run) => ofGroup(group, run.systemMicros));
    const sleeps = medianOf(turns, (run) => ofGroup(group, run.sleeps));
    return `${group} ${micros} µs (the system's part ${system}, ${sleeps} wake-ups)`;
  });
  const commands = medianOf(turns, (run) => run.redisCommands);
  const reads = medianOf(turns, (run) => run.redisReads);
  const asked = `Redis was asked ${commands} commands in ${reads} reads`;
  return `${load}, ${turns.name}, a message: ${parts.join(', ')}; ${asked}`;
}

/** The figures of one side: medians of the runs that count. */
function sideFigures(turns: Turns): Record<string, number> {
  const { name, runs } = turns;
  const median = (of: (run: CountedRun) => number) => medianOf(turns, of);
  const sum = (of: (run: CountedRun) => number) => runs.reduce((all, run) => all + of(run), 0);
  const figures: Record<string, number> = {
    per_s: median((run) => run.rate),
    p50_ms: median((run) => run.delivered.p50Ms),
    p99_ms: median((run) => run.delivered.p99Ms),
    ack_p50_ms: median((run) => run.acknowledged.p50Ms),
    ack_p99_ms: median((run) => run.acknowledged.p99Ms),
    server_us: median(serverMicrosOf),
    workers_us: median((run) => ofGroup('workers', run.serverMicros)),
    workers_system_us: median((run) => ofGroup('workers', run.systemMicros)),
    workers_wakes: median((run) => ofGroup('workers', run.sleeps)),
    redis_us: median((run) => ofGroup('redis', run.serverMicros)),
    redis_system_us: median((run) => ofGroup('redis', run.systemMicros)),
    redis_wakes: median((run) => ofGroup('redis', run.sleeps)),
    redis_commands: median((run) => run.redisCommands),
    redis_reads: median((run) => run.redisReads),
    server_cores: median((run) => run.serverCores),
    generator_us: median((run) => run.generatorMicros),
    generator_share: median((run) => run.health.cpuShare),
    sent: sum((run) => run.ledger.sent),
    acknowledged: sum((run) => run.ledger.acknowledged),
    delivered: sum((run) => run.ledger.delivered),
    duplicated: sum((run) => run.ledger.duplicated),
    lost: sum((run) => run.ledger.lost),
    out_of_order: sum((run) => run.ledger.outOfOrder),
    void_runs: runs.filter((run) => run.void.length > 0).length,
  };
  return Object.fromEntries(
    Object.entries(figures).map(([figure, value]) => [`${name}_${figure}`, value]),
  );
}
