// Answers that come late, for every door: to who guesses, the later the more often; and at a pace
// of their own where the time taken would tell something. Who waits here holds a timer and a small
// request, and of those there is an end: beyond it whoever failed is told to come again. Who is let
// in is never kept waiting, whatever else comes from the same address.

import type { ErrorCode, Refusal } from '#protocol';
import type { Clock, Config } from '#runtime';
import { addressSubject } from './subjects.ts';
import { keepNewest } from './waits.ts';

/** Wrong guesses of an address in a window that are answered at once: people mistype. */
export const freeFailures = 3;
/** Failures are forgotten so long after the last. */
export const failureWindowMs = 60_000;
/** How often the delay doubles at the most. */
const doublingsMax = 5;
/** Answers that wait in one worker, and of them those of one address. */
export const lateAnswersMax = 1000;
export const lateAnswersOfOneMax = 16;
/** What was asked stays in memory meanwhile: of longer ones nobody waits here. */
export const lateRequestBytesMax = 16 * 1024;

/** What whoever guesses credentials, codes or keys is refused with. */
const guessed: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'auth.invalid',
  'totp.invalid',
  'registration.invitation',
  'registration.locked',
  'registration.totp',
  'login.device',
  'link.token_invalid',
  'challenge.invalid',
]);

interface Failing {
  count: number;
  untilMs: number;
  waiting: number;
}

export interface LateAnswersParts {
  readonly clock: Pick<Clock, 'monotonic' | 'after'>;
  readonly config: Pick<Config, 'ALDIS_FAILURE_DELAY_MS'>;
}

/** The answers of one worker. */
export class LateAnswers {
  readonly #parts: LateAnswersParts;
  readonly #failing = new Map<string, Failing>();
  #waiting = 0;

  constructor(parts: LateAnswersParts) {
    this.#parts = parts;
  }

  /**
   * What whoever was refused is told, and when. Refusals that are no wrong guess are told at once.
   * `requestBytes`: how long what they sent is.
   */
  async told(refusal: Refusal, ip: string, requestBytes = 0): Promise<Refusal> {
    if (!guessed.has(refusal.code)) return refusal;
    const delayMs = this.#delayOf(addressSubject(ip));
    if (delayMs === 0) return refusal;
    const failing = this.#failing.get(addressSubject(ip));
    const isFull = this.#waiting >= lateAnswersMax || requestBytes > lateRequestBytesMax;
    if (!failing || isFull || failing.waiting >= lateAnswersOfOneMax) {
      return { code: 'rate.limited', retryAfterMs: delayMs };
    }
    failing.waiting += 1;
    this.#waiting += 1;
    await after(this.#parts.clock, delayMs);
    failing.waiting -= 1;
    this.#waiting -= 1;
    return refusal;
  }

  /** Counts a wrong guess that is answered otherwise, and resolves when it is to be answered. */
  async wrong(ip: string): Promise<void> {
    await this.told({ code: 'auth.invalid' }, ip);
  }

  #delayOf(subject: string): number {
    const baseMs = this.#parts.config.ALDIS_FAILURE_DELAY_MS;
    if (baseMs === 0) return 0;
    const nowMs = this.#parts.clock.monotonic();
    const known = this.#failing.get(subject);
    const isOver = !known || (known.untilMs <= nowMs && known.waiting === 0);
    const failing: Failing = isOver ? { count: 0, untilMs: 0, waiting: 0 } : known;
    failing.count += 1;
    failing.untilMs = nowMs + failureWindowMs;
    keepNewest(this.#failing, subject, failing);
    const beyond = failing.count - freeFailures;
    return beyond <= 0 ? 0 : baseMs * 2 ** Math.min(doublingsMax, beyond - 1);
  }
}

/** Resolves after so long. */
export function after(clock: Pick<Clock, 'after'>, waitMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(waitMs, resolve));
}
