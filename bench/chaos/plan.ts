// What a seed makes of a run: which faults strike, on what, for how long, and which of them
// together. Everything is drawn before the first one strikes, so that a seed repeats its choices
// whatever the timing.

import { seededRandom } from '#lab/random.ts';

/** All faults, in the order in which they are listed to people. */
export const faultKinds = [
  'kill-worker',
  'kill-redis',
  'kill-primary',
  'freeze-worker',
  'freeze-redis',
  'freeze-primary',
  'cut-clients',
  'delay-clients',
  'throttle-clients',
  'partition-clients',
  'partition-redis',
  'delay-redis',
  'slow-client',
  'duplicate-send',
  'redis-full',
  'disk-full',
  'clock-jump',
  'attach-storm',
  'clock-days',
  'redis-left-full',
  'evict-lossy',
  'take-over',
  'kill-store',
  'freeze-store',
  'partition-store',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export function isFaultKind(text: string): text is FaultKind {
  return (faultKinds as readonly string[]).includes(text);
}

/** One fault with all its choices. */
export interface Fault {
  readonly kind: FaultKind;
  /** How long it lasts, where it does not end by itself. */
  readonly forMs: number;
  /** From 0 to below 1: picks the target among those there are. */
  readonly pick: number;
  /** From 0 to below 1: how bad it is, and which way. */
  readonly degree: number;
}

/** Faults that strike at the same time, and the calm after the last of them has ended. */
export interface Round {
  readonly faults: readonly Fault[];
  readonly calmMs: number;
}

/** How long a fault lasts. A freeze may last beyond a lease of 3 s. Unit: milliseconds. */
const lastsMs: Readonly<Record<FaultKind, readonly [number, number]>> = {
  'kill-worker': [0, 0],
  'kill-redis': [0, 0],
  'kill-primary': [0, 0],
  'freeze-worker': [3500, 6000],
  'freeze-redis': [1000, 6000],
  'freeze-primary': [1000, 4000],
  'cut-clients': [1000, 3000],
  'delay-clients': [2000, 4000],
  'throttle-clients': [2000, 4000],
  'partition-clients': [1000, 4000],
  'partition-redis': [1000, 6000],
  'delay-redis': [2000, 4000],
  'slow-client': [3000, 5000],
  'duplicate-send': [1000, 2000],
  'redis-full': [1000, 5000],
  'disk-full': [1000, 4000],
  'clock-jump': [2000, 4000],
  'attach-storm': [3000, 6000],
  // Jobs are looked for every ten seconds at the latest.
  'clock-days': [11_000, 13_000],
  // Longer than a lease.
  'redis-left-full': [4000, 6000],
  'evict-lossy': [2000, 4000],
  'take-over': [4000, 6000],
  'kill-store': [0, 0],
  'freeze-store': [1000, 4000],
  'partition-store': [1000, 4000],
};
/** The least calm after a round, in which everything has to flow again. Unit: milliseconds. */
export const calmMsLeast = 5000;
/** Up to this much more. Unit: milliseconds. */
const calmMsMore = 500;
/** Share of the rounds in which two faults strike. */
const pairShare = 0.25;

/**
 * Draws the rounds of a run. Kinds come like cards of a shuffled deck: each once before any comes
 * again.
 */
export function drawPlan(
  seed: number,
  kinds: readonly FaultKind[],
  rounds: number,
): readonly Round[] {
  const random = seededRandom(seed);
  let deck: FaultKind[] = [];
  const deal = (): Fault => {
    if (deck.length === 0) deck = shuffled(kinds, random);
    const kind = deck.pop() as FaultKind;
    const [least, most] = lastsMs[kind];
    return { kind, forMs: least + random() * (most - least), pick: random(), degree: random() };
  };
  return Array.from({ length: rounds }, () => {
    const pair = random() < pairShare && kinds.length > 1;
    const faults = pair ? [deal(), deal()] : [deal()];
    return { faults, calmMs: calmMsLeast + random() * calmMsMore };
  });
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const rest = [...values];
  for (let last = rest.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [rest[last], rest[other]] = [rest[other] as T, rest[last] as T];
  }
  return rest;
}
