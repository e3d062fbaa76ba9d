// The end of a run for the terminal: the ledger, the latency histogram, the processors. Plain
// characters where there is no terminal.

import { round } from '#lab/figures.ts';
import type { LoadOptions } from './options.ts';
import { totalMicros } from '#lab/processCpu.ts';
import type { RunResult } from './run.ts';
import type { Latencies } from './timeline.ts';
import { latencyStepsMs } from './timeline.ts';
import { generatorLimits } from './verdict.ts';

const barWidth = 40;
const nameWidth = 16;
const columnWidth = 9;

/** The lines of the report, without the verdict and the figures. */
export function textReport(options: LoadOptions, result: RunResult, fancy: boolean): string[] {
  const { findings, timeline } = result;
  return [
    headline(options),
    '',
    'ledger',
    ...ledgerRows(result).map(([name, value]) => row(name, value)),
    '',
    'delivery, from the time a message was due until it was shown',
    ...histogram(timeline.delivery, fancy),
    columns('ms', latencyNames),
    ...latencyColumns(result).map(([name, ...values]) => columns(name, values)),
    ...momentRows(result).map(([name, value]) => row(name, value)),
    '',
    'processors',
    ...cpuRows(result).map(([name, value]) => row(name, value)),
    '',
    ...generatorLines(generatorLimits(findings.health)),
  ];
}

export function headline(options: LoadOptions): string {
  const { devices, ratePerS, forMs, scenario, bytes, groups } = options;
  const who = groups > 0 ? `${groups} groups of ${devices}` : `${devices} devices`;
  return `${who}, ${ratePerS} messages/s of ${bytes} bytes for ${forMs / 1000} s, ${scenario}`;
}

export function ledgerRows({ findings }: RunResult): [string, string][] {
  const { ledger } = findings;
  return [
    ['sent', String(ledger.sent)],
    ['acknowledged', String(ledger.acknowledged)],
    ['delivered', String(ledger.delivered)],
    ['duplicated', String(ledger.duplicated)],
    ['lost', String(ledger.lost)],
    ['out of order', String(ledger.outOfOrder)],
    ['undecryptable', String(findings.undecryptable)],
    ['thrown away', String(findings.rejected)],
    ['refused', String(ledger.refused)],
    ['unanswered', String(ledger.unanswered)],
    ['invented', String(ledger.invented)],
    ['forged', String(findings.forged)],
    ['receipted', String(findings.receipts)],
  ];
}

export function cpuRows({ findings }: RunResult): [string, string][] {
  const { serverCpu, clientCpuMicros, otherCpuMicros, meteredMs, measured, health } = findings;
  const server = totalMicros(serverCpu);
  const words = (micros: number) => {
    const each = Math.round(micros / Math.max(1, measured));
    return `${(micros / 1000 / meteredMs).toFixed(2)} cores, ${each} µs a message`;
  };
  return [
    ['server', server === undefined ? 'not measured' : words(server)],
    ...Object.entries(serverCpu).map(([name, micros]): [string, string] => [
      `of it ${name}`,
      words(micros),
    ]),
    ['clients', words(clientCpuMicros)],
    ['other programs', `${(otherCpuMicros / 1000 / meteredMs).toFixed(2)} cores`],
    ['sends late', `p99 ${ms(health.lateP99Ms)}, longest ${ms(health.lateMaxMs)}`],
    [
      'generator loop',
      `busy ${Math.round(health.loopUtilization * 100)} %, late p99 ${ms(health.loopDelayP99Ms)}`,
    ],
  ];
}

/** What is said about the generator. */
export function generatorLines(limits: readonly string[]): string[] {
  if (limits.length === 0) return ['The generator kept up.'];
  return [
    'THE GENERATOR WAS THE LIMIT: this run says nothing about speed.',
    ...limits.map((limit) => `  ${limit}`),
  ];
}

/** Names of what `latencyColumns` gives. */
export const latencyNames = ['p50', 'p90', 'p99', 'p99.9', 'longest'] as const;

/** For each kind of latency its name and the columns. Unit: milliseconds. */
export function latencyColumns({ timeline }: RunResult): [string, ...string[]][] {
  const columns = (latencies: Latencies) =>
    [...[50, 90, 99, 99.9].map((p) => latencies.percentileMs(p)), latencies.maxMs].map((value) =>
      Number.isFinite(value) ? String(round(value)) : '-',
    );
  return [
    ['delivered', ...columns(timeline.delivery)],
    ['acknowledged', ...columns(timeline.acknowledgement)],
    ...(timeline.waited.count > 0
      ? [['were away', ...columns(timeline.waited)] as [string, ...string[]]]
      : []),
  ];
}

/** How long after a switch the slowest device was back. */
export function momentRows({ findings }: RunResult): [string, string][] {
  const { connectedAfterMs, caughtUpAfterMs } = findings;
  const rows: [string, string][] = [];
  if (connectedAfterMs !== undefined) rows.push(['all connected', ms(connectedAfterMs)]);
  if (caughtUpAfterMs !== undefined) rows.push(['all caught up', ms(caughtUpAfterMs)]);
  return rows;
}

export const row = (name: string, value: string): string => `  ${name.padEnd(nameWidth)}${value}`;
export const columns = (name: string, values: readonly string[]): string =>
  row(name, values.map((value) => value.padStart(columnWidth)).join(''));
export const ms = (value: number): string => `${round(value)} ms`;

/** A bar for each step between the first and the last that has any. */
export function histogram(latencies: Latencies, fancy: boolean): string[] {
  const most = Math.max(1, ...latencies.steps);
  const first = latencies.steps.findIndex((count) => count > 0);
  const last = latencies.steps.findLastIndex((count) => count > 0);
  if (first === -1) return ['  none'];
  return latencies.steps.slice(first, last + 1).map((count, index) => {
    const end = latencyStepsMs[first + index];
    const name = end === undefined ? 'more' : `≤ ${end} ms`;
    const length = count === 0 ? 0 : Math.max(1, Math.round((barWidth * count) / most));
    const bar = (fancy ? '█' : '#').repeat(length).padEnd(barWidth);
    return `${row(fancy ? name : name.replace('≤', 'to'), bar)} ${count}`;
  });
}
