// Token buckets on Redis: one script on Redis's own clock, so that no worker's clock can refill a
// bucket.

import type { BucketLimit, RateLimiter } from '#ports';
import { Unreachable } from '#ports';
import type { Log, RedisClient } from '#runtime';
import { logConstant, metrics } from '#runtime';
import { bucketName } from './names.ts';
import { scripts } from './scripts.ts';
import { ScriptWriter } from './writer.ts';

/** What a limiter that fails closed asks its caller to wait. */
export const closedRetryAfterMs = 1000;
/** What a take weighs, bytes. */
const takeBytes = 150;

export class RedisRateLimiter implements RateLimiter {
  /** Takes of one turn share a pipeline: one alone costs as much as twenty. */
  readonly #writer: ScriptWriter;
  readonly #log: Log;

  constructor(redis: RedisClient, log: Log) {
    this.#writer = new ScriptWriter(redis);
    this.#log = log;
  }

  async take(limit: BucketLimit, subject: string, permits = 1): ReturnType<RateLimiter['take']> {
    try {
      const names = [bucketName(limit.name, subject)];
      const own = [limit.burst, Math.round(limit.refillMs * 1000), permits];
      const run = { script: scripts.take, names, shared: [], own };
      const retryAfterMs = await this.#writer.run(run, takeBytes);
      if (retryAfterMs === 0) return { allowed: true };
      return { allowed: false, retryAfterMs: Number(retryAfterMs) };
    } catch (error) {
      return this.#failed(limit, error);
    }
  }

  #failed(limit: BucketLimit, error: unknown): Awaited<ReturnType<RateLimiter['take']>> {
    const fields = { limit: logConstant(limit.name), mode: logConstant(limit.onFailure) };
    if (error instanceof Unreachable) this.#log.debug('limiter.away', fields);
    else this.#log.error('limiter.defect', fields, error);
    metrics.limiterFailures.inc({ mode: limit.onFailure });
    if (limit.onFailure === 'open') return { allowed: true };
    return { allowed: false, retryAfterMs: closedRetryAfterMs };
  }
}
