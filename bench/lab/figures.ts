// How a measurement ends: promises kept or broken, then one line of `name=value` figures, which
// scripts read; `--json FILE` keeps the same.

import { writeFileSync } from 'node:fs';

export type Figures = Readonly<Record<string, number | string>>;

/** One promise, and whether this run kept it. */
export interface Verdict {
  readonly sentence: string;
  readonly kept: boolean;
}

/** Prints the verdict and the figures, writes the JSON file, and returns the exit code. */
export function conclude(
  figures: Figures,
  promises: readonly Verdict[],
  jsonFile: string | undefined,
): 0 | 1 {
  for (const promise of promises) {
    console.log(`${promise.kept ? 'kept  ' : 'BROKEN'} ${promise.sentence}`);
  }
  const broken = promises.filter((promise) => !promise.kept).length;
  const all = { ...figures, promises_broken: broken };
  if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify(all, null, 2)}\n`);
  console.log(
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  );
  return broken > 0 ? 1 : 0;
}

/** A figure rounded for people: three significant digits, no exponent. */
export function round(value: number): number {
  return Number.isFinite(value) ? Number.parseFloat(value.toPrecision(3)) : value;
}

/** The value below which this share of the sorted values lies; NaN for none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const index = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return sorted[Math.max(0, index)] ?? Number.NaN;
}
