// What one worker's console is made of: figures, shards, jobs, and a cheap question to each server.

import { randomUUID } from 'node:crypto';
import type { Secrets } from '#crypto';
import { createOperatorSessions } from '#crypto';
import type { ConsoleParts } from '#console';
import { boardPath } from '#console';
import type { RateLimits } from '#gateway';
import { addressSubject, securityHeaders } from '#gateway';
import { backupEveryMs } from './backup/watch.ts';
import { openJobBoard } from '#jobs';
import { readBackups, readJobRuns } from '#persistence';
import type { AccountStore, Operating, RateLimiter } from '#ports';
import type { PhoneIdentityId } from '#protocol';
import type { ClusterRouter } from '#routing';
import type { Clock, ClusterFigures, Config, Lifecycle, Log } from '#runtime';
import type { RedisClient } from '#runtime';
import { RedisDayCounts } from '#runtime';

const boardStopTimeoutMs = 1000;

export interface ConsoleEnvironment {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly redis: RedisClient;
  readonly figures: ClusterFigures;
  readonly router: Pick<ClusterRouter, 'member' | 'shardOwners'>;
  readonly limiter: RateLimiter;
  readonly limits: Pick<RateLimits, 'consoleLogin'>;
  readonly operatorToken: string;
  readonly operatorTokenId: string;
  readonly operating: Operating;
  readonly accounts: Pick<AccountStore, 'findByPhoneIdentity'>;
}

/** Opens the parts of the console on the connections the worker has. */
export async function openConsole(environment: ConsoleEnvironment): Promise<ConsoleParts> {
  const { config, clock, secrets, log, lifecycle, redis, figures, router, accounts } = environment;
  const { limiter, limits, operatorToken } = environment;
  const jobs = await openJobBoard(redis, boardPath, log);
  lifecycle.onStop('board', boardStopTimeoutMs, () => jobs.stop());
  // Nobody has this identity: the answer costs one look at an index.
  const nobody = randomUUID() as PhoneIdentityId;
  return {
    config,
    clock,
    log,
    member: router.member,
    operatorToken,
    operatorTokenId: environment.operatorTokenId,
    operating: environment.operating,
    takeLogin: (ip) => limiter.take(limits.consoleLogin, addressSubject(ip)),
    securityHeaders: securityHeaders(false),
    sessions: createOperatorSessions(secrets, operatorToken),
    figures,
    counts: new RedisDayCounts(redis),
    jobs: { open: () => jobs.open(), counts: () => countsOf(jobs, redis) },
    redis: { kind: 'Redis', ask: () => redis.ping() },
    store: {
      kind: config.MONGODB_URL ? 'MongoDB' : 'The embedded store',
      ask: () => accounts.findByPhoneIdentity(nobody),
    },
    async backups() {
      const { made, restored } = await readBackups(redis);
      return {
        madeAtMs: made?.atMs ?? null,
        restoredAtMs: restored?.atMs ?? null,
        everyMs: backupEveryMs(config) ?? null,
      };
    },
    shardOwners: () => router.shardOwners(),
  };
}

/** How many runs are where, and when the last one of each job was done. */
async function countsOf(jobs: Pick<ConsoleParts['jobs'], 'counts'>, redis: RedisClient) {
  const [counts, runs] = await Promise.all([jobs.counts(), readJobRuns(redis)]);
  return counts.map((one) => {
    const last = runs.get(one.name);
    return last ? { ...one, lastRunAtMs: last.atMs } : one;
  });
}
