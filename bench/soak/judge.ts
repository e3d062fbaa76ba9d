// What a soak comes to: whether memory, Redis and the store stay as large as what they hold, and
// whether the end is as quick as the beginning.

import type { Figures, Verdict } from '#lab/figures.ts';
import { round } from '#lab/figures.ts';
import type { Latency, RunResult } from '#lab/raw/generators.ts';
import type { NewcomerCounts } from './newcomers.ts';
import type { Windows } from './options.ts';
import type { Sample } from './samples.ts';
import { pointsOf } from './samples.ts';
import type { Point } from '#lab/slope.ts';
import { slopePerMinute } from '#lab/slope.ts';

const MiB = 1024 * 1024;
const minuteMs = 60_000;
/** What is held may grow by so much over the time it is watched: reading it is not exact. */
const growthShareMost = 0.05;
const growthBytesLeast = 8 * MiB;
/** How many bytes of Redis may remember for a day that a message was there. */
const rememberedBytesMost = 24;
/** The last part's p99 is the first one's when it is below this multiple, or so little above it. */
const p99FactorMost = 1.5;
const p99SlackMs = 10;

export interface SoakOutcome {
  readonly steady: RunResult;
  readonly restless: RunResult;
  readonly first: Latency;
  readonly last: Latency;
  readonly samples: readonly Sample[];
  /** What all workers' live objects took. */
  readonly living: readonly Point[];
  /** Before any message, and when all had been delivered. */
  readonly before: Sample;
  readonly after: Sample;
  readonly replaced: boolean;
  readonly newcomers: NewcomerCounts;
  readonly back: number;
  readonly crowd: number;
}

/** One thing that must not grow, and how it did. Unit: bytes. */
interface Growth {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly perMinute: number;
  readonly flat: boolean;
}

/** `allowed`: bytes by which it may grow in a minute. */
function growthOf(name: string, points: readonly Point[], allowed = 0): Growth {
  const [from, to] = [points[0], points.at(-1)];
  if (!from || !to) throw new Error(`there are no readings of ${name}`);
  const perMinute = slopePerMinute(points);
  const minutes = (to.atMs - from.atMs) / minuteMs;
  const most = Math.max(growthBytesLeast, from.value * growthShareMost);
  const flat = (perMinute - allowed) * minutes <= most;
  return { name, from: from.value, to: to.value, perMinute, flat };
}

function growths(outcome: SoakOutcome, { settledAfterMs }: Windows): Growth[] {
  const samples = outcome.samples.filter(({ atMs }) => atMs >= settledAfterMs);
  const names = Object.keys(samples[0]?.resident ?? {});
  const perMinute = (outcome.steady.rate + outcome.restless.rate) * 60;
  const remembered = perMinute * rememberedBytesMost;
  return [
    ...names.map((name) => {
      const allowed = name === 'redis' ? remembered : 0;
      const points = pointsOf(samples, (one) => one.resident[name] ?? Number.NaN);
      return growthOf(name, points, allowed);
    }),
    growthOf('living', outcome.living),
    growthOf(
      'redis_used',
      pointsOf(samples, (one) => one.redisUsed),
      remembered,
    ),
    growthOf(
      'store',
      pointsOf(samples, (one) => one.store),
    ),
  ];
}

const mib = (bytes: number) => round(bytes / MiB);

export function judgeSoak(
  outcome: SoakOutcome,
  windows: Windows,
): { figures: Figures; promises: Verdict[] } {
  const all = growths(outcome, windows);
  for (const { name, from, to, perMinute } of all) {
    const slope = `${perMinute >= 0 ? '+' : ''}${mib(perMinute)} MiB a minute`;
    console.log(`${name.padEnd(11)}${mib(from)} → ${mib(to)} MiB, ${slope}`);
  }
  const { first, last, newcomers, restless, steady } = outcome;
  console.log(`p50 ${round(first.p50Ms)} → ${round(last.p50Ms)} ms, first part to last`);
  console.log(`p99 ${round(first.p99Ms)} → ${round(last.p99Ms)} ms`);
  console.log(`newcomers: ${JSON.stringify(newcomers)}`);
  const promises = [
    ...ledgerPromises(outcome),
    ...all.map(({ name, flat }) => ({ sentence: `${name} does not grow`, kept: flat })),
    {
      sentence: 'Redis ends as large as what waits and what is remembered',
      kept: leftInRedis(outcome) <= rememberedBytesMost * delivered(outcome) + growthBytesLeast,
    },
    {
      sentence: `the last part's p99 is the first one's, or below ${p99FactorMost} times it`,
      kept: last.p99Ms <= Math.max(first.p99Ms * p99FactorMost, first.p99Ms + p99SlackMs),
    },
  ];
  const figures: Record<string, number> = {
    ...ledgerFigures('steady', steady),
    ...ledgerFigures('restless', restless),
    restless_redelivered: restless.redelivered,
    p50_first_ms: round(first.p50Ms),
    p50_last_ms: round(last.p50Ms),
    p99_first_ms: round(first.p99Ms),
    p99_last_ms: round(last.p99Ms),
    server_us: round(Object.values(steady.serverMicros).reduce((sum, one) => sum + one, 0)),
    newcomers: newcomers.registered,
    newcomers_left: newcomers.left,
    redis_names_before: outcome.before.redisNames,
    redis_names_after: outcome.after.redisNames,
    redis_bytes_per_message: round(leftInRedis(outcome) / delivered(outcome)),
    aof_mib: mib(outcome.after.aof),
  };
  for (const { name, to, perMinute } of all) {
    figures[`${name}_mib`] = mib(to);
    figures[`${name}_mib_per_minute`] = mib(perMinute);
  }
  return { figures, promises };
}

const delivered = ({ steady, restless }: SoakOutcome) =>
  steady.ledger.delivered + restless.ledger.delivered;

const leftInRedis = ({ before, after }: SoakOutcome) => after.redisUsed - before.redisUsed;

function ledgerPromises(outcome: SoakOutcome): Verdict[] {
  const { steady, restless, newcomers, back, crowd, replaced } = outcome;
  const clean = ({ ledger }: RunResult) =>
    ledger.lost + ledger.duplicated + ledger.outOfOrder + ledger.unanswered === 0;
  const failures = Object.keys(newcomers.failures).length;
  return [
    { sentence: 'nothing was lost, doubled, out of order or unanswered', kept: clean(steady) },
    { sentence: 'nor for those who come and go', kept: clean(restless) },
    {
      sentence: `the run counts${[...steady.void, ...restless.void].map((why) => ` (${why})`)}`,
      kept: steady.void.length + restless.void.length === 0,
    },
    { sentence: 'no process ended', kept: !replaced },
    { sentence: 'all who went came back', kept: back === crowd },
    {
      sentence: 'every newcomer registered, connected, wrote and left',
      kept: failures === 0 && newcomers.left === newcomers.registered,
    },
  ];
}

function ledgerFigures(name: string, { ledger }: RunResult): Record<string, number> {
  const { sent, acknowledged, lost, duplicated, outOfOrder } = ledger;
  return {
    [`${name}_sent`]: sent,
    [`${name}_acknowledged`]: acknowledged,
    [`${name}_delivered`]: ledger.delivered,
    [`${name}_lost`]: lost,
    [`${name}_duplicated`]: duplicated,
    [`${name}_out_of_order`]: outOfOrder,
  };
}
