// Opens what lives in Redis: the envelope queue and the token buckets; and their twins in memory.

import { createEnvelopeSealer } from '#crypto';
import type { EnvelopeQueue, QueueUpkeep, ResettingLimiter } from '#ports';
import type { Clock, Log, RedisClient } from '#runtime';
import type { EnvelopeArchive } from './envelopeArchive.ts';
import { MemoryEnvelopeQueue } from './memory/envelopeQueue.ts';
import { MemoryRateLimiter } from './memory/rateLimiter.ts';
import { RedisEnvelopeQueue } from './redis/envelopeQueue.ts';
import type { RateLimiterParts } from './redis/rateLimiter.ts';
import { RedisRateLimiter } from './redis/rateLimiter.ts';
import { RedisQueueUpkeep } from './redis/upkeep.ts';

export { claimRedis, isFormerLayout, type TakenLayout, takeLayout } from './redis/belonging.ts';

/** What the queue needs. Redis: 7 or later, `appendfsync always`, a connection for it alone. */
export interface QueueParts {
  readonly redis: RedisClient;
  readonly archive: EnvelopeArchive;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Where the queue remembers what it has accepted is drawn by it, so that no sender has all that
   * he sends stand in one place. The same at all workers. Absent: a well-known one. 16 bytes.
   */
  readonly memoryKey?: Uint8Array;
  /** What is stored is read by workers of an earlier release as well. Default: false. */
  readonly isFormer?: boolean;
  /** Replicas of Redis that must have what is acknowledged. Default: none. */
  readonly replicasMin?: number;
}

/** What replicas have for it; then the outcome is unknown. */
const replicasTimeoutMs = 2000;

/** A queue, and the jobs' side of it. */
export interface OpenQueue {
  readonly queue: EnvelopeQueue;
  readonly upkeep: QueueUpkeep;
}

/** The queue on Redis; what has waited is in the archive. */
export function createEnvelopeQueue(parts: QueueParts): OpenQueue {
  const terms = { replicasMin: parts.replicasMin ?? 0, timeoutMs: replicasTimeoutMs };
  const sealer = createEnvelopeSealer({ isFormer: parts.isFormer ?? false });
  const queue = new RedisEnvelopeQueue({ ...parts, sealer, terms });
  return { queue, upkeep: new RedisQueueUpkeep(parts) };
}

/** The queue of one process, gone with it. */
export function createMemoryQueue(parts: {
  readonly clock: Clock;
  readonly archive: EnvelopeArchive;
}): OpenQueue {
  const queue = new MemoryEnvelopeQueue(parts.clock, parts.archive);
  return { queue, upkeep: queue };
}

/** Token buckets on Redis, shared by all workers. */
export function createRateLimiter(parts: RateLimiterParts): ResettingLimiter {
  return new RedisRateLimiter(parts);
}

/** Token buckets of one process. */
export function createMemoryRateLimiter(clock: Clock): ResettingLimiter {
  return new MemoryRateLimiter(clock);
}
