// What one worker's console is made of: figures, shards, jobs, and a cheap question to each server.

import { randomUUID } from 'node:crypto';
import type { Secrets } from '#crypto';
import { createOperatorSessions } from '#crypto';
import type { ConsoleParts } from '#gateway';
import { boardPath } from '#gateway';
import { openJobBoard } from '#jobs';
import type { AccountStore } from '#ports';
import type { PhoneIdentityId } from '#protocol';
import type { ClusterRouter } from '#routing';
import type { ClusterFigures, Config, Lifecycle, Log, RedisClient } from '#runtime';

const boardStopTimeoutMs = 1000;

export interface ConsoleGround {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly redis: RedisClient;
  readonly figures: ClusterFigures;
  readonly router: Pick<ClusterRouter, 'shardOwners'>;
  readonly accounts: Pick<AccountStore, 'findByPhoneIdentity'>;
}

/** Opens the parts of the console on the connections the worker has. */
export async function openConsole(ground: ConsoleGround): Promise<ConsoleParts> {
  const { config, secrets, log, lifecycle, redis, figures, router, accounts } = ground;
  const jobs = await openJobBoard(redis, boardPath, log);
  lifecycle.onStop('board', boardStopTimeoutMs, () => jobs.stop());
  // Nobody has this identity: the answer costs one look at an index.
  const nobody = randomUUID() as PhoneIdentityId;
  return {
    sessions: createOperatorSessions(secrets, config.ALDIS_OPERATOR_TOKEN ?? secrets.operatorToken),
    figures,
    jobs,
    redis: { kind: 'Redis', ask: () => redis.ping() },
    store: {
      kind: config.MONGODB_URL ? 'MongoDB' : 'The embedded store',
      ask: () => accounts.findByPhoneIdentity(nobody),
    },
    shardOwners: () => router.shardOwners(),
  };
}
