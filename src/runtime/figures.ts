// A few figures of every worker, for the operators' page: each worker writes its own to Redis every
// second, and any worker reads those of all. What a worker no longer writes is gone after a moment.
//
//   aldis:{figures}:members    set      the members that have written of late
//   aldis:{figures}:<member>   string   its figures, JSON; lives figuresTtlMs

import { z } from 'zod/v4';
import type { Log } from './log.ts';
import { logDefect } from './log.ts';
import type { RedisClient } from './redis.ts';

/** Between two writings of one worker. */
export const figuresEveryMs = 1000;
/** What was not renewed for this long is no figure any more. */
export const figuresTtlMs = 5000;
const membersTtlMs = 24 * 60 * 60 * 1000;

const count = z.number().int().min(0);
const amount = z.number().min(0);
const schema = z.object({
  member: z.string().regex(/^[\w-]{1,64}$/),
  index: count,
  host: z.string().max(255),
  pid: count,
  uptimeMs: amount,
  sockets: count,
  shards: z.array(count),
  sendsPerSecond: amount,
  deliveriesPerSecond: amount,
  refusalsPerSecond: amount,
  ackP99Ms: amount.nullable(),
  deliverP99Ms: amount.nullable(),
  eventLoopLagP99Ms: amount,
  residentBytes: amount,
  cpuRatio: amount,
  mailboxDepthMax: count,
  deadLetters: count,
  queueWaiting: count.optional(),
  queueOldestMs: amount.optional(),
  redisRoundTripMs: amount.nullable(),
  draining: z.boolean(),
});

/**
 * One worker at a glance. Rates and latencies are those of the last ten seconds, a latency is null
 * while nothing was measured. `cpuRatio` 1 = one core. `mailboxDepthMax`: the fullest mailbox of
 * late. `deadLetters` counts from the worker's start. `queueWaiting` and `queueOldestMs` are of the
 * whole cluster, as its last survey found them; absent before the first.
 */
export type WorkerFigures = Readonly<z.infer<typeof schema>>;

/** The figures of all workers. */
export interface ClusterFigures {
  /** Order: by host, then index, then member. Throws when Redis is away: the figures are stale. */
  read(): Promise<WorkerFigures[]>;
}

const prefix = 'aldis:{figures}:';
const membersName = `${prefix}members`;

/** The figures in Redis. */
export class RedisFigures implements ClusterFigures {
  readonly #redis: RedisClient;
  readonly #log: Log;

  constructor(redis: RedisClient, log: Log) {
    this.#redis = redis;
    this.#log = log;
  }

  /** Replaces one worker's figures. */
  async write(figures: WorkerFigures): Promise<void> {
    const { member } = figures;
    const answers = await this.#redis
      .multi()
      .set(prefix + member, JSON.stringify(figures), 'PX', figuresTtlMs)
      .sadd(membersName, member)
      .pexpire(membersName, membersTtlMs)
      .exec();
    for (const [error] of answers ?? []) if (error) throw error;
  }

  /** Takes a worker's figures away, as it stops. */
  async remove(member: string): Promise<void> {
    await this.#redis.del(prefix + member);
  }

  async read(): Promise<WorkerFigures[]> {
    const members = await this.#redis.smembers(membersName);
    if (members.length === 0) return [];
    const texts = await this.#redis.mget(members.map((member) => prefix + member));
    const gone = members.filter((_, i) => texts[i] === null);
    if (gone.length > 0) await this.#redis.srem(membersName, ...gone);
    return texts
      .flatMap((text) => this.#parse(text) ?? [])
      .sort((a, b) => compare(a.host, b.host) || a.index - b.index || compare(a.member, b.member));
  }

  /** Workers of another version may write other figures: those are passed over. */
  #parse(text: string | null): WorkerFigures | undefined {
    if (text === null) return undefined;
    try {
      const read = schema.safeParse(JSON.parse(text));
      if (read.success) return read.data;
    } catch (error) {
      this.#log.warn('figures.unreadable', logDefect(error));
    }
    return undefined;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
