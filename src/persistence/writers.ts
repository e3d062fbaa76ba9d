// Who of a pair has written, as it is stored. Documents of an earlier form name the accounts alone:
// those count as having written on the day from which on days were noted.

import type { Writer } from '#ports';
import type { AccountId } from '#protocol';

/** 27 November 2026. Unit: days since the epoch. */
export const formerWritersDay = 20_784;

type Stored = Writer | AccountId;

/** In the order that a relation has them. */
export function writersOf(stored: readonly Stored[]): Writer[] {
  return stored
    .map((one) => (typeof one === 'string' ? { account: one, day: formerWritersDay } : one))
    .map(({ account, day }) => ({ account, day }))
    .sort((a, b) => (a.account < b.account ? -1 : 1));
}
