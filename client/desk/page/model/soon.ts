// Work that many reasons ask for at once is done once, soon after the first.

import { systemClock } from '../../../clock.ts';

const soonMs = 40;

/** Runs it a moment after it was first asked for; asked again while it runs, it runs once more. */
export function soonOnce(work: () => Promise<unknown>): () => void {
  let isAsked = false;
  let isRunning = false;
  const run = async () => {
    isAsked = false;
    isRunning = true;
    // What failed is asked for again by the next event, or when the wire is there again.
    await work().catch(() => undefined);
    isRunning = false;
    if (isAsked) systemClock.after(soonMs, run);
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    if (!isRunning) systemClock.after(soonMs, run);
  };
}
