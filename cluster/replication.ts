// How far the replicas of the operator's own Redis and MongoDB are behind. Of the whole cluster one
// worker looks, the owner of the first shard, so that more workers ask no more.

import type { DurableStores, Replication } from '#persistence';
import { RedisReplication } from '#persistence';
import type { ShardId } from '#protocol';
import type { ClusterRouter } from '#routing';
import type { Clock, Config, Lifecycle, Log } from '#runtime';
import { logConstant, logDefect, metrics, openRedis, systemClock } from '#runtime';

const lookEveryMs = 500;
const stopTimeoutMs = 1000;
const firstShard = 0 as ShardId;

/** The stores that may have replicas, by the label of their figures. */
export type Watched = Readonly<Record<string, () => Promise<Replication | undefined>>>;

/** The private Redis and the embedded store have none. */
export async function openWatched(
  parts: { readonly config: Config; readonly log: Log; readonly lifecycle: Lifecycle },
  { upkeep }: Pick<DurableStores, 'upkeep'>,
): Promise<Watched> {
  const { config, log, lifecycle } = parts;
  const mongodb = config.MONGODB_URL ? { mongodb: () => upkeep.replication() } : {};
  if (config.REDIS_URL === undefined) return mongodb;
  const redis = await openRedis(config.redis, 'replication', log);
  lifecycle.onStop('redis-replication', stopTimeoutMs, () => redis.disconnect());
  const replication = new RedisReplication(redis, systemClock);
  return { ...mongodb, redis: () => replication.look() };
}

/** Looks as long as this worker owns the first shard; before and after, its gauges are absent. */
export function watchReplication(parts: {
  readonly watched: Watched;
  readonly router: Pick<ClusterRouter, 'ownedShardIds'>;
  readonly clock: Pick<Clock, 'every'>;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
}): void {
  const { watched, router, clock, log, lifecycle } = parts;
  for (const [store, look] of Object.entries(watched)) {
    let isLooking = false;
    const turn = async () => {
      if (isLooking) return;
      isLooking = true;
      try {
        show(store, router.ownedShardIds().includes(firstShard) ? await look() : undefined);
      } catch (error) {
        show(store, undefined);
        log.debug('replication.unknown', { store: logConstant(store), ...logDefect(error) });
      } finally {
        isLooking = false;
      }
    };
    const timer = clock.every(lookEveryMs, () => void turn());
    lifecycle.onStop(`replication-${store}`, stopTimeoutMs, () => timer.cancel());
  }
}

function show(store: string, found: Replication | undefined): void {
  if (found) metrics.replicas.set({ store }, found.replicas);
  else metrics.replicas.remove({ store });
  if (found?.behindMs === undefined) metrics.replicationLag.remove({ store });
  else metrics.replicationLag.set({ store }, found.behindMs / 1000);
}
