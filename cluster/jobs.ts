// What the jobs work with beside the queues: the store's day, and the accounts that decide.

import { dayOfOrdinal } from '#actors';
import type { Secrets } from '#crypto';
import { accountKeysTagOf } from '#crypto';
import type { JobParts } from '#jobs';
import type { DurableStores, TombstoneLog } from '#persistence';
import { noteJobRun, rewriteHistory } from '#persistence';
import type { BlobStore } from '#ports';
import { accountAddress, errorRow } from '#protocol';
import type { Router } from '#routing';
import type { Clock, Config, RedisClient } from '#runtime';
import { forgetDeleted } from './backup/accountKeys.ts';
import { backupInChild } from './backup/child.ts';
import { openKeysFolder } from './backup/keysFolder.ts';
import { backupEveryMs } from './backup/watch.ts';

/** What the jobs note of themselves, and have the private Redis forget. */
export function historyParts(
  redis: RedisClient,
  config: Pick<Config, 'REDIS_URL' | 'ALDIS_FORGET_EVERY_MS' | 'backupDir' | 'dataDir'>,
  clock: Clock,
  tombstones: Pick<TombstoneLog, 'marks'>,
  secrets: Secrets,
): Pick<JobParts, 'forget' | 'noteRun'> {
  const tag = accountKeysTagOf(secrets);
  const keysFolder = openKeysFolder(config.dataDir, config.backupDir, tag);
  return {
    noteRun: (job, run) => noteJobRun(redis, job, run),
    forget: {
      everyMs: config.ALDIS_FORGET_EVERY_MS,
      // Of a Redis of their own operators say when it writes its file anew.
      rewrite: async () => (config.REDIS_URL ? false : rewriteHistory(redis, clock)),
      forgetKeys: () => forgetDeleted(keysFolder, tombstones),
    },
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
