// Brings a crowd together before a measurement: everybody connected, with a bar while it takes.

import { setTimeout as sleep } from 'node:timers/promises';
import { createProgress } from '../progress.ts';
import type { Crowds } from './crowds.ts';
import type { Seat } from './dialects.ts';

/** After everybody had a first try, those who were refused have this long for their next ones. */
const stragglersMs = 60_000;
const pollMs = 200;
const showEveryMs = 1000;

/** Connects these seats, so that `upTo` are connected then. Throws when some never do. */
export async function assemble(crowds: Crowds, seats: readonly Seat[], upTo: number) {
  const progress = createProgress('connections');
  const joined = crowds.join(seats);
  const show = ({ ready }: { readonly ready: number }) =>
    progress.show(ready / upTo, `${ready} of ${upTo}`);
  // A process that is gone is told by those who wait for it, not by the bar.
  const timer = setInterval(() => void crowds.state().then(show, () => undefined), showEveryMs);
  try {
    await joined;
    const deadline = performance.now() + stragglersMs;
    for (;;) {
      const state = await crowds.state();
      if (state.ready >= upTo) return;
      if (performance.now() > deadline) {
        throw new Error(`${state.ready} of ${upTo} connected: ${JSON.stringify(state.losses)}`);
      }
      await sleep(pollMs);
    }
  } finally {
    clearInterval(timer);
    progress.end();
  }
}
