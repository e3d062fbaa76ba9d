// A few figures of every worker, for the operators' page: each worker writes its own to Redis every
// second, and any worker reads those of all. What a worker no longer writes is gone after a moment.
//
//   aldis:{figures}:members    set      the members that have written of late
//   aldis:{figures}:<member>   string   its figures, JSON; lives figuresTtlMs
//   aldis:{figures}:survey     string   what waits in all queues, JSON; lives surveyTtlMs

import { z } from 'zod/v4';
import type { RedisClient } from './redis.ts';

/** Between two writings of one worker. */
export const figuresEveryMs = 1000;
/** What was not renewed for this long is no figure any more. */
export const figuresTtlMs = 5000;
/** Long enough for a page that looks every second to see what a worker ended with. */
const lastFiguresTtlMs = 2500;
/** A survey that was never renewed says nothing any more. */
const surveyTtlMs = 60 * 60 * 1000;
const membersTtlMs = 24 * 60 * 60 * 1000;

const count = z.number().int().min(0);
const amount = z.number().min(0);
const workerShape = z.object({
  member: z.string().regex(/^[\w-]{1,64}$/),
  index: count,
  host: z.string().max(255),
  pid: count,
  uptimeMs: amount,
  sockets: count,
  shards: z.array(count),
  sendsPerSecond: amount,
  urgentSendsPerSecond: amount.optional(),
  quietSendsPerSecond: amount.optional(),
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
  push: z.record(z.string().max(32), z.enum(['unknown', 'ready', 'failing'])).optional(),
});
const surveyShape = z.object({
  inRedis: count,
  archived: count,
  oldestMs: amount,
  atMs: amount,
});

/**
 * One worker at a glance. Rates and latencies are those of the last ten seconds; a latency is null
 * while nothing was measured. `cpuRatio` 1 = one core. `mailboxDepthMax`: the fullest mailbox of
 * late. `deadLetters` counts from the worker's start. Of the sends some are urgent by the word of
 * their clients and some quiet, such as receipts; the rest is ephemeral. `push`: how services do by
 * this worker's calls, as /readyz has it, those that are set up. Other versions lack what may be
 * absent. `queueWaiting` and `queueOldestMs` are the whole cluster's by the last survey: envelopes
 * that wait anywhere, and the age of the oldest still in Redis; the one is absent before the first
 * survey, the other when none waits there.
 */
export type WorkerFigures = Readonly<z.infer<typeof workerShape>>;

/** What waited in all queues at one time: in Redis, in the durable store, the oldest in Redis. */
export type SurveyFigures = Readonly<z.infer<typeof surveyShape>>;

/** The figures of all workers. */
export interface ClusterFigures {
  /** Order: by host, then index, then member. Throws when Redis is away: the figures are stale. */
  read(): Promise<WorkerFigures[]>;
}

const prefix = 'aldis:{figures}:';
const membersName = `${prefix}members`;
const surveyName = `${prefix}survey`;

/** The figures in Redis. */
export class RedisFigures implements ClusterFigures {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Replaces one worker's figures; returns the last survey, if there is one. */
  async write(figures: WorkerFigures): Promise<SurveyFigures | undefined> {
    const { member } = figures;
    const answers = await this.#redis
      .multi()
      .set(prefix + member, JSON.stringify(figures), 'PX', figuresTtlMs)
      .sadd(membersName, member)
      .pexpire(membersName, membersTtlMs)
      .get(surveyName)
      .exec();
    for (const [error] of answers ?? []) if (error) throw error;
    return parse(surveyShape, answers?.at(-1)?.[1]);
  }

  /** A worker's figures as it ends; they go by themselves soon. */
  async writeLast(figures: WorkerFigures): Promise<void> {
    const { member } = figures;
    await this.#redis.set(prefix + member, JSON.stringify(figures), 'PX', lastFiguresTtlMs);
  }

  async writeSurvey(survey: SurveyFigures): Promise<void> {
    await this.#redis.set(surveyName, JSON.stringify(survey), 'PX', surveyTtlMs);
  }

  async read(): Promise<WorkerFigures[]> {
    const members = await this.#redis.smembers(membersName);
    if (members.length === 0) return [];
    const texts = await this.#redis.mget(members.map((member) => prefix + member));
    const gone = members.filter((_, i) => texts[i] === null);
    if (gone.length > 0) await this.#redis.srem(membersName, ...gone);
    return texts
      .flatMap((text) => parse(workerShape, text) ?? [])
      .sort((a, b) => compare(a.host, b.host) || a.index - b.index || compare(a.member, b.member));
  }
}

/** Workers of another version may write other figures: those are passed over. */
function parse<Shape extends z.ZodType>(shape: Shape, text: unknown): z.infer<Shape> | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const read = shape.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
