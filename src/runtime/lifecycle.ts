// The order of stopping: whatever a process opens it registers here, and is closed last opened
// first.

import type { Log } from './log.ts';
import { logConstant, logDefect } from './log.ts';

export interface Lifecycle {
  /**
   * Registers what to stop; what comes after the stop has begun is stopped at once. A step that
   * takes longer than its time is left behind and counted as failed.
   */
  onStop(name: string, timeoutMs: number, stop: () => Promise<void> | void): void;
  /**
   * Stops everything, the last registered first, one after the other. Never throws; a second call
   * gives the same outcome. True when every step ended well and in time.
   */
  stop(): Promise<boolean>;
  /** True from the first call of `stop` on. */
  readonly stopping: boolean;
}

interface Step {
  readonly name: string;
  readonly timeoutMs: number;
  readonly stop: () => Promise<void> | void;
}

/** An empty register. */
export function createLifecycle(log: Log): Lifecycle {
  const steps: Step[] = [];
  let outcome: Promise<boolean> | undefined;

  const stopAll = async (): Promise<boolean> => {
    let well = true;
    for (let step = steps.pop(); step; step = steps.pop()) {
      well = (await stopOne(step, log)) && well;
    }
    return well;
  };

  return {
    onStop(name, timeoutMs, stop) {
      const step = { name, timeoutMs, stop };
      if (outcome) void stopOne(step, log);
      else steps.push(step);
    },
    stop() {
      outcome ??= stopAll();
      return outcome;
    },
    get stopping() {
      return outcome !== undefined;
    },
  };
}

async function stopOne(step: Step, log: Log): Promise<boolean> {
  const part = logConstant(step.name);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, step.timeoutMs, 'late');
  });
  try {
    // Wrapped, so that a step that throws before its first await is caught as well.
    const done = (async () => step.stop())();
    if ((await Promise.race([done, late])) !== 'late') return true;
    done.catch(() => undefined);
    log.warn('lifecycle.late', { part, timeoutMs: step.timeoutMs });
  } catch (error) {
    log.error('lifecycle.failed', { part, ...logDefect(error) });
  } finally {
    clearTimeout(timer);
  }
  return false;
}
