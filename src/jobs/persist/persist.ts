// Moves to the durable store what has waited for its device for longer than the dwell time.

import type { QueueUpkeep } from '#ports';
import type { Clock, Log } from '#runtime';
import type { JobKind } from '../runner.ts';
import { runSteps } from '../steps.ts';

/** The job `persist`. */
export function persistJob(parts: {
  readonly upkeep: QueueUpkeep;
  readonly clock: Clock;
  readonly log: Log;
  readonly dwellMs: number;
  readonly everyMs: number;
  readonly afterPersist?: () => Promise<void>;
}): JobKind {
  return {
    name: 'persist',
    everyMs: parts.everyMs,
    async run() {
      const before = parts.clock.now() - parts.dwellMs;
      const moved = await runSteps(() => parts.upkeep.archive(before));
      if (moved > 0) parts.log.info('job.persisted', { envelopes: moved });
      await parts.afterPersist?.();
    },
  };
}
