// This worker's readings: once a second it takes its counters, its event loop and its processor,
// keeps what changed over ten seconds, and writes its figures for the whole cluster to see.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { hostname } from 'node:os';
import type { Clock } from './clock.ts';
import type { DurationsReading } from './durations.ts';
import { quantileMs } from './durations.ts';
import type { RedisFigures, SurveyFigures, WorkerFigures } from './figures.ts';
import { figuresEveryMs } from './figures.ts';
import type { Log } from './log.ts';
import { logConstant, logDefect } from './log.ts';
import { mailboxPeak, metrics } from './metrics.ts';
import { Peak } from './peak.ts';

/** Rates and latencies are those of so many readings. */
const windowReadings = 10;
/**
 * Each look wakes the worker, be there anything to do or not, which costs it some 40 µs. A shorter
 * halt than this may be missed.
 */
const loopResolutionMs = 50;

/** Servers and jobs are asked every so many readings. */
const askEvery = 5;

/** How many runs of one kind of job are where. */
interface JobRuns {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/** What the worker alone can say of itself. */
interface WorkerFacts {
  readonly member: string;
  readonly index: number;
  sockets(): number;
  shards(): readonly number[];
  isDraining(): boolean;
  push(): NonNullable<WorkerFigures['push']>;
}

/** What a worker asks now and then. Each may reject: then it is away. */
export interface Surroundings {
  /** The connection that messages are stored on; the figures go on another. */
  queue(): Promise<unknown>;
  store(): Promise<unknown>;
  jobs(): Promise<readonly JobRuns[]>;
}

export interface ReadingsParts {
  readonly facts: WorkerFacts;
  readonly surroundings: Surroundings;
  readonly figures: Pick<RedisFigures, 'write' | 'writeLast'>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Reading {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly urgent: number;
  readonly quiet: number;
  readonly delivered: number;
  readonly refused: number;
  readonly acknowledge: DurationsReading;
  readonly deliver: DurationsReading;
}

/** The readings of one worker, from `start` to `stop`. */
export class Readings {
  readonly #parts: ReadingsParts;
  readonly #startedAtMs: number;
  readonly #past: Reading[] = [];
  readonly #loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
  readonly #lagPeak = new Peak();
  readonly #asking = new Set<string>();
  #turns = 0;
  #roundTripMs: number | null = null;
  #survey: SurveyFigures | undefined;
  #timer: { cancel(): void } | undefined;

  constructor(parts: ReadingsParts) {
    this.#parts = parts;
    this.#startedAtMs = parts.clock.monotonic();
  }

  start(): void {
    this.#loop.enable();
    this.#timer = this.#parts.clock.every(figuresEveryMs, () => void this.#turn());
    void this.#turn();
  }

  /** Tells with what this worker ends; while Redis is away its figures go by themselves. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#loop.disable();
    await this.#parts.figures.writeLast(await this.#read()).catch(() => undefined);
  }

  async #turn(): Promise<void> {
    const { surroundings, log } = this.#parts;
    try {
      const figures = await this.#read();
      this.#ask('command', () => this.#write(figures), setRedisUp);
      this.#ask('queue', () => surroundings.queue(), setRedisUp);
      if (this.#turns++ % askEvery > 0) return;
      this.#ask(
        'store',
        () => surroundings.store(),
        (_, up) => metrics.storeUp.set(up),
      );
      this.#ask('jobs', async () => showJobs(await surroundings.jobs()));
    } catch (defect) {
      log.error('figures.defect', {}, defect);
    }
  }

  /** Asks one thing at a time of each; who has not answered is not asked again. */
  #ask(what: string, ask: () => Promise<unknown>, show?: (what: string, up: number) => void): void {
    if (this.#asking.has(what)) return;
    this.#asking.add(what);
    ask()
      .then(
        () => show?.(what, 1),
        (error: unknown) => {
          show?.(what, 0);
          this.#parts.log.debug('figures.away', { what: logConstant(what), ...logDefect(error) });
        },
      )
      .finally(() => this.#asking.delete(what));
  }

  async #write(figures: WorkerFigures): Promise<void> {
    const { clock } = this.#parts;
    const sentAtMs = clock.monotonic();
    this.#roundTripMs = null;
    this.#survey = await this.#parts.figures.write(figures);
    this.#roundTripMs = clock.monotonic() - sentAtMs;
    metrics.redisRoundTrip.record(this.#roundTripMs);
    if (this.#survey) showSurvey(this.#survey);
  }

  async #read(): Promise<WorkerFigures> {
    const { facts } = this.#parts;
    const now = await this.#reading();
    const before = this.#past[0] ?? now;
    this.#past.push(now);
    if (this.#past.length > windowReadings) this.#past.shift();
    const seconds = (now.atMs - before.atMs) / 1000;
    const perSecond = (count: number) => (seconds > 0 ? round(Math.max(0, count) / seconds) : 0);
    const lagMs = this.#lagPeak.turn();
    const mailboxDepthMax = mailboxPeak.turn();
    metrics.eventLoopLag.set(lagMs / 1000);
    metrics.mailboxDepth.set(mailboxDepthMax);
    metrics.draining.set(facts.isDraining() ? 1 : 0);
    return {
      member: facts.member,
      index: facts.index,
      host: hostname(),
      pid: process.pid,
      uptimeMs: round(now.atMs - this.#startedAtMs),
      sockets: facts.sockets(),
      shards: [...facts.shards()].sort((a, b) => a - b),
      sendsPerSecond: perSecond(now.acknowledge.count - before.acknowledge.count),
      urgentSendsPerSecond: perSecond(now.urgent - before.urgent),
      quietSendsPerSecond: perSecond(now.quiet - before.quiet),
      deliveriesPerSecond: perSecond(now.delivered - before.delivered),
      refusalsPerSecond: perSecond(now.refused - before.refused),
      ackP99Ms: roundOrNull(quantileMs(0.99, now.acknowledge, before.acknowledge)),
      deliverP99Ms: roundOrNull(quantileMs(0.99, now.deliver, before.deliver)),
      eventLoopLagP99Ms: round(lagMs),
      residentBytes: process.memoryUsage.rss(),
      cpuRatio: seconds > 0 ? round((now.cpuMs - before.cpuMs) / (seconds * 1000)) : 0,
      mailboxDepthMax,
      deadLetters: await total(metrics.deadLetters),
      ...surveyed(this.#survey),
      redisRoundTripMs: roundOrNull(this.#roundTripMs),
      draining: facts.isDraining(),
      push: facts.push(),
    };
  }

  async #reading(): Promise<Reading> {
    const { user, system } = process.cpuUsage();
    const p99Ms = this.#loop.percentile(99) / 1e6;
    this.#loop.reset();
    // An idle loop shows the resolution itself.
    this.#lagPeak.see(Math.max(0, p99Ms - loopResolutionMs));
    return {
      atMs: this.#parts.clock.monotonic(),
      cpuMs: (user + system) / 1000,
      urgent: await total(metrics.sends, 'urgent'),
      quiet: await total(metrics.sends, 'quiet'),
      delivered: await total(metrics.envelopesDelivered),
      refused: await total(metrics.refusals),
      acknowledge: metrics.sendAcknowledge.reading(),
      deliver: metrics.sendDeliver.reading(),
    };
  }
}

function setRedisUp(role: string, up: number): void {
  metrics.redisUp.set({ role }, up);
}

function showSurvey({ inRedis, archived, oldestMs, atMs }: SurveyFigures): void {
  metrics.queueWaiting.set({ store: 'redis' }, inRedis);
  metrics.queueWaiting.set({ store: 'archive' }, archived);
  metrics.queueOldest.set(oldestMs / 1000);
  metrics.queueSurveyed.set(atMs / 1000);
}

function surveyed(survey: SurveyFigures | undefined) {
  if (!survey) return {};
  const { inRedis, archived, oldestMs } = survey;
  const oldest = inRedis > 0 ? { queueOldestMs: round(oldestMs) } : {};
  return { queueWaiting: inRedis + archived, ...oldest };
}

function showJobs(jobs: readonly JobRuns[]): void {
  for (const { name, ...states } of jobs) {
    for (const state of ['waiting', 'active', 'delayed', 'failed'] as const) {
      metrics.jobs.set({ kind: name, state }, states[state]);
    }
  }
}

interface Countable {
  get(): Promise<{
    readonly values: readonly { readonly value: number; readonly labels: object }[];
  }>;
}

/** Of all its labels, or of those of which one has this value. */
async function total(counter: Countable, only?: string): Promise<number> {
  const { values } = await counter.get();
  const meant = values.filter(
    ({ labels }) => only === undefined || Object.values(labels).includes(only),
  );
  return meant.reduce((sum, { value }) => sum + value, 0);
}

const round = (value: number): number => Math.round(value * 100) / 100;
const roundOrNull = (value: number | null): number | null => (value === null ? null : round(value));
