// What the jobs work with beside the queues: the store's day, and the accounts that decide.

import { dayOfOrdinal } from '#actors';
import type { JobParts } from '#jobs';
import type { DurableStores } from '#persistence';
import { noteJobRun, rewriteHistory } from '#persistence';
import type { BlobStore } from '#ports';
import { accountAddress, errorRow } from '#protocol';
import type { Router } from '#routing';
import type { Clock, Config, RedisClient } from '#runtime';
import { backupInChild } from './backup/child.ts';
import { backupEveryMs } from './backup/watch.ts';

/** What the jobs note of themselves, and have the private Redis forget. */
export function historyParts(
  redis: RedisClient,
  config: Pick<Config, 'REDIS_URL' | 'ALDIS_FORGET_EVERY_MS'>,
  clock: Clock,
): Pick<JobParts, 'forget' | 'noteRun'> {
  const forget = {
    everyMs: config.ALDIS_FORGET_EVERY_MS,
    rewrite: () => rewriteHistory(redis, clock),
  };
  return {
    noteRun: (job, run) => noteJobRun(redis, job, run),
    // Of a Redis of their own operators say when it writes its file anew.
    ...(config.REDIS_URL ? {} : { forget }),
  };
}

type Stores = Pick<DurableStores, 'accounts' | 'relations'> & { readonly blobs: BlobStore };

export function jobParts(
  { accounts, relations, blobs }: Stores,
  router: Pick<Router, 'ask' | 'nextOrdinal'>,
  config: Pick<Config, 'ALDIS_BACKUP_DIR' | 'ALDIS_BACKUP_EVERY_HOURS'>,
): Pick<JobParts, 'backup' | 'blobs' | 'idle' | 'relations' | 'today'> {
  const everyMs = backupEveryMs(config);
  const backup = everyMs ? { everyMs, make: backupInChild } : undefined;
  return {
    ...(backup ? { backup } : {}),
    relations,
    blobs,
    async today() {
      const ordinal = await router.nextOrdinal();
      return ordinal === undefined ? undefined : dayOfOrdinal(ordinal);
    },
    idle: {
      accounts,
      async endIdle(account, day) {
        const ended = await router.ask(accountAddress(account), { type: 'endIdleDevices', day });
        // Its run is repeated; what has been done by then has left the list.
        if (!ended.ok && errorRow(ended.refusal.code).retry) throw new Error(ended.refusal.code);
      },
    },
  };
}
