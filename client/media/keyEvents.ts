// What the schedule of a call's keys is told, and what it has done. Keys go by their names here, so
// that a schedule holds no secret.

/** A device in a call. Shape: account and device as the caller writes them. */
export type CallDevice = string;

/** Somebody in a call. */
export interface CallMember {
  readonly device: CallDevice;
  readonly mediaId: number;
  /** A mere listener has no key of its own. */
  readonly talks: boolean;
}

/** One of the keys of this device. */
export interface OwnKeyName {
  readonly generation: number;
  readonly step: number;
}

export type ScheduleNews =
  | {
      /** Who is in the call. Order: by epoch; an earlier one is ignored. */
      readonly is: 'members';
      readonly epoch: number;
      /** The members without this device. */
      readonly members: readonly CallMember[];
      /** Those of whom the decrypted group, or the other side of two, knows. */
      readonly verified: ReadonlySet<CallDevice>;
      /** Whether this device talks. */
      readonly talks: boolean;
    }
  /** A key came; `message` is what the caller calls it. */
  | {
      readonly is: 'keyHeard';
      readonly from: CallDevice;
      readonly mediaId: number;
      readonly message: number;
    }
  /** Somebody lacks our key. */
  | { readonly is: 'keyAsked'; readonly from: CallDevice }
  /** Frames of somebody were given up for want of their key. */
  | { readonly is: 'keyMissing'; readonly mediaId: number }
  /** Our key will soon have sealed as much as it may. */
  | ({ readonly is: 'keySpent' } & OwnKeyName)
  /** What seals and opens has lost its keys. */
  | { readonly is: 'keysLost' }
  | { readonly is: 'tick' };

export type ScheduleEvent = ScheduleNews & { readonly nowMs: number };

/** What is to be done, in this order. */
export type ScheduleEffect =
  /** Makes a fresh key, whose step is 0. */
  | { readonly do: 'make'; readonly generation: number }
  /** Ratchets our key to this step. */
  | ({ readonly do: 'step' } & OwnKeyName)
  | ({ readonly do: 'use' } & OwnKeyName)
  | { readonly do: 'stop' }
  /** Destroys a key of ours. */
  | { readonly do: 'destroy'; readonly generation: number }
  | {
      readonly do: 'give';
      readonly to: readonly CallDevice[];
      readonly keys: readonly OwnKeyName[];
    }
  | { readonly do: 'ask'; readonly device: CallDevice }
  /** Opens with the key that came. */
  | { readonly do: 'take'; readonly message: number }
  | { readonly do: 'discard'; readonly message: number }
  /** Opens nothing more of a sender. */
  | { readonly do: 'forget'; readonly mediaId: number };
