// Who holds which place is said in Signal sessions: those who have not said it are asked, and who
// asks is answered.

import type { AccountId, CallId } from '#protocol';
import type { ClientClock } from '../clock.ts';
import { steadyNow } from '../clock.ts';
import type { CallPost } from './callPost.ts';
import type { Roster } from './roster.ts';

/** Who has not said which place is its own is asked at most so many times. */
const greetingsMax = 5;
/** The largest call in which everybody is asked; in a larger one only those who talk are. */
const smallCall = 32;
/** A device is answered at most so often. */
const answerEveryMs = 1_000;

export interface GreetingsParts {
  readonly post: Pick<CallPost, 'send' | 'introduce'>;
  readonly roster: Roster;
  readonly clock: ClientClock;
  readonly callId: CallId;
  /** Our own number. */
  readonly mediaId: number;
}

/** What is said of one place of ours. */
export class Greetings {
  readonly #parts: GreetingsParts;
  /** How often who holds a place was asked for its device. */
  readonly #greeted = new Map<number, number>();
  /** When a device was last told who we are. */
  readonly #answeredAtMs = new Map<string, number>();

  constructor(parts: GreetingsParts) {
    this.#parts = parts;
  }

  /** Asks those who hold a place which of their devices it is. */
  greet(): void {
    const { post, roster, callId, mediaId: own } = this.#parts;
    const all = roster.participants;
    const accounts = new Set<AccountId>();
    for (const { mediaId, account, device, isSelf, sources } of all) {
      if (isSelf || !account || device !== undefined) continue;
      if (all.length > smallCall && sources.length === 0) continue;
      const times = this.#greeted.get(mediaId) ?? 0;
      if (times >= greetingsMax) continue;
      this.#greeted.set(mediaId, times + 1);
      accounts.add(account);
    }
    for (const account of accounts) post.introduce(account, { callId, mediaId: own, asks: true });
  }

  /** Who has no keys to give says who it is all the same. */
  answer(to: string): void {
    const { post, clock, callId, mediaId } = this.#parts;
    const nowMs = steadyNow(clock);
    if (nowMs - (this.#answeredAtMs.get(to) ?? -answerEveryMs) < answerEveryMs) return;
    this.#answeredAtMs.set(to, nowMs);
    post.send([to], { callId, mediaId, keys: [], asks: false });
  }
}
