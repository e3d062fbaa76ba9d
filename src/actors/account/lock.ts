// The registration lock: who has proved an account's phone number does not have the account yet,
// but has to show what its owner's PIN makes as well. It lapses once the account has not been here
// for a week, so that whoever is given a number that its former owner left is not kept out.
//
// Whoever is stopped changes nothing of the account: they have the number, but not the PIN, and may
// be a thief of the number. (Signal takes the credentials of the owner's devices away then. Here
// the owner, who may have lost the number, could not come back without it.) The devices are
// disconnected, and come back at once: what they are told is then heard, and shown.
// Source: Signal-Server, RegistrationLockVerificationManager.

import type { SaltedTokenHash } from '#crypto';
import { tokenMatches } from '#crypto';
import type { DeviceId } from '#protocol';
import { primaryDevice, refuse } from '#protocol';
import type { EffectOf } from '../effects.ts';
import type { Account } from './account.ts';
import { answer, answered, refused } from '../command.ts';
import type { AccountState, Decision, IsConnected, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { TellOwnerEffect } from './security.ts';
import { tellOwner } from './security.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A lock holds for this long after its account was last here. Source: Signal. */
export const lockLapseMs = 7 * dayMs;

/** Refuses: auth.forbidden to all devices but the primary, and to accounts without a number. */
interface SetLock extends Vouched {
  readonly device: DeviceId;
  /** Of the token that the PIN makes; absent: there is no lock any more. */
  readonly token?: SaltedTokenHash;
}

/** What a registration shows, and its hash as it is kept if there is no lock yet. */
export interface ShownToken {
  readonly token: string;
  readonly hashed: SaltedTokenHash;
}

/** How long an account's lock still holds. Unit: milliseconds; 0: there is none, or no more. */
export function lockedForMs(
  { lock, devices }: Pick<Account, 'lock' | 'devices'>,
  nowMs: number,
  isConnected: IsConnected,
): number {
  return lock ? heldForMs({ devices }, lock.setAtMs, nowMs, isConnected) : 0;
}

/**
 * How long what keeps others from an account's number still holds, as the account was here lately
 * or it was set lately. Unit: milliseconds; 0: no more.
 */
export function heldForMs(
  { devices }: Pick<Account, 'devices'>,
  setAtMs: number,
  nowMs: number,
  isConnected: IsConnected,
): number {
  if (devices.some(({ id }) => isConnected(id))) return lockLapseMs;
  // A day counts to its end: nobody knows when on it a device was here.
  const ends = devices.map(({ seenOnDay = 0 }) => (seenOnDay + 1) * dayMs);
  const lastMs = Math.min(nowMs, Math.max(setAtMs, ...ends));
  return Math.max(0, lastMs + lockLapseMs - nowMs);
}

/**
 * The lock that an account has after a registration: `shut` where it holds and nothing opens it,
 * with the time that it still does; else that of before where it was opened, or a new one.
 */
export function lockAfter(
  former: Account | undefined,
  shown: ShownToken | undefined,
  nowMs: number,
  isConnected: IsConnected = () => false,
): { readonly shutForMs: number } | { readonly lock?: NonNullable<Account['lock']> } {
  const isOpened = former?.lock && shown && tokenMatches(shown.token, former.lock.token);
  if (former?.lock && isOpened) return { lock: former.lock };
  const shutForMs = former ? lockedForMs(former, nowMs, isConnected) : 0;
  if (shutForMs > 0) return { shutForMs };
  return shown ? { lock: { token: shown.hashed, setAtMs: nowMs } } : {};
}

/** Refused, and the owner is told of it; nothing else of the account changes. */
export function lockedOut(
  state: AccountState,
  former: Account,
  shutForMs: number,
  nowMs: number,
): Decision<DocumentEffect | LockEffect | TellOwnerEffect, never> {
  const { account, effect } = tellOwner(former, { kind: 'locked-out' }, nowMs);
  const result = refuse('registration.locked', { retryAfterMs: shutForMs });
  const told = [{ type: 'replace', account }, effect, { type: 'disconnect' }] as const;
  return { state: { ...state, account }, effects: [...told, { type: 'answer', result }] };
}

function decideLock(
  state: RegisteredState,
  { device, token }: SetLock,
  nowMs: number,
): Decision<DocumentEffect | TellOwnerEffect, null> {
  const { lock: _former, ...rest } = state.account;
  if (device !== primaryDevice || (token && rest.number === undefined)) {
    return refused(state, 'auth.forbidden');
  }
  const next: Account = { ...rest, ...(token ? { lock: { token, setAtMs: nowMs } } : {}) };
  const { account, effect } = tellOwner(next, { kind: 'lock-changed', device }, nowMs);
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, effect, answer(null)],
  };
}

/** Whether there is a lock, for any device of the account. */
interface DescribeLock extends Vouched {
  readonly device: DeviceId;
}

const describeLock = (
  state: RegisteredState,
  _command: DescribeLock,
): Decision<never, { readonly isSet: boolean }> =>
  answered(state, { isSet: state.account.lock !== undefined });

export const lockCommands = [
  accountCommand({ type: 'setLock', decide: decideLock }),
  accountCommand({ type: 'describeLock', decide: describeLock }),
] as const;

interface LockEdge {
  readonly devices: ReadonlyMap<DeviceId, { closeConnection(): void }>;
}

export const lockEffects = {
  /** Closes the connections of all devices, which come back by themselves. */
  disconnect({ devices }: LockEdge, _effect: object): undefined {
    for (const device of devices.values()) device.closeConnection();
  },
};

export type LockEffect = EffectOf<typeof lockEffects>;
