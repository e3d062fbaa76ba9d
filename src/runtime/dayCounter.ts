// What this worker counts, handed every few seconds to the counts of the whole cluster: what has
// come since the last time. What Redis does not take is handed over the next time.

import type { Clock } from './clock.ts';
import type { RedisDayCounts } from './dayCounts.ts';
import type { Durations } from './durations.ts';
import type { Log } from './log.ts';
import { logDefect } from './log.ts';
import { metrics } from './metrics.ts';

/** Between two handings-over. */
export const countsEveryMs = 5000;

/** Counters by the first part of their names in the counts; the rest are their labels' values. */
const counters = {
  refusal: metrics.refusals,
  security: metrics.securityEvents,
  send: metrics.sends,
  wake: metrics.wakes,
  push: metrics.pushCalls,
  unneeded: metrics.pushUnneeded,
} as const;

/** Durations likewise; the rest of the name is the place of the bucket. */
const durations: Readonly<Record<string, Durations>> = {
  wakeGateway: metrics.wakeGateway,
  wakeSocket: metrics.wakeSocket,
};

export interface DayCounterParts {
  readonly counts: Pick<RedisDayCounts, 'add'>;
  /** Dates what is counted; all workers' should agree. */
  readonly clock: Pick<Clock, 'now' | 'every'>;
  readonly log: Log;
}

/** Counts from `start` to `stop`. */
export class DayCounter {
  readonly #parts: DayCounterParts;
  /** What has been handed over. */
  readonly #told = new Map<string, number>();
  #timer: { cancel(): void } | undefined;
  #turn: Promise<void> | undefined;

  constructor(parts: DayCounterParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = this.#parts.clock.every(countsEveryMs, () => void this.#tell());
  }

  /** Hands over the rest; while Redis is away it is lost. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#turn;
    await this.#tell();
  }

  /** One at a time; never rejects. */
  #tell(): Promise<void> {
    this.#turn ??= this.#handOver()
      .catch((error: unknown) => this.#parts.log.debug('counts.away', logDefect(error)))
      .finally(() => {
        this.#turn = undefined;
      });
    return this.#turn;
  }

  async #handOver(): Promise<void> {
    const { counts, clock } = this.#parts;
    const now = await countedNow();
    const fresh = new Map<string, number>();
    for (const [name, count] of now) {
      const more = count - (this.#told.get(name) ?? 0);
      if (more > 0) fresh.set(name, more);
    }
    if (fresh.size === 0) return;
    await counts.add(fresh, clock.now());
    for (const name of fresh.keys()) this.#told.set(name, now.get(name) ?? 0);
  }
}

async function countedNow(): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  for (const [first, counter] of Object.entries(counters)) {
    for (const { labels, value } of (await counter.get()).values) {
      // In the order in which they are given where it is counted, which is the metric's own.
      counted.set([first, ...Object.values(labels)].join('.'), value);
    }
  }
  for (const [first, measured] of Object.entries(durations)) {
    for (const [bucket, count] of measured.reading().counts.entries()) {
      counted.set(`${first}.${bucket}`, count);
    }
  }
  return counted;
}
