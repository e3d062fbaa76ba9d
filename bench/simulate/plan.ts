// What a seed makes of a run: how large the cluster is, how people behave, which faults come when.

import type { Dice } from '#lab/random.ts';

const faultKinds = [
  'kill',
  'die',
  'freeze',
  'drain',
  'join',
  'partition',
  'deaf',
  'flaky',
  'clockJump',
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
  /** True when all letters go to one device, which is away at first: more than its window holds. */
  readonly flood: boolean;
  /** Letters are written and faults happen in this time; then the world heals. */
  readonly activeMs: number;
  readonly faults: readonly Fault[];
  /** Probabilities for one bus frame. */
  readonly busLoss: number;
  readonly busRepeat: number;
  readonly busDelay: number;
  /** Most a delayed frame is late. */
  readonly busDelayMsMax: number;
  /** Wall clocks of workers differ from the world's by at most this, and jump by it. */
  readonly skewMsMax: number;
  /** What waits moves to the archive in steps this far apart; 0: never. */
  readonly archiveEveryMs: number;
  readonly passivateMs: number;
  readonly ackDelayMs: number;
  readonly dropsBeforeAck: number;
  readonly parallelRetries: number;
  readonly lateRetries: number;
  /** An account is deleted while somebody sends in its name. */
  readonly evicts: boolean;
  /** One-time pre-keys that are asked for. */
  readonly keyTakes: number;
  /** An account links a device and removes it, again and again. */
  readonly links: boolean;
  /** A group is changed by several at once. */
  readonly groups: boolean;
  /** Uploads to several people at once; absent: drawn where they are made. */
  readonly uploads?: number;
}

/** Share of the runs that fill a window. */
const floodShare = 0.005;

/** Draws a run. */
export function drawPlan(dice: Dice, kinds: readonly FaultKind[] = faultKinds): Plan {
  const activeMs = dice.between(2000, 9000);
  const most = dice.pick([2, 5, 10]);
  const faults = Array.from({ length: dice.whole(0, most) }, () => ({
    atMs: dice.between(200, activeMs),
    kind: dice.pick(kinds),
    forMs: dice.chance(0.5) ? dice.between(50, 1000) : dice.between(1000, 6000),
  }));
  const shaky = dice.chance(0.5);
  const flood = dice.chance(floodShare);
  return {
    workers: dice.whole(1, 3),
    devices: dice.whole(2, 4),
    letters: flood ? dice.whole(300, 500) : dice.whole(10, 30),
    flood,
    activeMs,
    faults,
    busLoss: shaky ? dice.between(0, 0.1) : 0,
    busRepeat: shaky ? dice.between(0, 0.2) : 0,
    busDelay: shaky ? dice.between(0, 0.1) : 0,
    busDelayMsMax: 400,
    skewMsMax: dice.pick([0, 5, 250, 3_600_000]),
    archiveEveryMs: dice.pick([0, 0, 200, 1000]),
    passivateMs: dice.pick([1000, 5000, 60_000]),
    ackDelayMs: dice.pick([0, 5, 50, 500]),
    // One in a batch is enough to hang up: a full window would never be acknowledged.
    dropsBeforeAck: flood ? 0 : dice.pick([0, 0, 0.02, 0.1]),
    parallelRetries: dice.pick([0, 0.1, 0.5]),
    lateRetries: dice.pick([0, 0.1, 0.3]),
    evicts: dice.chance(0.4),
    keyTakes: dice.whole(0, 12),
    links: dice.chance(0.4),
    groups: dice.chance(0.4),
  };
}
