// What a run looked like, second by second and as a whole: latencies of all processes merged into
// one histogram, counted from the moment each message was due.

import type { RecordableHistogram } from 'node:perf_hooks';
import { createHistogram } from 'node:perf_hooks';
import { quantile } from '#lab/figures.ts';
import type { Sample } from './orders.ts';
import type { Schedule } from './schedule.ts';
import { waitsForReturn } from './schedule.ts';

/** Upper ends of the steps that latencies are counted in. Unit: milliseconds. */
export const latencyStepsMs = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000,
] as const;

/** Longer than any run. */
const latencyMicrosMax = 7_200_000_000;

/** Latencies: quantiles from a histogram of three digits, and counts by step. */
export class Latencies {
  readonly #histogram: RecordableHistogram = createHistogram({
    lowest: 1,
    highest: latencyMicrosMax,
    figures: 3,
  });
  /** One more than steps: the last is beyond all of them. */
  readonly steps: number[] = Array.from({ length: latencyStepsMs.length + 1 }, () => 0);

  record(micros: number): void {
    const whole = Math.min(latencyMicrosMax, Math.max(1, Math.round(micros)));
    this.#histogram.record(whole);
    const step = latencyStepsMs.findIndex((endMs) => whole <= endMs * 1000);
    const at = step === -1 ? latencyStepsMs.length : step;
    this.steps[at] = (this.steps[at] ?? 0) + 1;
  }

  get count(): number {
    return Number(this.#histogram.count);
  }

  /** Unit: milliseconds; NaN for none. */
  percentileMs(percentile: number): number {
    return this.count === 0 ? Number.NaN : this.#histogram.percentile(percentile) / 1000;
  }

  get maxMs(): number {
    return this.count === 0 ? Number.NaN : this.#histogram.max / 1000;
  }
}

/** One second of the run. */
export interface Second {
  /** Acknowledged and delivered in this second. */
  readonly acknowledged: number;
  readonly delivered: number;
  /** The median of the messages that were due in it; NaN for none. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Cores. NaN: not measured. */
  readonly serverCores: number;
  readonly clientCores: number;
}

interface Slot {
  acknowledged: number;
  delivered: number;
  readonly latenciesMs: number[];
  serverCores: number;
  clientCores: number;
}

export class Timeline {
  readonly schedule: Schedule;
  /** From due to shown. */
  readonly delivery = new Latencies();
  /** From due to acknowledged. */
  readonly acknowledgement = new Latencies();
  /** From due to shown, of messages whose recipient was away when they were due. */
  readonly waited = new Latencies();
  readonly #startMicros: number;
  readonly #slots: Slot[] = [];
  #fresh: number[] = [];
  #lastAfterMs = 0;

  constructor(schedule: Schedule, startMicros: number) {
    this.schedule = schedule;
    this.#startMicros = startMicros;
  }

  add({ acknowledged, delivered }: Pick<Sample, 'acknowledged' | 'delivered'>): void {
    for (const [due, after] of pairs(acknowledged)) {
      this.acknowledgement.record(after);
      const slot = this.#slot(due + after);
      if (slot) slot.acknowledged += 1;
    }
    for (const [due, after] of pairs(delivered)) this.#deliver(due, after);
  }

  /** Cores in use since the last call, noted for this moment. */
  cpu(atMicros: number, serverCores: number, clientCores: number): void {
    const slot = this.#slot(atMicros);
    if (!slot) return;
    slot.serverCores = serverCores;
    slot.clientCores = clientCores;
  }

  /** The time from the first due time to the latest arrival. Unit: milliseconds. */
  get lastAfterMs(): number {
    return this.#lastAfterMs;
  }

  /** The newest messages' p99, and how many came; forgets them. */
  takeFresh(): { p99Ms: number; count: number } {
    const sorted = this.#fresh.sort((a, b) => a - b);
    this.#fresh = [];
    return { p99Ms: quantile(sorted, 0.99), count: sorted.length };
  }

  seconds(): Second[] {
    return this.#slots.map(({ latenciesMs, ...counts }) => {
      const sorted = Float64Array.from(latenciesMs).sort();
      const at = (share: number) => quantile([...sorted], share);
      return { ...counts, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
    });
  }

  #deliver(due: number, after: number): void {
    const waits = waitsForReturn(this.schedule, (due - this.#startMicros) / 1000);
    (waits ? this.waited : this.delivery).record(after);
    const arrived = this.#slot(due + after);
    const arrivedMs = (due + after - this.#startMicros) / 1000;
    this.#lastAfterMs = Math.max(this.#lastAfterMs, arrivedMs);
    if (arrived) arrived.delivered += 1;
    this.#slot(due)?.latenciesMs.push(after / 1000);
    this.#fresh.push(after / 1000);
  }

  #slot(micros: number): Slot | undefined {
    const second = Math.floor((micros - this.#startMicros) / 1e6);
    if (second < 0) return undefined;
    while (this.#slots.length <= second) {
      this.#slots.push({
        acknowledged: 0,
        delivered: 0,
        latenciesMs: [],
        serverCores: Number.NaN,
        clientCores: Number.NaN,
      });
    }
    return this.#slots[second];
  }
}

function* pairs(flat: Float64Array): Generator<readonly [number, number]> {
  for (let at = 0; at + 1 < flat.length; at += 2) yield [flat[at] ?? 0, flat[at + 1] ?? 0];
}
