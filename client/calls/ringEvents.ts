// What the ringing of calls of two is told, and what it has done.

import type { AccountId, CallId, CallOutcome, CallSaid } from '#protocol';
import type { RemoteDevice } from '../remoteDevice.ts';

/**
 * `ringingOut`: we call; `ringingIn`: we are called; `late`: a ring of before, which another device
 * may have answered; `joined`: it was answered here.
 */
type Phase = 'ringingOut' | 'ringingIn' | 'late' | 'joined' | 'over';

export interface RingCall {
  readonly callId: CallId;
  /** The other side; absent where another device of ours has spoken of it first. */
  readonly peer: AccountId | undefined;
  /** This device has called. */
  readonly isOurs: boolean;
  readonly phase: Phase;
  /** It rings no longer, or is remembered no longer. */
  readonly untilMs: number;
  /** When the caller rang, by its clock, and from which device; absent before the ring has come. */
  readonly rangAt?: number;
  readonly device: number;
  /** The other side's device, in a call that was answered. */
  readonly with?: number;
  /** What was noted of it. */
  readonly kept?: CallOutcome;
  /** The outcome to note once its ring comes. */
  readonly outcome?: CallOutcome;
}

export interface RingState {
  readonly self: RemoteDevice;
  /** Calls by id, in the order in which they were heard of. */
  readonly calls: ReadonlyMap<CallId, RingCall>;
}

/** Somebody's device, or another one of ours, has said something. */
export interface RingHeard {
  readonly is: 'heard';
  readonly callId: CallId;
  readonly from: RemoteDevice;
  readonly said: CallSaid;
  /** The sender's clock. */
  readonly sentAt: number;
  /** How long it has waited for this device. Unit: milliseconds. */
  readonly ageMs: number;
  /** Said with a hangup: both have called, and the other call goes on. */
  readonly isSuperseded?: boolean;
}

/** What is heard of calls, without the time. */
export type RingNews =
  /** This device calls; nothing else may ring or be talked in. */
  | {
      readonly is: 'ring';
      readonly callId: CallId;
      readonly peer: AccountId;
      readonly rangAt: number;
    }
  /** What the person wants; `lost`: there is no coming back into the call. */
  | { readonly is: 'answer' | 'decline' | 'hangup' | 'lost'; readonly callId: CallId }
  | RingHeard
  | { readonly is: 'tick' };

export type RingEvent = RingNews & { readonly nowMs: number };

/** Why a call is over. */
export type EndOfCall =
  | 'hungUp'
  | 'ended'
  | 'missed'
  | 'unanswered'
  | 'declined'
  | 'busy'
  | 'answeredElsewhere'
  | 'declinedElsewhere'
  /** Both have called each other: the other call goes on. */
  | 'superseded'
  | 'lost';

/** What is to be done, in this order. */
export type RingEffect =
  | {
      readonly do: 'send';
      readonly callId: CallId;
      readonly to: AccountId;
      readonly said: CallSaid;
      readonly isSuperseded?: boolean;
    }
  /** To the other devices of our own account. */
  | { readonly do: 'tell'; readonly callId: CallId; readonly said: CallSaid }
  /** The program is told that it rings. */
  | { readonly do: 'ringing'; readonly callId: CallId }
  | { readonly do: 'enter'; readonly callId: CallId }
  | { readonly do: 'leave'; readonly callId: CallId }
  /** Stands in the conversation from now on; may come again with what outweighs it. */
  | { readonly do: 'keep'; readonly callId: CallId; readonly outcome: CallOutcome }
  | { readonly do: 'ended'; readonly callId: CallId; readonly why: EndOfCall };
