// What a decision of the account's actor asks the edge to do, in order. Effects marked `pipelined`
// are begun and not waited for; they answer the command when they have ended. The others hold up
// the mailbox, and the first that refuses ends the command with its code.

import type {
  AccountId,
  DeviceId,
  EnvelopeGuid,
  ErrorCode,
  MemberId,
  Notice,
  Result,
} from '#protocol';
import { ok, refuse } from '#protocol';
import type { Answer } from '../ask.ts';
import type { PreKeyPool, QueueAddress } from '../ports.ts';
import type { Account, DeviceIdentity, EcPreKey, SignedPreKey } from './account.ts';
import type { AccountAnswers } from './messages.ts';

/** An envelope on its way to one device. */
export interface Outgoing {
  readonly to: QueueAddress;
  readonly guid: EnvelopeGuid;
  readonly bytes: Uint8Array;
}

/** Public keys to check before anything is stored. */
export interface KeyCheck {
  readonly kind: 'ec' | 'kem';
  readonly identityKey: Uint8Array;
  readonly key: SignedPreKey;
}

/** A device whose bundle is asked for. */
export interface BundleSource {
  readonly pool: PreKeyPool;
  readonly keys: DeviceIdentity;
}

export type AccountEffect =
  | { readonly type: 'answer'; readonly result: Result<Answer> }
  | {
      readonly type: 'verify';
      readonly signed: readonly KeyCheck[];
      readonly plain: readonly EcPreKey[];
    }
  /** Waits until everything pipelined, and every note of who wrote, has ended. */
  | { readonly type: 'settle' }
  | { readonly type: 'create'; readonly account: Account }
  | { readonly type: 'replace'; readonly account: Account }
  /** Replaces the document of a deleted account by what is still to be done for it. */
  | { readonly type: 'bury'; readonly husk: Account }
  /** Deletes what the lives before have left; what can't be reached now goes later. */
  | { readonly type: 'clear' }
  /** Ends the device's actor, and begins to take its authority from every worker. */
  | {
      readonly type: 'evict';
      readonly device: DeviceId;
      readonly credential: string;
      readonly code: ErrorCode;
    }
  | {
      readonly type: 'storeKeys';
      readonly pool: PreKeyPool;
      readonly ec: readonly EcPreKey[];
      readonly kem: readonly SignedPreKey[];
    }
  /** Pipelined. */
  | { readonly type: 'countKeys'; readonly pool: PreKeyPool }
  /** Pipelined. */
  | {
      readonly type: 'takeKeys';
      readonly identityKey: Uint8Array;
      readonly sources: readonly BundleSource[];
    }
  /**
   * Pipelined. Inserts in order; each device hears at once, the sender is answered after the last.
   */
  | {
      readonly type: 'enqueue';
      readonly envelopes: readonly Outgoing[];
      readonly serverTimestamp: number;
    }
  | { readonly type: 'transmit'; readonly envelopes: readonly Outgoing[] }
  | { readonly type: 'recordContact'; readonly from: AccountId }
  /** Hands the command on to the device's actor, which answers it. */
  | { readonly type: 'handOn'; readonly to: QueueAddress; readonly credential: string }
  /** Gives a worker leave to send, and answers. */
  | {
      readonly type: 'permit';
      readonly member: MemberId;
      readonly device: DeviceId;
      readonly credential: string;
    }
  /** Pipelined. Answers once nobody can act in the name of a device that is gone. */
  | { readonly type: 'answerEvicted'; readonly result: Result<Answer> }
  | { readonly type: 'notify'; readonly notice: Notice };

export interface AccountState {
  readonly id: AccountId;
  /** Absent while no such account is registered. */
  readonly account: Account | undefined;
  /** What a deleted account has left to be done. */
  readonly husk?: Account;
}

export interface Decision {
  /** Takes effect when all effects that are waited for have succeeded. */
  readonly state: AccountState;
  readonly effects: readonly AccountEffect[];
}

/** The effect that answers a command; its first argument holds the value to the command's type. */
export function answer<Type extends keyof AccountAnswers>(
  _command: Type,
  value: AccountAnswers[Type],
): AccountEffect {
  return { type: 'answer', result: ok(value) };
}

/** A decision that changes nothing. */
export const only = (state: AccountState, ...effects: AccountEffect[]): Decision => ({
  state,
  effects,
});

/** A decision to refuse. */
export function refused(
  state: AccountState,
  code: ErrorCode,
  more: Parameters<typeof refuse>[1] = {},
): Decision {
  return { state, effects: [{ type: 'answer', result: refuse(code, more) }] };
}
