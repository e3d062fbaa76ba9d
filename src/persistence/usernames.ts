// What the twins of the store of user names share: a name's row, and when it is whose.

import type { Sealer } from '#crypto';
import type { AccountId } from '#protocol';
import type { HeldUsername, UsernameLink } from '#ports';

/** Names that are held for an account after it had others; the oldest go. */
export const usernamesHeldMax = 3;

export interface Username {
  readonly account: AccountId;
  readonly state: 'reserved' | 'confirmed' | 'held';
  /** Since when it is that. */
  readonly atMs: number;
  /** Absent for a confirmed one. */
  readonly untilMs?: number;
  readonly link?: UsernameLink;
}

/** A hash as the stores know it: what is read in a store is compared with no list of names. */
export function usernameName(sealer: Sealer | undefined, hash: Uint8Array): string {
  const hex = Buffer.from(hash).toString('hex');
  return sealer?.blindIndex('username', hex) ?? hex;
}

/** Whose it still is. */
export function isLive(row: Pick<Username, 'untilMs'>, nowMs: number): boolean {
  return row.untilMs === undefined || row.untilMs > nowMs;
}

/** A name as its owner is told of it. */
export function heldUsername({ account: _own, ...row }: Username): HeldUsername {
  return row;
}
