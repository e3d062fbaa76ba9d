// What a seed makes of a run: how large the cluster is, how people behave, which faults come when.

import type { Dice } from './random.ts';

export const faultKinds = [
  'kill',
  'die',
  'freeze',
  'drain',
  'join',
  'partition',
  'storeAway',
  'storeFrozen',
  'loseLeases',
  'dropDevice',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One fault. `forMs` is how long it lasts, where it ends by itself. */
export interface Fault {
  readonly atMs: number;
  readonly kind: FaultKind;
  readonly forMs: number;
}

/** One run's measures. */
export interface Plan {
  readonly workers: number;
  readonly devices: number;
  readonly letters: number;
  /** Letters are written and faults happen in this time; then the world heals. */
  readonly activeMs: number;
  readonly faults: readonly Fault[];
  /** Probabilities for one bus frame. */
  readonly busLoss: number;
  readonly busRepeat: number;
  readonly busDelay: number;
  /** Wall clocks of workers differ from the world's by at most this. */
  readonly skewMsMax: number;
  readonly passivateMs: number;
  readonly ackDelayMs: number;
  readonly dropsBeforeAck: number;
  readonly parallelRetries: number;
  readonly lateRetries: number;
  /** One-time pre-keys that are asked for. */
  readonly keyTakes: number;
}

/** Draws a run. */
export function drawPlan(dice: Dice, kinds: readonly FaultKind[] = faultKinds): Plan {
  const activeMs = dice.between(2000, 9000);
  const faults = Array.from({ length: dice.whole(0, 5) }, () => ({
    atMs: dice.between(200, activeMs),
    kind: dice.pick(kinds),
    forMs: dice.chance(0.5) ? dice.between(50, 1000) : dice.between(1000, 6000),
  }));
  const shaky = dice.chance(0.5);
  return {
    workers: dice.whole(1, 3),
    devices: dice.whole(2, 4),
    letters: dice.whole(10, 30),
    activeMs,
    faults,
    busLoss: shaky ? dice.between(0, 0.1) : 0,
    busRepeat: shaky ? dice.between(0, 0.2) : 0,
    busDelay: shaky ? dice.between(0, 0.1) : 0,
    skewMsMax: 0,
    passivateMs: dice.pick([1000, 5000, 60_000]),
    ackDelayMs: dice.pick([0, 5, 50, 500]),
    dropsBeforeAck: dice.pick([0, 0, 0.02, 0.1]),
    parallelRetries: dice.pick([0, 0.1, 0.5]),
    lateRetries: dice.pick([0, 0.1, 0.3]),
    keyTakes: dice.whole(0, 12),
  };
}
