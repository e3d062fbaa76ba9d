// Puts wakes and challenges into the queue of jobs: those of one turn together, one batch under
// way. While Redis is away they wait here.

import { randomUUID } from 'node:crypto';
import type { PushChallenges, PushedChallenge, Wake, Wakes } from '#ports';
import type { Clock, Log, RedisClient } from '#runtime';
import { logDefect, metrics } from '#runtime';
import { Queue } from 'bullmq';
import { namePrefix } from '../names.ts';
import type { JobMac } from '../signed.ts';
import type { ChallengeSeals } from './challenge.ts';
import { challengeName, sealChallenge } from './challenge.ts';
import { gatheredAs } from './gathering.ts';
import { pushJob, signWake } from './wake.ts';

/** Wakes that wait for Redis here; what comes on top is found by the owner of its shard. */
const backlogMax = 100_000;
const batchMax = 500;
const retryMs = 500;
/** Whoever waits until a wake is kept waits no longer for a Redis that does not take it. */
const keptWaitMs = 500;
/** In BullMQ whatever has a number stands behind what has none. */
const canWait = 1;
/** Dead letters that stay to be looked at. */
const failedKept = { count: 1000, age: 14 * 24 * 60 * 60 };

export interface WakesParts {
  /** A connection that is shared, and not closed. */
  readonly redis: RedisClient;
  readonly mac: JobMac;
  readonly seals: ChallengeSeals;
  readonly clock: Clock;
  readonly log: Log;
}

interface QueuedJob {
  readonly name: string;
  readonly data: object;
  readonly opts: object;
}

interface Waiting {
  readonly job: QueuedJob;
  /** Called when it is in Redis; once, if more often asked for. */
  readonly kept: (() => void) | undefined;
}

/** Wakes and challenges by the job `push`. */
export class JobWakes implements Wakes, PushChallenges {
  readonly #parts: WakesParts;
  readonly #queue: Queue;
  #backlog: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #isStopped = false;

  constructor(parts: WakesParts) {
    this.#parts = parts;
    const connection = { connection: parts.redis, prefix: namePrefix, skipMetasUpdate: true };
    this.#queue = new Queue(pushJob, connection);
    this.#queue.on('error', (error: Error) => parts.log.debug('wakes.away', logDefect(error)));
  }

  wake({ afterMs, ...wake }: Wake, kept?: () => void): void {
    metrics.wakes.inc({ priority: wake.isUrgent ? 'urgent' : 'normal' });
    const id = randomUUID();
    const job = {
      name: pushJob,
      data: signWake(this.#parts.mac, { ...wake, id, isPermitted: false }),
      opts: {
        jobId: id,
        deduplication: gatheredAs(this.#parts.mac, { ...wake, afterMs }),
        ...(afterMs > 0 ? { delay: afterMs } : {}),
        ...(wake.isUrgent ? {} : { priority: canWait }),
        removeOnComplete: true,
        removeOnFail: failedKept,
      },
    };
    this.#push(job, kept && this.#atMost(kept));
  }

  challenge(challenge: PushedChallenge): void {
    const id = randomUUID();
    this.#push({
      name: challengeName,
      data: sealChallenge(this.#parts.seals, id, challenge),
      // What could not be read or run is of no use to anybody.
      opts: { jobId: id, removeOnComplete: true, removeOnFail: true },
    });
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#flushing;
    await this.#queue.close().catch(() => {});
  }

  /** What calls it, which the clock does as well where that takes too long. */
  #atMost(kept: () => void): () => void {
    let isTold = false;
    const tell = () => {
      if (isTold) return;
      isTold = true;
      late.cancel();
      kept();
    };
    const late = this.#parts.clock.after(keptWaitMs, tell);
    return tell;
  }

  #push(job: QueuedJob, kept?: () => void): void {
    if (this.#backlog.length >= backlogMax) {
      this.#parts.log.warn('wakes.full');
      return kept?.();
    }
    this.#backlog.push({ job, kept });
    this.#flushing ??= this.#flush();
  }

  async #flush(): Promise<void> {
    // What the same turn brings goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#backlog.length > 0) {
      const batch = this.#backlog.slice(0, batchMax);
      try {
        await this.#queue.addBulk(batch.map(({ job }) => job));
        // A batch that was written twice has the same ids.
        this.#backlog.splice(0, batch.length);
        for (const { kept } of batch) kept?.();
      } catch (error) {
        this.#parts.log.debug('wakes.away', logDefect(error));
        if (this.#isStopped) break;
        await new Promise<void>((resolve) => this.#parts.clock.after(retryMs, resolve));
      }
    }
    this.#flushing = undefined;
  }
}
