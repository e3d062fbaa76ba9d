// The worker processes: forked, watched, replaced when they die, drained when the cluster stops.

import type { Worker } from 'node:cluster';
import cluster from 'node:cluster';
import type { MemberId } from '#protocol';
import type { Clock, Log } from '#runtime';
import { logConstant, logDefect } from '#runtime';
import type { PeersMessage } from './handover.ts';
import { passOn } from './handover.ts';
import type { PrimaryMessage } from './messages.ts';
import { parseWorkerMessage } from './messages.ts';

/** More restarts than this within the window, and each further one waits. */
const restartsMax = 10;
const restartWindowMs = 30_000;
const backoffEachMs = 1000;
const backoffMostMs = 10_000;
/** Who leaves sooner than this after it began to serve was not told to: it counts as a death. */
const leftSoonMs = 3_000;
/** What a worker has for draining; then it is killed. */
export const drainTimeoutMs = 10_000;

export interface WorkerState {
  readonly index: number;
  readonly pid: number;
  /** Known once the worker serves. */
  readonly member?: MemberId;
}

export interface WorkerPoolOptions {
  readonly file: string;
  readonly count: number;
  readonly port: number;
  /** What Node gets before the file. */
  readonly flags: readonly string[];
  /** Where Node keeps compiled code between starts: a worker that died is back in half the time. */
  readonly compileCacheDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Frees what a dead member held. */
  readonly forget: (member: MemberId) => Promise<unknown>;
  /** Called whenever a worker came, became ready or went. */
  readonly onChange: () => void;
  /** Called while a worker converts the store: rows moved, and how many there were. */
  readonly onConverting: (moved: number, of: number) => void;
  /** Called when no worker can run: a sentence for the operator. */
  readonly onFailed: (sentence: string) => void;
}

interface Slot {
  readonly index: number;
  readonly worker: Worker;
  member?: MemberId;
  /** Since when it serves, of the monotonic clock. */
  servesSinceMs?: number;
}

/** The workers of one cluster, forked at once. */
export class WorkerPool {
  /** Resolves when every worker has become ready once. */
  readonly ready: Promise<void>;
  readonly #allReady: () => void;
  readonly #options: WorkerPoolOptions;
  readonly #slots = new Map<number, Slot>();
  readonly #served = new Set<number>();
  readonly #deaths: number[] = [];
  #stopping = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#allReady = resolve;
    for (let index = 0; index < options.count; index++) this.#fork(index);
  }

  states(): readonly WorkerState[] {
    return [...this.#slots.values()]
      .sort((a, b) => a.index - b.index)
      .map(({ index, worker, member }) => ({
        index,
        pid: worker.process.pid ?? 0,
        ...(member === undefined ? {} : { member }),
      }));
  }

  tell(message: PrimaryMessage | PeersMessage): void {
    for (const { worker } of this.#slots.values()) {
      if (worker.isConnected()) worker.send(message, () => undefined);
    }
  }

  /** Drains all workers and kills those that take longer than the drain time-out. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const slots = [...this.#slots.values()];
    const exits = slots.map(
      ({ worker }) => new Promise<void>((resolve) => worker.once('exit', () => resolve())),
    );
    this.tell({ type: 'drain' });
    for (const { worker, member } of slots) {
      // Still starting, it may not listen yet; nothing is lost by ending it.
      if (member === undefined) worker.process.kill('SIGTERM');
    }
    const timer = setTimeout(() => {
      for (const { worker } of this.#slots.values()) worker.process.kill('SIGKILL');
    }, drainTimeoutMs);
    await Promise.all(exits);
    clearTimeout(timer);
  }

  #fork(index: number): void {
    if (this.#stopping) return;
    const { file, port, flags, compileCacheDir, onChange } = this.#options;
    cluster.setupPrimary({ exec: file, args: [String(index)], execArgv: [...flags] });
    const env = { PORT: String(port), NODE_COMPILE_CACHE: compileCacheDir };
    const slot: Slot = { index, worker: cluster.fork(env) };
    this.#slots.set(index, slot);
    slot.worker.on('message', (message, handle) => {
      this.#onMessage(slot, message);
      if (handle) passOn(message, handle, (to) => this.#channelTo(to));
    });
    // A channel that breaks is told by `exit`; without a listener it would end the primary.
    slot.worker.on('error', () => undefined);
    slot.worker.once('exit', (code, signal) => this.#onExit(slot, code, signal));
    onChange();
  }

  #onMessage(slot: Slot, message: unknown): void {
    const told = parseWorkerMessage(message);
    if (told?.type === 'failed' && !this.#stopping) this.#options.onFailed(told.sentence);
    if (told?.type === 'converting') this.#options.onConverting(told.moved, told.of);
    if (told?.type !== 'ready') return;
    slot.member = told.member;
    slot.servesSinceMs = this.#options.clock.monotonic();
    this.#served.add(slot.index);
    this.#tellPeers();
    this.#options.onChange();
    if (this.#served.size === this.#options.count) this.#allReady();
  }

  /** Who can be handed a socket. */
  #tellPeers(): void {
    const members = [...this.#slots.values()].flatMap(({ member }) => member ?? []);
    this.tell({ type: 'peers', members });
  }

  #channelTo(member: string): Worker['process'] | undefined {
    const slot = [...this.#slots.values()].find((one) => one.member === member);
    return slot?.worker.isConnected() ? slot.worker.process : undefined;
  }

  #onExit(slot: Slot, code: number | null, signal: string | null): void {
    const { clock, log, forget, onChange, onFailed } = this.#options;
    this.#slots.delete(slot.index);
    this.#tellPeers();
    onChange();
    if (this.#stopping) return;
    if (slot.member !== undefined) {
      forget(slot.member).catch((error: unknown) => {
        log.warn('worker.not-forgotten', logDefect(error));
      });
    }
    // Told to leave, by an operator or a signal, another takes its place all the same.
    const nowMs = clock.monotonic();
    const servedMs = nowMs - (slot.servesSinceMs ?? nowMs);
    const delayMs = restartDelay(this.#deaths, nowMs, code === 0 ? servedMs : undefined);
    if (code === 0) log.info('worker.left', { index: slot.index, restartAfterMs: delayMs });
    else
      log.warn('worker.died', {
        index: slot.index,
        ...(code === null ? {} : { exitCode: code }),
        ...(signal === null ? {} : { signal: logConstant(signal) }),
        restartAfterMs: delayMs,
      });
    if (this.#served.size === 0 && this.#deaths.length > restartsMax) {
      onFailed('The workers end before they serve; their log lines above say why.');
    } else if (delayMs === 0) this.#fork(slot.index);
    else clock.after(delayMs, () => this.#fork(slot.index));
  }
}

/**
 * Notes a death, and says how long its successor waits. `leftAfterMs`: it left by itself, after it
 * had served so long, which is no death unless it was soon.
 */
export function restartDelay(deaths: number[], now: number, leftAfterMs = 0): number {
  if (leftAfterMs >= leftSoonMs) return 0;
  deaths.push(now);
  while (deaths.length > 0 && (deaths[0] ?? now) <= now - restartWindowMs) deaths.shift();
  const excess = Math.max(0, deaths.length - restartsMax);
  return Math.min(excess * backoffEachMs, backoffMostMs);
}
