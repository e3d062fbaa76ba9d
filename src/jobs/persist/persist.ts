// Moves to the durable store what has waited for its device for longer than the dwell time.

import type { DeviceLife, QueueUpkeep } from '#ports';
import type { Log } from '#runtime';
import type { JobKind } from '../runner.ts';
import { runSlices } from '../slices.ts';

/** The job `persist`. */
export function persistJob(parts: {
  readonly upkeep: QueueUpkeep;
  readonly log: Log;
  readonly dwellMs: number;
  readonly everyMs: number;
  readonly afterPersist?: () => Promise<void>;
  /** Hears of a device that has not come for what waits. */
  readonly remind?: (life: DeviceLife) => void;
}): JobKind {
  return {
    name: 'persist',
    everyMs: parts.everyMs,
    async run() {
      const moved = await runSlices(() => parts.upkeep.archive(parts.dwellMs, parts.remind));
      if (moved > 0) parts.log.info('job.persisted', { envelopes: moved });
      await parts.afterPersist?.();
      return moved;
    },
  };
}
