// Linked devices that have not connected for long: their account's others are told from the 23rd
// day on, and after 30 days they are removed, as their mail is. Days are the store's.

import { limits, ok, PRIMARY_DEVICE } from '#protocol';
import { answer } from '../command.ts';
import type { Device } from './account.ts';
import type { Decision, RegisteredState } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { RemovalEffect } from './deviceList.ts';
import { noticeOf, removal } from './deviceList.ts';
import type { NotifyEffect } from './sending.ts';

/** Removes whoever has been away for too long by that day. */
interface EndIdleDevices {
  /** Days since the epoch. */
  readonly day: number;
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
  return id !== PRIMARY_DEVICE && seenOnDay !== undefined && seenOnDay + days <= day;
}

function decideEndIdle(
  state: RegisteredState,
  { day }: EndIdleDevices,
): Decision<RemovalEffect, null> {
  const ended = endIdle(state, day);
  if (!ended) return { state, effects: [...warning(state, day), answer(null)] };
  const { effects } = ended;
  return { state: ended.state, effects: [...effects, { type: 'answerEvicted', result: ok(null) }] };
}

export const idleCommands = [
  accountCommand({ type: 'endIdleDevices', decide: decideEndIdle }),
] as const;
