// Token buckets on Redis: one script on Redis's own clock, so that no worker's clock can refill a
// bucket.

import type { BucketLimit, RateLimiter, ResettingLimiter } from '#ports';
import { Unreachable } from '#ports';
import type { Clock, Log, RedisClient } from '#runtime';
import { logConstant, metrics } from '#runtime';
import { PermitBlocks } from '../permitBlocks.ts';
import { bucketName } from './names.ts';
import { scripts, translateFailure } from './scripts.ts';
import { ScriptWriter } from './writer.ts';

/** What a limiter that fails closed asks its caller to wait. */
const closedRetryAfterMs = 1000;
/** What a take weighs, bytes. */
const takeBytes = 150;

/** What the limiter needs. */
export interface RateLimiterParts {
  readonly redis: RedisClient;
  /** Names the buckets; the same for all workers. See `bucketKeyOf`. */
  readonly nameKey: string;
  readonly log: Log;
  readonly clock: Clock;
}

export class RedisRateLimiter implements ResettingLimiter {
  /** Takes of one turn share a pipeline: one alone costs as much as twenty. */
  readonly #writer: ScriptWriter;
  readonly #redis: RedisClient;
  readonly #nameKey: string;
  readonly #log: Log;
  readonly #blocks: PermitBlocks;

  constructor({ redis, nameKey, log, clock }: RateLimiterParts) {
    this.#writer = new ScriptWriter(redis);
    this.#redis = redis;
    this.#nameKey = nameKey;
    this.#log = log;
    this.#blocks = new PermitBlocks(clock);
  }

  async take(limit: BucketLimit, subject: string, permits = 1): ReturnType<RateLimiter['take']> {
    try {
      const ask = (count: number) => this.#ask(limit, subject, count);
      const inBursts = permits === 1 && limit.aheadMax !== undefined;
      const retryAfterMs = inBursts
        ? await this.#blocks.take(limit, `${limit.name} ${subject}`, ask)
        : await ask(permits);
      return retryAfterMs === 0 ? { allowed: true } : { allowed: false, retryAfterMs };
    } catch (error) {
      return this.#failed(limit, error);
    }
  }

  async reset(limit: BucketLimit, subject: string): Promise<void> {
    try {
      await this.#redis.unlink(bucketName(this.#nameKey, limit.name, subject));
    } catch (error) {
      this.#failed(limit, translateFailure(error));
    }
  }

  /** 0, or the milliseconds to wait. Throws Unreachable. */
  async #ask(limit: BucketLimit, subject: string, permits: number): Promise<number> {
    const names = [bucketName(this.#nameKey, limit.name, subject)];
    const own = [limit.burst, Math.round(limit.refillMs * 1000), permits];
    const run = { script: scripts.take, names, shared: [], own };
    return Number(await this.#writer.run(run, takeBytes));
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
