// Waits until something holds, by asking again and again.

import { setTimeout as sleep } from 'node:timers/promises';

const usualPollMs = 50;

/** True as soon as it holds, false when the time is over. `betweenAsks` may throw to end it. */
export async function within(
  ms: number,
  holds: () => boolean | Promise<boolean>,
  pollMs: number = usualPollMs,
  betweenAsks?: () => void,
): Promise<boolean> {
  const until = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() >= until) return false;
    betweenAsks?.();
    await sleep(pollMs);
  }
  return true;
}
