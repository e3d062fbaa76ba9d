// An account is taken over: by a new registration of its number, by its name and password, or by a
// recovery. A new device takes the place of all that it had. What this asks for, and what of the
// account stays; docs/security.md has the same table.

import type { refuse } from '#protocol';
import type { Account, Totp } from './account.ts';
import type { IsConnected } from './decision.ts';
import { heldForMs } from './lock.ts';
import { pendingOf } from './pendingRecovery.ts';
import { recoveredBy } from './recovery.ts';
import type { Happening, TellOwnerEffect } from './security.ts';
import { tellAll } from './security.ts';
import type { ShownCode } from './totp.ts';
import { isWrongCode, withCodeUsed } from './totp.ts';

/** What an account is taken over by. */
export type Way = 'number' | 'login' | 'recovery';

/**
 * What somebody shows who takes an account over; `code`: a one-time code or a backup code. Refuses:
 * registration.totp where it takes one, totp.held.
 */
export interface ShownAtTakeOver extends ShownCode {
  readonly number?: string;
  /** Of the login that takes it over, in place of the number. Refuses: login.over. */
  readonly loginMark?: string;
  /** That login was proved by a one-time code as well. */
  readonly hasCode?: boolean;
  /** SHA-256 of what a recovery gave, hex. Refuses: recovery.waiting, login.over. */
  readonly recoveryHash?: string;
}

type Optional = {
  [Field in keyof Account]-?: object extends Pick<Account, Field> ? Field : never;
}[keyof Account];

/**
 * What becomes of a field: it ends; it stays; it stays if what it asks for was shown; it is as the
 * registration says. `barred`: nobody takes such an account over.
 */
type Fate = 'ends' | 'stays' | 'shown' | 'given' | 'barred';

const always = (fate: Fate): Readonly<Record<Way, Fate>> => ({
  number: fate,
  login: fate,
  recovery: fate,
});

/**
 * Whoever has the number may be another person than the owner, whoever recovers may be followed by
 * who has stolen what they lost; the password is the owner's, who goes on.
 */
export const fates: Readonly<Record<Optional, Readonly<Record<Way, Fate>>>> = {
  unidentifiedAccessKey: always('given'),
  unrestrictedUnidentifiedAccess: always('given'),
  number: { number: 'given', login: 'stays', recovery: 'stays' },
  // Both hang on keys that are gone.
  deviceList: always('ends'),
  pendingLink: always('ends'),
  login: { number: 'ends', login: 'stays', recovery: 'ends' },
  // The key; nobody's recovery waits any longer.
  recovery: { number: 'ends', login: 'stays', recovery: 'ends' },
  // Whoever has the number may be somebody else, who has agreed to nothing.
  consents: { number: 'ends', login: 'stays', recovery: 'stays' },
  // They are of devices that are gone.
  sessions: always('ends'),
  totp: { number: 'shown', login: 'stays', recovery: 'ends' },
  security: { number: 'ends', login: 'stays', recovery: 'stays' },
  // What an operator has said was said of whoever had it.
  kind: always('ends'),
  suspended: always('barred'),
  // Their credentials are never good again.
  evictions: always('ends'),
  // Who gets a number next is not whom lines of the operators' log are about.
  auditKey: { number: 'ends', login: 'stays', recovery: 'stays' },
  lock: { number: 'shown', login: 'stays', recovery: 'stays' },
  // It is sealed for devices that are gone.
  numberNews: always('ends'),
  // What is to be cleared, and what is to be cleared from now on.
  retired: always('stays'),
  deleted: always('ends'),
};

/** By what it is taken over. */
export function wayOf({ loginMark, recoveryHash }: ShownAtTakeOver): Way {
  if (loginMark !== undefined) return 'login';
  return recoveryHash === undefined ? 'number' : 'recovery';
}

/** Why what was shown is not this account's; undefined where it is. */
export function barOf(
  former: Account | undefined,
  shown: ShownAtTakeOver,
  nowMs: number,
): Parameters<typeof refuse> | undefined {
  const way = wayOf(shown);
  if (way === 'login') {
    return former?.login?.mark === shown.loginMark ? undefined : ['login.over'];
  }
  if (way === 'recovery') {
    const ready = recoveredBy(former, shown.recoveryHash, nowMs);
    if (ready === 'never') return ['login.over'];
    return ready === 'now' ? undefined : ['recovery.waiting', ready];
  }
  const isIts = former?.number !== undefined && former.number === shown.number;
  return !former || isIts ? undefined : ['registration.conflict'];
}

/** What the fields of the table say that stays, by itself. */
export function stayingOf(former: Account, way: Way): Partial<Account> {
  const { recovery, ...rest } = former;
  const all: Account = {
    ...rest,
    ...(recovery?.keyHash === undefined ? {} : { recovery: { keyHash: recovery.keyHash } }),
  };
  const stays = Object.entries(all).filter(([field]) => {
    return Object.hasOwn(fates, field) && fates[field as Optional][way] === 'stays';
  });
  return Object.fromEntries(stays) as Partial<Account>;
}

/** One-time codes behind a take-over, and whether a backup code went; or why it is none. */
type CodesAfter =
  | { readonly totp?: Totp; readonly isBackup?: true }
  | { readonly shut: Readonly<Parameters<typeof refuse>> };

/**
 * Where codes are on, a take-over takes one: by a number until the account has not been here for a
 * week, as the lock of a number; by a recovery likewise, but for one that a backup code has begun;
 * by a login always, at the latest here.
 */
export function codesAfter(
  former: Account | undefined,
  shown: ShownAtTakeOver,
  nowMs: number,
  isConnected: IsConnected = () => false,
): CodesAfter {
  const way = wayOf(shown);
  if (!former?.totp?.isOn) return {};
  const { totp, recovery, devices } = former;
  const after = (left: Totp) => (fates.totp[way] === 'ends' ? {} : { totp: left });
  const hasBegun = recovery?.pending?.factors.includes('backup-code') === true;
  const isProved = way === 'login' ? shown.hasCode === true : way === 'recovery' && hasBegun;
  if (isProved) return after(totp);
  const used = withCodeUsed(former, shown, 'outside', nowMs);
  if (!isWrongCode(used)) {
    const left = after(used.account.totp ?? totp);
    return used.told.length > 0 ? { ...left, isBackup: true } : left;
  }
  const isHeld = used[0] === 'totp.held';
  if (way === 'login') return { shut: isHeld ? used : ['registration.totp', {}] };
  const setAtMs = Math.max(0, ...devices.map(({ createdAtMs }) => createdAtMs));
  const retryAfterMs = heldForMs(former, setAtMs, nowMs, isConnected);
  if (retryAfterMs <= 0) return {};
  return { shut: isHeld ? used : ['registration.totp', { retryAfterMs }] };
}

/**
 * What the owner is told: kept by the account where its events stay, else told to the former
 * devices alone, as whoever has the number may be another person.
 */
export function tellTakeOver(
  former: Account,
  next: Account,
  way: Way,
  isBackup: boolean,
  nowMs: number,
): { readonly account: Account; readonly told: readonly TellOwnerEffect[] } {
  const happenings: Happening[] = [
    ...(isBackup ? [{ kind: 'backup-code-used' } as const] : []),
    ...(pendingOf(former, nowMs) ? [{ kind: 'recovery-ended' } as const] : []),
  ];
  const isKept = fates.security[way] === 'stays';
  const { account, effects } = tellAll(isKept ? next : former, happenings, nowMs);
  return { account: isKept ? account : next, told: effects };
}
