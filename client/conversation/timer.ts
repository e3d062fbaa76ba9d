// When the messages of a conversation disappear. Pure.

import { limits } from '#protocol';
import type { Timer } from '#protocol';

/** Version 0 is nobody's decision: a timer for one message alone, or none. */
export const noTimer: Timer = { seconds: 0, version: 0 };

const versionMax = 0xff_ff_ff_ff;
/** No timer takes more bytes. */
export const longestTimer: Timer = {
  seconds: limits.expireTimerSecondsMax,
  version: versionMax,
};

/**
 * The one of two that holds: the higher version; between two decisions that were made at once, the
 * one that keeps less. It depends on nothing but their values, so that all devices agree, also
 * with texts that were written under the one that lost.
 */
export function prevailing(one: Timer, other: Timer): Timer {
  if (one.version !== other.version) return one.version > other.version ? one : other;
  return keptFor(one) <= keptFor(other) ? one : other;
}

/** The version of a decision that comes after. */
export const nextVersion = ({ version }: Timer): number => Math.min(version + 1, versionMax);

const keptFor = ({ seconds }: Timer): number =>
  seconds === 0 ? Number.POSITIVE_INFINITY : seconds;
