// What the listeners of one process heard of a publisher's numbered signals, and what all of them
// heard together. Times are on the machine's monotonic clock, microseconds.

import type { SequenceSet } from '#lab/ledger.ts';

/** One process's page. Signals are numbered from 0. */
export interface HeardPage {
  /** How many different listeners heard it, by number. */
  readonly heard: Uint32Array;
  /** When the last of them did, by number. */
  readonly lastMicros: Float64Array;
  /** The time from due to heard, one for each listener and signal. */
  readonly delayMicros: Float64Array;
  /** Heard beyond the first time. */
  readonly duplicated: number;
  /** Connections that ended, by reason. */
  readonly broken: Readonly<Record<string, number>>;
}

export class HeardBook {
  readonly #heard: number[] = [];
  readonly #lastMicros: number[] = [];
  readonly #delayMicros: number[] = [];
  readonly #broken: Record<string, number> = {};
  #duplicated = 0;

  /** `own`: what this listener has heard before. */
  hear(own: SequenceSet, number: number, dueMicros: number, nowMicros: number): void {
    if (!own.add(number)) {
      this.#duplicated += 1;
      return;
    }
    this.#heard[number] = (this.#heard[number] ?? 0) + 1;
    this.#lastMicros[number] = nowMicros;
    this.#delayMicros.push(nowMicros - dueMicros);
  }

  broke(why: string): void {
    this.#broken[why] = (this.#broken[why] ?? 0) + 1;
  }

  page(): HeardPage {
    return {
      heard: Uint32Array.from(this.#heard, (count) => count ?? 0),
      lastMicros: Float64Array.from(this.#lastMicros, (micros) => micros ?? 0),
      delayMicros: Float64Array.from(this.#delayMicros),
      duplicated: this.#duplicated,
      broken: this.#broken,
    };
  }
}

/** A signal that the server has taken. */
export interface Published {
  readonly number: number;
  readonly dueMicros: number;
}

export interface Heard {
  readonly receipts: number;
  readonly lost: number;
  readonly duplicated: number;
  /** The time from due to each receipt. Order: ascending, as the next. */
  readonly delayMicros: Float64Array;
  /** The time from due to the last receipt, of signals that everybody heard. */
  readonly lastMicros: Float64Array;
  readonly broken: Readonly<Record<string, number>>;
}

/** Lays what was published over what all processes heard. */
export function settleHeard(
  published: readonly Published[],
  pages: readonly HeardPage[],
  listeners: number,
): Heard {
  const lastMicros: number[] = [];
  const broken: Record<string, number> = {};
  let lost = 0;
  for (const { number, dueMicros } of published) {
    const heard = pages.reduce((sum, page) => sum + (page.heard[number] ?? 0), 0);
    lost += listeners - heard;
    const last = Math.max(...pages.map((page) => page.lastMicros[number] ?? 0));
    if (heard === listeners) lastMicros.push(last - dueMicros);
  }
  for (const page of pages) {
    for (const [why, count] of Object.entries(page.broken)) {
      broken[why] = (broken[why] ?? 0) + count;
    }
  }
  const delays = pages.flatMap(({ delayMicros }) => [...delayMicros]);
  return {
    receipts: delays.length,
    lost,
    duplicated: pages.reduce((sum, { duplicated }) => sum + duplicated, 0),
    delayMicros: Float64Array.from(delays).sort(),
    lastMicros: Float64Array.from(lastMicros).sort(),
    broken,
  };
}
