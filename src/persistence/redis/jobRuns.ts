// The last run of each job of the cluster, for those who have to say that what should go has gone.
//
//   aldis:jobs  hash  name → JSON of the run

import type { RedisClient } from '#runtime';
import { translateFailure } from './scripts.ts';

const name = 'aldis:jobs';

/** A run that ended well. */
export interface JobRun {
  /** When it began. Unit: milliseconds since the epoch. */
  readonly atMs: number;
  readonly tookMs: number;
  /** How many it moved, removed, asked or made; what, says the job. */
  readonly done: number;
}

/** Notes one. Throws Unreachable. */
export async function noteJobRun(redis: RedisClient, job: string, run: JobRun): Promise<void> {
  try {
    await redis.hset(name, { [job]: JSON.stringify(run) });
  } catch (error) {
    throw translateFailure(error);
  }
}

/** The last of each job that ever ran, by its name. Throws Unreachable. */
export async function readJobRuns(redis: RedisClient): Promise<ReadonlyMap<string, JobRun>> {
  let rows: Record<string, string>;
  try {
    rows = await redis.hgetall(name);
  } catch (error) {
    throw translateFailure(error);
  }
  return new Map(Object.entries(rows).map(([job, run]) => [job, JSON.parse(run) as JobRun]));
}
