// What a run of calls looked like, second by second, and the latencies of all of it.

import { quantile } from '#lab/figures.ts';
import type { Point } from '#lab/slope.ts';
import { slopePerMinute } from '#lab/slope.ts';
import { Latencies } from '../timeline.ts';

export interface CallSecond {
  sent: number;
  arrived: number;
  /** The median of frames that were opened in it; NaN for none. */
  p50Ms: number;
  p99Ms: number;
  /** Cores. */
  mediaCores: number;
  workerCores: number;
  clientCores: number;
}

interface Slot extends Omit<CallSecond, 'p50Ms' | 'p99Ms'> {
  readonly tookMs: number[];
}

export class CallSeconds {
  /** From said to opened, through the server. */
  readonly through = new Latencies();
  /** The same without it. */
  readonly bare = new Latencies();
  /** Resident memory of the media workers, and of the workers. Unit: KiB. */
  readonly memory: { readonly media: Point[]; readonly workers: Point[] } = {
    media: [],
    workers: [],
  };
  readonly #slots: Slot[] = [];
  readonly #startMs: number;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  count(what: 'sent' | 'arrived', atMs: number, many = 1): void {
    this.#slot(atMs)[what] += many;
  }

  opened(atMs: number, tookMicros: number): void {
    this.through.record(tookMicros);
    this.#slot(atMs).tookMs.push(tookMicros / 1000);
  }

  cores(atMs: number, media: number, workers: number, client: number): void {
    const slot = this.#slot(atMs);
    slot.mediaCores = media;
    slot.workerCores = workers;
    slot.clientCores = client;
  }

  read(): CallSecond[] {
    return this.#slots.map(({ tookMs, ...counts }) => {
      const sorted = tookMs.sort((a, b) => a - b);
      return { ...counts, p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
    });
  }

  #slot(atMs: number): Slot {
    const second = Math.max(0, Math.floor((atMs - this.#startMs) / 1000));
    const none = { mediaCores: Number.NaN, workerCores: Number.NaN, clientCores: Number.NaN };
    while (this.#slots.length <= second) {
      this.#slots.push({ sent: 0, arrived: 0, tookMs: [], ...none });
    }
    return this.#slots[second] as Slot;
  }
}

/** How fast memory grows in the second half of the load. Unit: KiB a minute. */
export const growthOf = (points: readonly Point[]): number =>
  slopePerMinute(points.slice(points.length >> 1));
