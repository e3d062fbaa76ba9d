// How long something lasts, as one types it: `30s`, `5m`, `1h`, `1d`, `4w`, `off`.

import { UsageError } from './output.ts';

/** The units by their letters. Unit: seconds. */
const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `30s`, `5m`, `1h`, `1d`, `4w`, or `off`. Unit: seconds. Throws UsageError. */
export function secondsOf(word: string): number {
  if (word === 'off') return 0;
  const [, digits, unit] = /^(\d{1,6})([smhdw])$/.exec(word) ?? [];
  if (digits !== undefined && unit !== undefined) return Number(digits) * (units[unit] ?? 1);
  throw new UsageError(`${word} is no time; it looks like 30s, 5m, 1h, 1d, 4w or off.`);
}

/** Writes a duration in the largest unit that makes it a whole number. Unit: seconds. */
export function durationOf(seconds: number): string {
  if (seconds === 0) return 'off';
  const fits = Object.entries(units).filter(([, length]) => seconds % length === 0);
  const [unit, length] = fits.at(-1) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}
