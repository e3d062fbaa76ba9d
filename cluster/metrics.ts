// What an operator's monitoring sees of one worker: its figures for the whole cluster, its own door
// for scrapes, and now and then a survey of all queues.

import type { Gateway, ScrapeDoor } from '#gateway';
import { isLoopback, openScrapeDoor } from '#gateway';
import type { QueueUpkeep } from '#ports';
import type { ClusterRouter } from '#routing';
import type { Clock, Config, Lifecycle, Log, RedisClient } from '#runtime';
import type { RedisFigures, Surroundings } from '#runtime';
import { DayCounter, logDefect, Readings, RedisDayCounts, systemClock } from '#runtime';
import type { PushDoor } from '#ports';
import { watchBackups } from './backup/watch.ts';
import type { Watched } from './replication.ts';
import { watchReplication } from './replication.ts';
import { watchStoreFile } from './storeFile.ts';

const stopTimeoutMs = 1000;

export interface MetricsEnvironment {
  readonly config: Config;
  readonly member: string;
  readonly index: number;
  readonly operatorToken: string;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  /** The clock that all workers agree on. */
  readonly clock: Clock;
  readonly figures: RedisFigures;
  readonly push: Pick<PushDoor, 'states'>;
  readonly gateway: Pick<Gateway, 'connections'>;
  readonly router: Pick<ClusterRouter, 'ownedShardIds'>;
  readonly surroundings: Surroundings;
  readonly redis: RedisClient;
  readonly watched: Watched;
  readonly tellLast: (end: () => Promise<void>) => void;
}

/**
 * Keeps a place for the end of the figures, which is before all that is opened later: until then
 * they tell how a worker that leaves gets empty. Returns what takes that end.
 */
export function figuresLast(lifecycle: Lifecycle): (end: () => Promise<void>) => void {
  let end: (() => Promise<void>) | undefined;
  lifecycle.onStop('readings', stopTimeoutMs, () => end?.());
  return (given) => {
    end = given;
  };
}

/** From now on this worker shows its figures, until it has drained. */
export async function openMetrics(environment: MetricsEnvironment): Promise<void> {
  const { member, index, log, lifecycle, gateway, router, figures, surroundings } = environment;
  const { clock, push, redis } = environment;
  const facts = {
    member,
    index,
    sockets: () => gateway.connections,
    shards: () => router.ownedShardIds(),
    isDraining: () => lifecycle.stopping,
    push: () => push.states(),
  };
  const readings = new Readings({ facts, surroundings, figures, clock: systemClock, log });
  environment.tellLast(() => readings.stop());
  readings.start();
  const counter = new DayCounter({ counts: new RedisDayCounts(redis), clock, log });
  lifecycle.onStop('counts', stopTimeoutMs, () => counter.stop());
  counter.start();
  watchBackups({ ...environment, clock: systemClock });
  watchStoreFile({ ...environment, clock: systemClock });
  watchReplication({ ...environment, clock: systemClock });
  const door = await openDoor(environment);
  if (door) lifecycle.onStop('scrape', stopTimeoutMs, () => door.stop());
}

async function openDoor(environment: MetricsEnvironment): Promise<ScrapeDoor | undefined> {
  const { config, index, operatorToken, log } = environment;
  const first = config.ALDIS_METRICS_PORT;
  if (first === undefined || !config.ALDIS_METRICS) return undefined;
  const host = config.ALDIS_METRICS_HOST;
  const token = isLoopback(host) ? undefined : operatorToken;
  return openScrapeDoor({ port: first + index, host, token, clock: systemClock, log });
}

/** Counts what waits for all devices and tells every worker. Never throws: the next one will do. */
export async function surveyForAll(
  upkeep: QueueUpkeep,
  figures: RedisFigures,
  log: Log,
): Promise<void> {
  try {
    await figures.writeSurvey(await upkeep.survey());
  } catch (error) {
    log.warn('survey.failed', logDefect(error));
  }
}
