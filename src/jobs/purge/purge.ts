// Deletes what nobody has fetched in the lifetime of an envelope, and forgets who has written to
// whom by name too long ago.

import type { QueueUpkeep, RelationStore } from '#ports';
import { limits } from '#protocol';
import type { Log } from '#runtime';
import type { JobKind } from '../runner.ts';
import { runSlices } from '../slices.ts';

/** The job `purge`. */
export function purgeJob(parts: {
  readonly upkeep: QueueUpkeep;
  readonly relations: Pick<RelationStore, 'expire'>;
  /** Until then nothing counts any more. Unit: days since the epoch. */
  readonly expiredDay: () => number;
  readonly log: Log;
  readonly everyMs: number;
}): JobKind {
  return {
    name: 'purge',
    everyMs: parts.everyMs,
    async run() {
      const gone = await runSlices(() => parts.upkeep.purge(limits.envelopeLifetimeMs));
      if (gone > 0) parts.log.info('job.purged', { envelopes: gone });
      const day = parts.expiredDay();
      const forgotten = await runSlices(() => parts.relations.expire(day));
      if (forgotten > 0) parts.log.info('job.forgotten', { pairs: forgotten });
    },
  };
}
