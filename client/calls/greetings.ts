// Who is asked which of their devices holds a place, and who is told which one we hold: each a few
// times at most, as nobody has to answer.

import type { AccountId } from '#protocol';
import type { CallDevice } from '../media/keyEvents.ts';
import type { Participant } from './roster.ts';

/** Who has not said which place is its own is asked so many times. */
const greetingsMax = 5;
/** In a larger call those alone are asked who talk. */
const smallCall = 32;
/** A device is told who we are at most so often. */
const answerEveryMs = 1_000;

/** The greetings of one place. */
export class Greetings {
  /** How often who holds a place was asked for its device. */
  readonly #asked = new Map<number, number>();
  /** When a device was last told who we are. */
  readonly #answeredAtMs = new Map<CallDevice, number>();

  /** Accounts that are asked now. */
  due(all: readonly Participant[]): Set<AccountId> {
    const accounts = new Set<AccountId>();
    for (const { mediaId, account, device, isSelf, sources } of all) {
      if (isSelf || !account || device !== undefined) continue;
      if (all.length > smallCall && sources.length === 0) continue;
      const times = this.#asked.get(mediaId) ?? 0;
      if (times >= greetingsMax) continue;
      this.#asked.set(mediaId, times + 1);
      accounts.add(account);
    }
    return accounts;
  }

  /** True where it is told now. */
  mayAnswer(to: CallDevice, nowMs: number): boolean {
    const last = this.#answeredAtMs.get(to);
    if (last !== undefined && nowMs - last < answerEveryMs) return false;
    this.#answeredAtMs.set(to, nowMs);
    return true;
  }
}
