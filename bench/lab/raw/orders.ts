// What a measurement and its processes of raw clients say to each other. Times are on the machine's
// monotonic clock, microseconds.

import type { SentPage, ShownPage } from '../ledger.ts';
import type { RawTarget } from './client.ts';
import type { DialectName } from './dialects.ts';
import type { PairSeats } from './pair.ts';

export type Order =
  | {
      readonly what: 'seat';
      readonly target: RawTarget;
      readonly dialect: DialectName;
      readonly contentBytes: number;
      readonly recipientAcknowledges: boolean;
      readonly pairs: readonly PairSeats[];
    }
  /** Each pair keeps this many messages under way. */
  | {
      readonly what: 'closed';
      readonly run: number;
      readonly window: number;
      readonly startMicros: number;
      /** Not counted in rate and latency. */
      readonly warmupMs: number;
      readonly forMs: number;
    }
  /** Messages are due one by one, evenly, whatever becomes of those before. */
  | {
      readonly what: 'open';
      readonly run: number;
      /** Messages a second over all processes. */
      readonly rate: number;
      /** Pairs of all processes. */
      readonly pairs: number;
      readonly startMicros: number;
      readonly forMs: number;
    }
  /** Recipients of so many pairs, taken at random, lose their connections and come back. */
  | { readonly what: 'stir'; readonly count: number }
  | { readonly what: 'end' };

/** What one process saw of one run. */
export interface RunBooks {
  readonly sent: readonly SentPage[];
  readonly shown: readonly ShownPage[];
  /** Microseconds from due to acknowledged, of the messages that count. */
  readonly acknowledgedMicros: Float64Array;
  readonly deliveredMicros: Float64Array;
  /** When each of the delivered was due. */
  readonly deliveredDues: Float64Array;
  readonly refusals: Readonly<Record<string, number>>;
  readonly strays: number;
  /** Delivered again to recipients who had lost their connections. */
  readonly redelivered: number;
  /** Connections that broke, by reason. */
  readonly broken: Readonly<Record<string, number>>;
  readonly health: Health;
}

/** Whether the generator kept up, over the time that counts. */
export interface Health {
  readonly cpuMicros: number;
  /** Share of a core that the process used. */
  readonly cpuShare: number;
  readonly loopDelayP99Ms: number;
  /** How late messages were written, 99th percentile. An open loop alone knows. */
  readonly lateP99Ms: number;
  readonly lateMaxMs: number;
}

export interface Answers {
  readonly seat: null;
  readonly closed: RunBooks;
  readonly open: RunBooks;
  readonly stir: null;
  readonly end: null;
}
