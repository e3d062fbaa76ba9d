// What a comparison says: the medians, and the ratios of runs that were made one after the other.

import { quantile } from '#lab/figures.ts';
import type { RunResult } from '#lab/raw/generators.ts';

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
