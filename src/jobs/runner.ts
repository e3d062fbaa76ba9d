// One kind of job: its BullMQ queue, the scheduler that makes one run per interval for the whole
// cluster, and this process's hand in running them.
//
// Every worker process runs the same code: the scheduler has one name, so it exists once however
// often it is written; each run is taken by one process. A run that is taken twice (its process was
// thought dead) does no harm, as the slices of QueueUpkeep may run in parallel.

import type { Log, RedisClient } from '#runtime';
import { logConstant, logDefect, metrics, systemClock } from '#runtime';
import { Queue, Worker } from 'bullmq';
import { RunFailure } from './failure.ts';
import type { ScheduledJobName } from './names.ts';
import { namePrefix } from './names.ts';
import type { JobMac } from './signed.ts';
import { isSigned, signData } from './signed.ts';
import { within } from './within.ts';

/** A process that has not renewed its hold on a run for this long is thought dead. */
const lockMs = 60_000;
const stalledCheckMs = 30_000;
/** Runs of a job that fails, the first included. */
const attempts = 5;
const backoffFirstMs = 1000;
/** Failed runs that stay to be looked at: the dead letters. */
const failedKeptMax = 1000;
const failedKeptSeconds = 14 * 24 * 60 * 60;
const completedKeptMax = 100;
/** A run under way at the stop has this long to end; another process repeats it otherwise. */
const stopTimeoutMs = 5000;
/** A process that has done a run does no other within this share of the interval. */
const restShare = 0.5;

/** What a job is, apart from BullMQ. */
export interface JobKind {
  readonly name: ScheduledJobName;
  readonly everyMs: number;
  /**
   * One run; it may be repeated and run in parallel. Resolves with how many it was about. Throws to
   * be tried again.
   */
  run(): Promise<number>;
}

/** Keeps the last run of each job that ended well. */
export type NoteRun = (
  job: ScheduledJobName,
  run: { readonly atMs: number; readonly tookMs: number; readonly done: number },
) => Promise<void>;

export interface RunningJob {
  /** Waits for a run under way, but not for ever. */
  stop(): Promise<void>;
}

/**
 * Starts one kind. `redis` is a connection that blocks; the job does not close it. A run whose data
 * was not signed under `mac` ends without doing anything, and so does one that comes too soon after
 * the last.
 */
export async function startJob(
  kind: JobKind,
  redis: RedisClient,
  mac: JobMac,
  log: Log,
  note: NoteRun = async () => {},
): Promise<RunningJob> {
  const job = logConstant(kind.name);
  const connection = { connection: redis, prefix: namePrefix };
  const queue = new Queue(kind.name, connection);
  let restsUntilMs = 0;
  const away = (error: unknown) => log.debug('job.away', { job, ...logDefect(error) });
  const run = async ({ data }: { data: unknown }) => {
    if (!isSigned(mac, kind.name, data)) {
      metrics.deadLetters.inc({ reason: 'job_forged' });
      log.warn('job.forged', { job });
      return;
    }
    // The data of all runs is the same, so that a copy carries its tag: it must not be worth more.
    if (systemClock.monotonic() < restsUntilMs) return;
    const [atMs, begunAtMs] = [systemClock.now(), systemClock.monotonic()];
    const done = await kind.run().catch((error: unknown) => Promise.reject(new RunFailure(error)));
    const tookMs = Math.round(systemClock.monotonic() - begunAtMs);
    // It ran, whether or not that could be noted.
    await note(kind.name, { atMs, tookMs, done }).catch((error: unknown) => away(error));
    restsUntilMs = systemClock.monotonic() + kind.everyMs * restShare;
  };
  const worker = new Worker(kind.name, run, {
    ...connection,
    autorun: false,
    concurrency: 1,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
  });
  queue.on('error', away);
  worker.on('error', away);
  worker.on('failed', (_run, error) => {
    metrics.jobFailures.inc({ kind: kind.name });
    log.warn('job.failed', {
      job,
      ...logDefect(error instanceof RunFailure ? error.cause : error),
    });
  });
  await queue.upsertJobScheduler(
    kind.name,
    { every: kind.everyMs },
    {
      name: kind.name,
      data: signData(mac, kind.name, {}),
      opts: {
        attempts,
        backoff: { type: 'exponential', delay: backoffFirstMs, jitter: 0.5 },
        removeOnComplete: { count: completedKeptMax },
        removeOnFail: { count: failedKeptMax, age: failedKeptSeconds },
      },
    },
  );
  const running = worker.run();
  running.catch((error: unknown) => log.error('job.defect', { job }, error));
  return {
    async stop() {
      await within(worker.close(), stopTimeoutMs, () => worker.close(true));
      await within(queue.close(), stopTimeoutMs, async () => {});
    },
  };
}
