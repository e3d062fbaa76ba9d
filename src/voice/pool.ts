// The media workers of a host: as many as were asked for, started at once and again whenever one
// ends or hangs. Whoever needs a place takes the one with the least to do.

import type { Clock, Log, Timer } from '#runtime';
import { logDefect, metrics } from '#runtime';
import {
  comingFailuresMax,
  probeEveryMs,
  restartFirstMs,
  restartForgottenMs,
  restartLongestMs,
  silentProbesMax,
} from './bounds.ts';
import type { EngineWorker, MediaEngine } from './engine.ts';

/** A running media worker, and what it carries. */
export class PooledWorker {
  readonly worker: EngineWorker;
  /** The machine it runs on. */
  readonly machine: string;
  /** It belongs to another worker of the cluster, which counts what is on it. */
  readonly isBorrowed: boolean;
  /** Places on it. */
  places = 0;
  /** Streams to listeners. */
  hearings = 0;
  /** Ends of pipes on it, to this machine and to others. */
  readonly pipes = { near: 0, far: 0 };
  isGone = false;

  constructor(worker: EngineWorker, machine: string, isBorrowed: boolean) {
    this.worker = worker;
    this.machine = machine;
    this.isBorrowed = isBorrowed;
  }

  /** Those of one that has ended have ended with it. */
  countPipe(way: 'near' | 'far', change: 1 | -1): void {
    if (this.isGone) return;
    this.pipes[way] += change;
    metrics.mediaPipes.inc({ way }, change);
  }

  gone(): void {
    if (this.isGone) return;
    this.isGone = true;
    if (this.isBorrowed) return;
    for (const way of ['near', 'far'] as const) metrics.mediaPipes.dec({ way }, this.pipes[way]);
  }
}

export interface PoolOptions {
  readonly engine: MediaEngine;
  /** The machine that they run on. */
  readonly machine: string;
  /** Media workers, one a core at the most. */
  readonly count: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Called in the turn in which the end is noticed. */
  readonly onEnded: (gone: PooledWorker) => void;
}

export class MediaPool {
  readonly #options: PoolOptions;
  readonly #running = new Map<number, PooledWorker>();
  readonly #timers = new Map<number, Timer>();
  readonly #failures = new Map<number, number>();
  #isStopped = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Resolves once each was tried; those that failed are tried again. */
  async start(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.count }, (_, at) => this.#start(at)));
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    for (const pooled of this.#running.values()) {
      pooled.gone();
      pooled.worker.close();
    }
    metrics.mediaWorkers.dec(this.#running.size);
    this.#running.clear();
  }

  get running(): readonly PooledWorker[] {
    return [...this.#running.values()];
  }

  /** One that does not run is just being started, and has not failed again and again. */
  get isComing(): boolean {
    const all = Array.from({ length: this.#options.count }, (_, index) => index);
    return all.some((index) => {
      const failures = this.#failures.get(index) ?? 0;
      return !this.#running.has(index) && failures <= comingFailuresMax;
    });
  }

  /** The one with the least to do, of those that are not left out. */
  lightest(without: ReadonlySet<PooledWorker> = new Set()): PooledWorker | undefined {
    let least: PooledWorker | undefined;
    for (const one of this.#running.values()) {
      if (without.has(one)) continue;
      if (!least || weightOf(one) < weightOf(least)) least = one;
    }
    return least;
  }

  /** The one of this process. */
  ofPid(pid: number): PooledWorker | undefined {
    return this.running.find(({ worker }) => worker.pid === pid);
  }

  async #start(index: number): Promise<void> {
    const { engine, clock, log, machine } = this.#options;
    const startedMs = clock.monotonic();
    let pooled: PooledWorker | undefined;
    let hasEnded = false;
    const ended = () => {
      hasEnded = true;
      if (pooled) this.#ended(index, pooled, startedMs);
    };
    try {
      const worker = await engine.start(ended);
      if (this.#isStopped) return worker.close();
      if (hasEnded) return this.#startLater(index);
      pooled = new PooledWorker(worker, machine, false);
      this.#running.set(index, pooled);
      metrics.mediaWorkers.inc();
      log.info('media-worker.ready', { index });
      this.#watch(index, pooled, ended);
    } catch (error) {
      // It is tried for as long as there is no program, which is worth one line.
      const level = this.#failures.has(index) ? 'debug' : 'warn';
      log[level]('media-worker.unstartable', { index, ...logDefect(error) });
      this.#startLater(index);
    }
  }

  /** Once, for each that has run. */
  #ended(index: number, gone: PooledWorker, startedMs: number): void {
    const { clock, log, onEnded } = this.#options;
    if (this.#isStopped || this.#running.get(index) !== gone) return;
    this.#running.delete(index);
    gone.gone();
    metrics.mediaWorkers.dec();
    metrics.mediaWorkerEnds.inc();
    log.warn('media-worker.ended', { index });
    if (clock.monotonic() - startedMs >= restartForgottenMs) this.#failures.delete(index);
    onEnded(gone);
    this.#startLater(index);
  }

  /** One that answers nothing is ended, as though it had ended by itself. */
  #watch(index: number, watched: PooledWorker, ended: () => void): void {
    const { clock, log } = this.#options;
    const { worker } = watched;
    let silentProbes = 0;
    let isAsked = false;
    const looking = clock.every(probeEveryMs, () => {
      if (this.#running.get(index) !== watched) return looking.cancel();
      if (silentProbes >= silentProbesMax) {
        looking.cancel();
        metrics.mediaWorkerHangs.inc();
        log.warn('media-worker.hangs', { index });
        worker.close();
        return ended();
      }
      silentProbes += 1;
      if (isAsked) return;
      isAsked = true;
      const isBack = () => (isAsked = false);
      worker.probe().then(() => {
        silentProbes = 0;
        isBack();
      }, isBack);
    });
  }

  #startLater(index: number): void {
    if (this.#isStopped) return;
    const failures = this.#failures.get(index) ?? 0;
    this.#failures.set(index, failures + 1);
    const delayMs = Math.min(restartLongestMs, restartFirstMs * 2 ** failures);
    this.#timers.set(
      index,
      this.#options.clock.after(delayMs, () => void this.#start(index)),
    );
  }
}

/** What it passes on is its work; a place costs some of it too, before anybody speaks. */
export function weightOf({ places, hearings }: Pick<PooledWorker, 'places' | 'hearings'>): number {
  return places + hearings;
}
