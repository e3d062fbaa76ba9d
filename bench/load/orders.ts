// What the parent and its processes of simulated devices say to each other. Each order is answered
// once; samples come by themselves.

import type { AccountId, GroupId } from '#protocol';
import type { SentPage, ShownPage } from '#lab/ledger.ts';
import type { Schedule } from './schedule.ts';

/** An account with the number of its device. */
interface Registered {
  readonly device: number;
  readonly account: AccountId;
}

export type Order =
  | {
      readonly what: 'register';
      readonly url: string;
      /** Further addresses of the same cluster. */
      readonly others: readonly string[];
      readonly invitation: string;
      readonly devices: readonly number[];
      /** The length of each text. */
      readonly bytes: number;
      /** Each account has a second device. */
      readonly linked: boolean;
    }
  /**
   * A first message from each named device to its partner, to the first device, or in its group,
   * so that sessions stand.
   */
  | { readonly what: 'greet'; readonly devices: readonly number[]; readonly whom: Greeted }
  /** The first device makes so many groups of everybody; the others hear of it by `enter`. */
  | { readonly what: 'found'; readonly groups: number }
  /** Answered when every device is a member of them. */
  | { readonly what: 'enter'; readonly groups: readonly GroupId[] }
  | { readonly what: 'versions' }
  /** Answered when every device knows the groups up to these versions, and so of all members. */
  | { readonly what: 'know'; readonly versions: readonly number[] }
  | { readonly what: 'meet'; readonly accounts: readonly AccountId[] }
  /** `startMicros` is on the machine's monotonic clock. */
  | { readonly what: 'load'; readonly schedule: Schedule; readonly startMicros: number }
  | { readonly what: 'counts' }
  | { readonly what: 'books' }
  | { readonly what: 'end' };

type Greeted = 'partner' | 'first' | 'group';

export interface Counts {
  readonly sent: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly delivered: number;
  readonly duplicated: number;
}

/** One process's part of the ledger, and how it fared itself. */
export interface Books {
  readonly sent: readonly SentPage[];
  readonly shown: readonly ShownPage[];
  /** Envelopes that could not be decrypted. */
  readonly undecryptable: number;
  /** Envelopes that were thrown away for another reason. */
  readonly rejected: number;
  readonly receipts: number;
  /** Failures that the SDK tried again by itself. */
  readonly troubles: number;
  readonly forged: number;
  readonly health: Health;
  /** Milliseconds after the switch until the slowest device was connected; absent: no switch. */
  readonly connectedAfterMs?: number;
  /** When the slowest device had everything that waited for it. */
  readonly caughtUpAfterMs?: number;
}

/** Whether the generator kept up. Unit: milliseconds, over the load. */
export interface Health {
  /** How late messages were handed to the SDK. */
  readonly lateP99Ms: number;
  readonly lateMaxMs: number;
  readonly loopDelayP99Ms: number;
  /** Share of the time that the event loop was busy. */
  readonly loopUtilization: number;
}

export interface Answers {
  readonly register: readonly Registered[];
  readonly meet: null;
  readonly greet: null;
  /** Empty: the first device is in another process. */
  readonly found: readonly GroupId[];
  readonly enter: null;
  /** Empty: the first device is in another process. */
  readonly versions: readonly number[];
  readonly know: null;
  readonly load: null;
  readonly counts: Counts;
  readonly books: Books;
  readonly end: null;
}

/** What came in since the last sample. Pairs: when due, and how much later; microseconds. */
export interface Sample {
  readonly counts: Counts;
  readonly ready: number;
  readonly acknowledged: Float64Array;
  readonly delivered: Float64Array;
  readonly cpuMicros: number;
}

export type ToProcess = { readonly id: number; readonly order: Order };
export type Notice = { readonly sample: Sample };
export type FromProcess =
  | { readonly id: number; readonly answer: Answers[Order['what']] }
  | { readonly id: number; readonly broken: string }
  | Notice;
