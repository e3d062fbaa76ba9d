// When somebody was blocked and when heard again, by the server's clock. Pure. Two sets of times
// that only grow, so that what several devices have done is one truth, in whatever order they hear
// of it: the last word holds, and of two at once the block. What the server took within a block is
// never shown, not by a device either that was away all the time.

import { limits } from '#protocol';
import type { RecordContact } from '#protocol';

export type Blocks = Pick<RecordContact, 'blockedAt' | 'unblockedAt'>;

/** What is kept of both; mail that old waits for nobody, unless one blocks every day. */
const changesMax = 64;
/** A server dates no change later: the changes after it are later by a moment, and times too. */
const atMax = Math.floor(limits.timestampMax / 2);

/** Nothing of it is heard now. */
export const isBlocked = (blocks: Blocks): boolean => isWithin(blocks, Number.POSITIVE_INFINITY);

/** True for what is not to be shown; `at`: when the server took it. */
export const isSilenced = (blocks: Blocks, at: number): boolean =>
  isBlocked(blocks) || isWithin(blocks, at);

/** The account is blocked, or heard again, from now on. `at`: by the server's clock. */
export function turned(blocks: Blocks, at: number): Blocks {
  // After what was done before, whatever a clock says.
  const next = Math.max(
    Math.min(Math.trunc(at), atMax),
    1 + Math.max(0, ...blocks.blockedAt, ...blocks.unblockedAt),
  );
  const { blockedAt, unblockedAt } = blocks;
  return newest(
    isBlocked(blocks)
      ? { blockedAt, unblockedAt: [...unblockedAt, next] }
      : { blockedAt: [...blockedAt, next], unblockedAt },
  );
}

/** All that either has done. */
export function joined(one: Blocks, other: Blocks): Blocks {
  return newest({
    blockedAt: united(one.blockedAt, other.blockedAt),
    unblockedAt: united(one.unblockedAt, other.unblockedAt),
  });
}

function isWithin({ blockedAt, unblockedAt }: Blocks, at: number): boolean {
  const began = Math.max(...blockedAt.filter((time) => time <= at));
  // What comes at the very end was sent before it.
  const ended = Math.max(...unblockedAt.filter((time) => time < at));
  if (began !== Number.NEGATIVE_INFINITY || ended !== Number.NEGATIVE_INFINITY) {
    return began >= ended;
  }
  // Where the first that is kept is an end, its beginning was too long ago to be kept.
  return Math.min(...unblockedAt) < Math.min(...blockedAt);
}

/** Whoever forgets the same of more comes to hold the same. */
function newest({ blockedAt, unblockedAt }: Blocks): Blocks {
  const times = [...blockedAt, ...unblockedAt].sort((one, other) => other - one);
  const least = times[changesMax - 1] ?? 0;
  const kept = (all: readonly number[]) => all.filter((time) => time >= least);
  return { blockedAt: kept(blockedAt), unblockedAt: kept(unblockedAt) };
}

const united = (one: readonly number[], other: readonly number[]): number[] =>
  [...new Set([...one, ...other])].sort((a, b) => a - b);
