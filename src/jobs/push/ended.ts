// How a call to a push service ends, and when it is tried again.

import type { PushOutcome } from '#ports';
import { metrics } from '#runtime';

const backoffFirstMs = 1000;
const backoffMsMax = 5 * 60_000;
/** A service may ask for a longer pause; nobody is believed beyond this. */
const retryAfterMsMax = 60 * 60_000;

/** What comes of a run: `done`, or how long it waits for the next. */
export type Run = 'done' | 'given up' | { readonly delayMs: number; readonly isPermitted?: true };

/** When it is tried again, as the service asks for or we wait by ourselves. */
export function laterMs(retryAfterMs: number | undefined, tries: number): number {
  return Math.max(Math.min(retryAfterMs ?? 0, retryAfterMsMax), backoffMs(tries));
}

export function outcomeOf(said: PushOutcome): string {
  return said.outcome === 'later' ? said.reason : said.outcome;
}

/** Each time in vain doubles the wait; not all come back at once. */
export function backoffMs(tries: number): number {
  const mostMs = Math.min(backoffMsMax, backoffFirstMs * 2 ** Math.min(tries - 1, 20));
  return Math.round(mostMs * (0.5 + Math.random() / 2));
}

/** Nobody has to be called. */
export function unneeded(reason: string): 'done' {
  metrics.pushUnneeded.inc({ reason });
  return 'done';
}
