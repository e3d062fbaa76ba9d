// How often something may be done, counted for all workers together.

/** One token bucket's measure, and what happens when the store cannot be asked. */
export interface BucketLimit {
  readonly name: string;
  /** Permits of a full bucket. */
  readonly burst: number;
  /** One permit comes back every so often. */
  readonly refillMs: number;
  readonly onFailure: 'open' | 'closed';
  /** Permits a worker may take at once in a burst and hand out itself. Default: one by one. */
  readonly aheadMax?: number;
}

export interface RateLimiter {
  /** Takes permits, all or none. Time is the store's own. Never throws: `onFailure` decides. */
  take(
    limit: BucketLimit,
    subject: string,
    permits?: number,
  ): Promise<
    { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number }
  >;
}

/** A limiter whose buckets somebody may fill again. */
export interface ResettingLimiter extends RateLimiter {
  /** Makes a bucket full. Never throws: while the store is away it stays as it is. */
  reset(limit: BucketLimit, subject: string): Promise<void>;
}
