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
  /** How long it counts that somebody has written. */
  readonly correspondenceDays: number;
  /** Unit: days since the epoch. */
  today(): Promise<number>;
  readonly log: Log;
  readonly everyMs: number;
}): JobKind {
  return {
    name: 'purge',
    everyMs: parts.everyMs,
    async run() {
      const gone = await runSlices(() => parts.upkeep.purge(limits.envelopeLifetimeMs));
      if (gone > 0) parts.log.info('job.purged', { envelopes: gone });
      const beforeDay = (await parts.today()) - parts.correspondenceDays;
      const forgotten = await runSlices(() => parts.relations.expire(beforeDay));
      if (forgotten > 0) parts.log.info('job.forgotten', { pairs: forgotten });
      return gone + forgotten;
    },
  };
}
