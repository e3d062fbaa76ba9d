// Deletes what nobody has fetched in the lifetime of an envelope.

import type { QueueUpkeep } from '#ports';
import { limits } from '#protocol';
import type { Log } from '#runtime';
import type { JobKind } from '../runner.ts';
import { runSteps } from '../steps.ts';

/** The job `purge`. */
export function purgeJob(parts: {
  readonly upkeep: QueueUpkeep;
  readonly log: Log;
  readonly everyMs: number;
}): JobKind {
  return {
    name: 'purge',
    everyMs: parts.everyMs,
    async run() {
      const gone = await runSteps(() => parts.upkeep.purge(limits.envelopeLifetimeMs));
      if (gone > 0) parts.log.info('job.purged', { envelopes: gone });
    },
  };
}
