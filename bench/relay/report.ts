// What a comparison says: a line for each run, the medians, and the ratios of runs that were made
// one after the other.

import { quantile, round } from '../support/figures.ts';
import type { RunResult } from '../support/raw/generators.ts';

export const serverMicrosOf = (run: RunResult): number =>
  Object.values(run.serverMicros).reduce((sum, micros) => sum + micros, 0);

export function runLine(name: string, run: RunResult): string {
  const parts = Object.entries(run.serverMicros).map(([part, us]) => `${part} ${round(us)}`);
  const { ledger, delivered, acknowledged, health } = run;
  return [
    `${name.padEnd(6)}${Math.round(run.rate)} msg/s`,
    `p50 ${round(delivered.p50Ms)} ms`,
    `p99 ${round(delivered.p99Ms)} ms`,
    `ack p50 ${round(acknowledged.p50Ms)} p99 ${round(acknowledged.p99Ms)} ms`,
    `server ${round(serverMicrosOf(run))} µs/msg (${parts.join(', ')}), ` +
      `${round(run.serverCores)} cores`,
    `generator ${round(run.generatorMicros)} µs/msg, ${round(health.cpuShare)} of a core, ` +
      `loop delay p99 ${round(health.loopDelayP99Ms)} ms`,
    `sent ${ledger.sent} acknowledged ${ledger.acknowledged} delivered ${ledger.delivered} ` +
      `duplicated ${ledger.duplicated} lost ${ledger.lost} out of order ${ledger.outOfOrder}`,
    ...run.void.map((why) => `VOID: ${why}`),
  ].join(' · ');
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: medianOf(sorted),
    least: quantile(sorted, 0),
    most: quantile(sorted, 1),
  };
}

function medianOf(sorted: readonly number[]): number {
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** The ratios of each pair of runs, first to second, of those pairs in which both count. */
export function ratiosOf<Run extends Pick<RunResult, 'void'>>(
  ours: readonly Run[],
  theirs: readonly Run[],
  of: (run: Run) => number,
): number[] {
  return ours.flatMap((run, index) => {
    const other = theirs[index];
    return other && run.void.length + other.void.length === 0 ? [of(run) / of(other)] : [];
  });
}
