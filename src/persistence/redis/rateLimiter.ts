// Token buckets on Redis: one script on Redis's own clock, so that no worker's clock can refill a
// bucket.

import type { BucketLimit, RateLimiter } from '#ports';
import { Unreachable } from '#ports';
import type { Log, RedisClient } from '#runtime';
import { logConstant, metrics } from '#runtime';
import { bucketName } from './names.ts';
import { runScript, scripts } from './scripts.ts';

/** What a limiter that fails closed asks its caller to wait. */
export const closedRetryAfterMs = 1000;

export class RedisRateLimiter implements RateLimiter {
  readonly #redis: RedisClient;
  readonly #log: Log;

  constructor(redis: RedisClient, log: Log) {
    this.#redis = redis;
    this.#log = log;
  }

  async take(limit: BucketLimit, subject: string, permits = 1): ReturnType<RateLimiter['take']> {
    try {
      const args = [limit.burst, Math.round(limit.refillMs * 1000), permits];
      const names = [bucketName(limit.name, subject)];
      const retryAfterMs = await runScript(this.#redis, scripts.take, names, args);
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
