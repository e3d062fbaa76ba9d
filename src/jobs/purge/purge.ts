// Deletes what nobody has fetched in the lifetime of an envelope.

import type { QueueUpkeep } from '#ports';
import { limits } from '#protocol';
import type { Clock, Log } from '#runtime';
import type { JobKind } from '../runner.ts';
import { runSteps } from '../steps.ts';

/** The job `purge`. */
export function purgeJob(parts: {
  readonly upkeep: QueueUpkeep;
  readonly clock: Clock;
  readonly log: Log;
  readonly everyMs: number;
}): JobKind {
  return {
    name: 'purge',
    everyMs: parts.everyMs,
    async run() {
      const before = parts.clock.now() - limits.envelopeLifetimeMs;
      const gone = await runSteps(() => parts.upkeep.purge(before));
      if (gone > 0) parts.log.info('job.purged', { envelopes: gone });
    },
  };
}
