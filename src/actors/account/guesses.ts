// Wrong one-time codes of an account. Whoever shows one has shown something else before: the
// password, the number, a device's credential. They are counted over all ways in together; once
// there were ten within a day none of six digits is heard for a while, a right one neither, and
// each wrong one behind that shuts them out for twice as long. Backup codes are heard all the
// time: nobody guesses 50 bits, and the owner has a way in whoever else tries.
//
// Devices have a count of their own besides, and are shut out by that alone: a stranger with the
// password keeps no device from proving who it is, nor its owner from setting another password.

import type { Account, Guesses, WrongCodes } from './account.ts';

const hourMs = 60 * 60 * 1000;
/** What was wrong before is forgotten then, once nothing is shut. */
const windowMs = 24 * hourMs;
/** Wrong codes in that time that shut nobody out. */
export const wrongCodesMax = 10;
const firstHoldMs = hourMs;
const holdMsMax = 24 * hourMs;

/** Where a code is shown: by a device with its credential, or by somebody without. */
export type Door = 'device' | 'outside';

const isOver = ({ sinceMs, heldUntilMs }: WrongCodes, nowMs: number): boolean =>
  nowMs >= heldUntilMs && nowMs >= sinceMs + windowMs;

function oneMore(known: WrongCodes | undefined, nowMs: number): WrongCodes {
  const kept = known && !isOver(known, nowMs) ? known : undefined;
  const count = (kept?.count ?? 0) + 1;
  const beyond = count - wrongCodesMax;
  const holdMs = beyond < 0 ? 0 : Math.min(holdMsMax, firstHoldMs * 2 ** beyond);
  return { count, sinceMs: kept?.sinceMs ?? nowMs, heldUntilMs: nowMs + holdMs };
}

/** How long no code of six digits is heard at this door. Unit: milliseconds; 0: they are. */
export function codesHeldForMs({ totp }: Account, door: Door, nowMs: number): number {
  const known = door === 'device' ? totp?.guesses?.device : totp?.guesses?.all;
  // A clock that was set back shuts nobody out for longer than the longest hold.
  return known ? Math.min(holdMsMax, Math.max(0, known.heldUntilMs - nowMs)) : 0;
}

/** The account with a wrong code counted; as it is where codes are off. */
export function withGuess(
  account: Account,
  { door, attempt }: { readonly door: Door; readonly attempt?: string | undefined },
  nowMs: number,
): Account {
  const { totp } = account;
  if (!totp) return account;
  const { guesses } = totp;
  if (attempt !== undefined && guesses?.attempt === attempt) return account;
  // While nothing is heard nothing is counted: it is held for as long as was said.
  if (codesHeldForMs(account, door, nowMs) > 0) return account;
  const device = door === 'device' ? oneMore(guesses?.device, nowMs) : guesses?.device;
  const next: Guesses = {
    // Another door's hold is not made longer by devices.
    all:
      codesHeldForMs(account, 'outside', nowMs) > 0 && guesses
        ? guesses.all
        : oneMore(guesses?.all, nowMs),
    ...(device ? { device } : {}),
    ...(attempt === undefined ? {} : { attempt }),
  };
  return { ...account, totp: { ...totp, guesses: next } };
}
