// The time, for what says how much of it is left.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { systemClock } from '../../../clock.ts';

const everyMs = 30_000;

/** Unit: milliseconds since the epoch; another one every half minute. */
export function useNow(): number {
  const now = useSignal(systemClock.now());
  useEffect(() => {
    let timer = systemClock.after(everyMs, tick);
    function tick() {
      now.value = systemClock.now();
      timer = systemClock.after(everyMs, tick);
    }
    return () => timer.cancel();
  }, []);
  return now.value;
}
