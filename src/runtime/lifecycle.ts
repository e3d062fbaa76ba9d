// The order of stopping: whatever a process opens it registers here, and is closed last opened
// first.

import type { Log } from './log.ts';
import { logConstant, logDefect } from './log.ts';

export interface Lifecycle {
  /**
   * Registers what to stop; what comes after the stop has begun is stopped at once. A part that
   * takes longer than its time is left behind and counted as failed.
   */
  onStop(name: string, timeoutMs: number, stop: () => Promise<void> | void): void;
  /**
   * Stops everything, the last registered first, one after the other. Never throws; a second call
   * gives the same outcome. True when every part ended well and in time.
   */
  stop(): Promise<boolean>;
  /** True from the first call of `stop` on. */
  readonly stopping: boolean;
}

interface Part {
  readonly name: string;
  readonly timeoutMs: number;
  readonly stop: () => Promise<void> | void;
}

/** An empty register. */
export function createLifecycle(log: Log): Lifecycle {
  const parts: Part[] = [];
  let outcome: Promise<boolean> | undefined;

  const stopAll = async (): Promise<boolean> => {
    let well = true;
    for (let part = parts.pop(); part; part = parts.pop()) {
      well = (await stopOne(part, log)) && well;
    }
    return well;
  };

  return {
    onStop(name, timeoutMs, stop) {
      const part = { name, timeoutMs, stop };
      if (outcome) void stopOne(part, log);
      else parts.push(part);
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

async function stopOne(part: Part, log: Log): Promise<boolean> {
  const name = logConstant(part.name);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, part.timeoutMs, 'late');
  });
  try {
    // Wrapped, so that a part that throws before its first await is caught as well.
    const done = (async () => part.stop())();
    if ((await Promise.race([done, late])) !== 'late') return true;
    done.catch(() => undefined);
    log.warn('lifecycle.late', { part: name, timeoutMs: part.timeoutMs });
  } catch (error) {
    log.error('lifecycle.failed', { part: name, ...logDefect(error) });
  } finally {
    clearTimeout(timer);
  }
  return false;
}
