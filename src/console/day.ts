// What happened in the last day, for the pages that show counts over time.

import type { DayCounts } from '#runtime';
import { countSlotMs, durationBuckets, quantileMs, securityEvents } from '#runtime';
import type { DayView, Latencies } from './countsView.ts';
import type { ConsoleParts } from './ports.ts';

/** Pages that ask within this time see the same, however many there are. */
const dayLifetimeMs = 2000;
const slotsAnHour = (60 * 60 * 1000) / countSlotMs;
const securityKinds = Object.entries(securityEvents).map(([kind, event]) => ({ kind, ...event }));
const measured = ['wakeGateway', 'wakeSocket'] as const;

type DayParts = Pick<ConsoleParts, 'clock' | 'counts'>;

/** Reads it, once for all who ask at the same time. Rejects while Redis is away. */
export function createDays({ clock, counts }: DayParts): () => Promise<DayView> {
  let last: { readonly atMs: number; readonly day: Promise<DayView> } | undefined;
  return () => {
    const nowMs = clock.monotonic();
    if (last && nowMs - last.atMs < dayLifetimeMs) return last.day;
    last = { atMs: nowMs, day: counts.read(clock.now()).then(viewOf) };
    return last.day;
  };
}

function viewOf({ slotAtMs, counts }: DayCounts): DayView {
  const shown = [...counts].filter(([name]) => !measured.some((one) => name.startsWith(`${one}.`)));
  return {
    slotAtMs,
    slotMs: countSlotMs,
    counts: Object.fromEntries(shown),
    securityKinds,
    wakes: {
      gateway: latenciesOf(counts, 'wakeGateway'),
      socket: latenciesOf(counts, 'wakeSocket'),
    },
  };
}

function latenciesOf(counts: DayCounts['counts'], name: (typeof measured)[number]) {
  const buckets = Array.from({ length: durationBuckets.length + 1 }, (_, bucket) => {
    return counts.get(`${name}.${bucket}`) ?? [];
  });
  const over = (slots: number): Latencies => {
    const sums = buckets.map((one) => one.slice(-slots).reduce((sum, count) => sum + count, 0));
    const reading = { counts: sums, count: sums.reduce((sum, count) => sum + count, 0) };
    return {
      count: reading.count,
      p50Ms: quantileMs(0.5, reading),
      p99Ms: quantileMs(0.99, reading),
    };
  };
  return { hour: over(slotsAnHour), day: over(Number.MAX_SAFE_INTEGER) };
}
