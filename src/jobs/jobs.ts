// Starts this process's part in the jobs of the cluster.

import type { BlobStore, DeviceLife, QueueUpkeep, RelationStore } from '#ports';
import type { Clock, Log } from '#runtime';
import { openBlockingRedis } from '#runtime';
import type { BackupParts } from './backup/backup.ts';
import { backupJob } from './backup/backup.ts';
import { blobsJob } from './blobs/blobs.ts';
import type { ForgetParts } from './forget/forget.ts';
import { forgetJob } from './forget/forget.ts';
import type { IdleParts } from './idle/idle.ts';
import { idleJob } from './idle/idle.ts';
import { persistJob } from './persist/persist.ts';
import { purgeJob } from './purge/purge.ts';
import type { PushJobParts } from './push/push.ts';
import { startPush } from './push/push.ts';
import type { NoteRun } from './runner.ts';
import { startJob } from './runner.ts';
import type { JobMac } from './signed.ts';

/** Between two runs of the purge, unless told otherwise. */
const purgeEveryDefaultMs = 60 * 60 * 1000;

/** Between two looks for idle devices, unless told otherwise. */
const idleEveryDefaultMs = 24 * 60 * 60 * 1000;

/** Between two looks for blobs whose time is over, unless told otherwise. */
const blobsEveryDefaultMs = 24 * 60 * 60 * 1000;

export interface JobParts {
  /** URL, or path of a unix socket. */
  readonly redisAddress: string;
  /** Under a key that only workers of this cluster have. */
  readonly mac: JobMac;
  readonly upkeep: QueueUpkeep;
  readonly relations: Pick<RelationStore, 'expire'>;
  /** Who has written to whom longer ago is forgotten. */
  readonly correspondenceDays: number;
  /** The day by the store's clock, counted from the epoch; undefined while it is away. */
  today(): Promise<number | undefined>;
  readonly log: Log;
  /** What has waited this long is moved. */
  readonly dwellMs: number;
  /** Between two runs of `persist` in the whole cluster. */
  readonly everyMs: number;
  readonly purgeEveryMs?: number;
  readonly idleEveryMs?: number;
  readonly blobsEveryMs?: number;
  readonly blobs: Pick<BlobStore, 'expire'>;
  readonly idle: IdleParts;
  /** Absent: the operator wants none made by itself. */
  readonly backup?: BackupParts | undefined;
  /** Absent: nothing is kept of accounts that were deleted. */
  readonly forget?: ForgetParts | undefined;
  /** Keeps when each job ran last. */
  readonly noteRun?: NoteRun | undefined;
  readonly push: Omit<PushJobParts, 'clock' | 'log'>;
  readonly clock: Clock;
  /** Called after each run of `persist`: a moment for what is to happen once in the cluster. */
  readonly afterPersist?: () => Promise<void>;
  /** Called for a device that has not come for what waits, when that is moved. */
  readonly remind?: (life: DeviceLife) => void;
}

export interface Jobs {
  /** Waits for runs under way, a few seconds at the most. */
  stop(): Promise<void>;
}

/**
 * Starts the jobs `persist`, `purge`, `idle`, `blobs` and, where they are wanted, `forget` and
 * `backup`: one run per interval, whatever the number of processes; and `push`, a run for each
 * wake. They go on by themselves when Redis has been away. Throws when Redis is not there at the
 * start.
 */
export async function startJobs(parts: JobParts): Promise<Jobs> {
  const today = async () => {
    const day = await parts.today();
    if (day === undefined) throw new Error('the store tells no time');
    return day;
  };
  const redis = await openBlockingRedis(parts.redisAddress, 'jobs', parts.log);
  const kinds = [
    persistJob(parts),
    purgeJob({ ...parts, today, everyMs: parts.purgeEveryMs ?? purgeEveryDefaultMs }),
    idleJob({ ...parts, ...parts.idle, today, everyMs: parts.idleEveryMs ?? idleEveryDefaultMs }),
    blobsJob({ ...parts, everyMs: parts.blobsEveryMs ?? blobsEveryDefaultMs }),
    ...(parts.forget ? [forgetJob({ ...parts.forget, log: parts.log })] : []),
    ...(parts.backup ? [backupJob({ ...parts.backup, log: parts.log })] : []),
  ];
  const scheduled = await Promise.all(
    kinds.map((kind) => startJob(kind, redis, parts.mac, parts.log, parts.noteRun)),
  );
  const running = [...scheduled, startPush({ ...parts, ...parts.push }, redis)];
  return {
    async stop() {
      await Promise.all(running.map((job) => job.stop()));
      redis.disconnect();
    },
  };
}
