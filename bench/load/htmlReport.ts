// The end of a run as one page: the ledger, the plots, the figures.

import type { Verdict } from '#lab/figures.ts';
import type { LoadOptions } from './options.ts';
import { barsOf, card, msOf, pageOf, promisesCard, table } from './page.ts';
import { barChart, lineChart } from './plots.ts';
import type { Mark } from './plots.ts';
import type { RunResult } from './run.ts';
import type { Schedule } from './schedule.ts';
import {
  cpuRows,
  generatorLines,
  headline,
  latencyColumns,
  latencyNames,
  ledgerRows,
  momentRows,
} from './textReport.ts';
import type { Latencies, Second } from './timeline.ts';
import { generatorLimits } from './verdict.ts';

export function htmlReport(
  options: LoadOptions,
  result: RunResult,
  promises: readonly Verdict[],
): string {
  const { findings, timeline } = result;
  const limits = generatorLimits(findings.health);
  return pageOf({
    headline: headline(options),
    promises,
    warnings: limits.length > 0 ? generatorLines(limits) : [],
    tiles: tiles(result),
    plots: plots(options, result),
    cards: [
      card('Ledger', table(ledgerRows(result))),
      promisesCard(promises, note(timeline.waited)),
      card('Latency, ms', table([['', ...latencyNames], ...latencyColumns(result)])),
      card('Processors', table([...cpuRows(result), ...momentRows(result)])),
    ],
  });
}

function note(waited: Latencies): string {
  if (waited.count === 0) return '';
  return `<p>${waited.count} messages were due while their recipient was away.</p>`;
}

function tiles({ findings, timeline }: RunResult): [string, string][] {
  const { ledger } = findings;
  return [
    ['delivered', ledger.delivered.toLocaleString('en')],
    ['p50', msOf(timeline.delivery.percentileMs(50))],
    ['p90', msOf(timeline.delivery.percentileMs(90))],
    ['p99', msOf(timeline.delivery.percentileMs(99))],
    ['p99.9', msOf(timeline.delivery.percentileMs(99.9))],
    ['longest', msOf(timeline.delivery.maxMs)],
    ['lost', String(ledger.lost)],
    ['duplicated', String(ledger.duplicated)],
    ['messages/s', String(Math.round((findings.measured * 1000) / findings.tookMs))],
  ];
}

function plots({ ratePerS }: LoadOptions, { timeline }: RunResult): string[] {
  const seconds = timeline.seconds();
  const of = (read: (second: Second) => number) => seconds.map(read);
  const { schedule } = timeline;
  const marks = marksOf(schedule);
  // Bursts are asked for at once; their average is what the rate means.
  const asked = seconds.map((_, at) => (at * 1000 < schedule.forMs ? ratePerS : Number.NaN));
  return [
    lineChart({
      title: 'Messages a second',
      scale: 'linear',
      marks,
      series: [
        { name: 'delivered', look: 'a', values: of((one) => one.delivered) },
        { name: 'acknowledged', look: 'b', values: of((one) => one.acknowledged) },
        { name: 'asked for', look: 'target', values: asked },
      ],
    }),
    lineChart({
      title: 'Latency (ms) by the second in which a message was due',
      scale: 'log',
      marks,
      series: [
        { name: 'p50', look: 'a', values: of((one) => one.p50Ms) },
        { name: 'p99', look: 'b', values: of((one) => one.p99Ms) },
        { name: 'longest', look: 'c', values: of((one) => one.maxMs) },
      ],
    }),
    barChart({
      title: 'Messages by latency, due to shown (upper ends, ms)',
      bars: barsOf(timeline.delivery),
    }),
    lineChart({
      title: 'Processor cores in use',
      scale: 'linear',
      marks,
      series: [
        { name: 'server', look: 'a', values: of((one) => one.serverCores) },
        { name: 'clients', look: 'b', values: of((one) => one.clientCores) },
      ],
    }),
  ];
}

function marksOf({ dropAtMs, away }: Schedule): Mark[] {
  if (dropAtMs !== undefined) return [{ name: 'all drop', from: dropAtMs / 1000 }];
  if (!away) return [];
  return [{ name: 'half away', from: away.fromMs / 1000, until: away.untilMs / 1000 }];
}
