// Linked devices that have not connected for long: their account's others are told from the 23rd
// day on, and after 30 days they are removed, as their mail is. Days are the store's. Whoever is
// connected is not away, however long ago it came.

import type { DeviceId } from '#protocol';
import { limits, ok, primaryDevice } from '#protocol';
import { answer } from '../command.ts';
import type { Account, Device } from './account.ts';
import type { Decision, IsConnected, RegisteredState } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { RemovalEffect } from './deviceList.ts';
import { noticeOf, removal } from './deviceList.ts';
import type { NotifyEffect } from './sending.ts';

/** Removes whoever has been away for too long by that day. */
interface EndIdleDevices {
  /** Days since the epoch. */
  readonly day: number;
}

/**
 * The account with that day noted for the device that comes, and for those who came long ago and
 * are connected still; itself where that is no news.
 */
export function seenOn(
  account: Account,
  day: number,
  isConnected: IsConnected = () => false,
  coming?: DeviceId,
): Account {
  const isSeen = (one: Device) =>
    one.id === coming
      ? (one.seenOnDay ?? -1) < day
      : isAway(one, day, limits.idleWarnedDays) && isConnected(one.id);
  if (!account.devices.some(isSeen)) return account;
  const devices = account.devices.map((one) => (isSeen(one) ? { ...one, seenOnDay: day } : one));
  return { ...account, devices };
}

/** Tells the account's devices where one of them will be removed soon. */
export function warning(state: RegisteredState, day: number): readonly NotifyEffect[] {
  const { id, devices } = state.account;
  const isSoon = devices.some((one) => isAway(one, day, limits.idleWarnedDays));
  return isSoon ? [noticeOf(id, 'device.expiring')] : [];
}

/** The removal of those who have been away for too long, if there are any. */
export function endIdle(
  state: RegisteredState,
  day: number,
): ReturnType<typeof removal> | undefined {
  const { account } = state;
  const gone = account.devices.filter((one) => isAway(one, day, limits.idleDaysMax));
  return gone.length > 0 ? removal(state, account, gone, 'device.unlinked') : undefined;
}

function isAway({ id, seenOnDay }: Device, day: number, days: number): boolean {
  return id !== primaryDevice && seenOnDay !== undefined && seenOnDay + days <= day;
}

function decideEndIdle(
  state: RegisteredState,
  { day }: EndIdleDevices,
  _nowMs: number,
  isConnected?: IsConnected,
): Decision<RemovalEffect, null> {
  const account = seenOn(state.account, day, isConnected);
  const next = { ...state, account };
  const ended = endIdle(next, day);
  if (!ended) {
    const noted: readonly RemovalEffect[] =
      account === state.account ? [] : [{ type: 'note', account }];
    return { state: next, effects: [...noted, ...warning(next, day), answer(null)] };
  }
  const { effects } = ended;
  return { state: ended.state, effects: [...effects, { type: 'answerEvicted', result: ok(null) }] };
}

export const idleCommands = [
  accountCommand({ type: 'endIdleDevices', decide: decideEndIdle }),
] as const;
