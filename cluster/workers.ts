// The worker processes: forked, watched, replaced when they die, drained when the cluster stops.

import type { Worker } from 'node:cluster';
import cluster from 'node:cluster';
import type { MemberId } from '#protocol';
import type { Clock, Log } from '#runtime';
import { logConstant, logDefect } from '#runtime';
import type { PrimaryMessage } from './messages.ts';
import { parseWorkerMessage } from './messages.ts';

/** More restarts than this within the window, and each further one waits. */
const restartsMax = 10;
const restartWindowMs = 30_000;
const backoffStepMs = 1000;
const backoffMostMs = 10_000;
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
  readonly clock: Clock;
  readonly log: Log;
  /** Frees what a dead member held. */
  readonly forget: (member: MemberId) => Promise<unknown>;
  /** Called whenever a worker came, became ready or went. */
  readonly onChange: () => void;
  /** Called when no worker can run: a sentence for the operator. */
  readonly onFailed: (sentence: string) => void;
}

export interface WorkerPool {
  states(): readonly WorkerState[];
  /** Resolves when every worker has become ready once. */
  readonly ready: Promise<void>;
  tell(message: PrimaryMessage): void;
  /** Drains all workers and kills those that take longer than the drain time-out. */
  stop(): Promise<void>;
  /** Kills all workers at once. */
  kill(): void;
}

interface Slot {
  readonly index: number;
  worker: Worker;
  member?: MemberId;
}

/** Forks the workers. */
export function startWorkers(options: WorkerPoolOptions): WorkerPool {
  const slots = new Map<number, Slot>();
  const served = new Set<number>();
  const deaths: number[] = [];
  let stopping = false;
  const { promise: ready, resolve: allReady } = Promise.withResolvers<void>();

  const fork = (index: number) => {
    if (stopping) return;
    cluster.setupPrimary({ exec: options.file, args: [String(index)], execArgv: [] });
    const slot: Slot = { index, worker: cluster.fork({ PORT: String(options.port) }) };
    slots.set(index, slot);
    slot.worker.on('message', (message) => onMessage(slot, message));
    // A channel that breaks is told by `exit`; without a listener it would end the primary.
    slot.worker.on('error', () => undefined);
    slot.worker.once('exit', (code, signal) => onExit(slot, code, signal));
    options.onChange();
  };

  const onMessage = (slot: Slot, message: unknown) => {
    const told = parseWorkerMessage(message);
    if (told?.type === 'failed') options.onFailed(told.sentence);
    if (told?.type !== 'ready') return;
    slot.member = told.member;
    served.add(slot.index);
    options.onChange();
    if (served.size === options.count) allReady();
  };

  const onExit = (slot: Slot, code: number | null, signal: string | null) => {
    slots.delete(slot.index);
    options.onChange();
    if (stopping) return;
    if (slot.member !== undefined) free(slot.member, options);
    const delayMs = restartDelay(deaths, options.clock.monotonic());
    options.log.warn('worker.died', {
      index: slot.index,
      ...(code === null ? {} : { exitCode: code }),
      ...(signal === null ? {} : { signal: logConstant(signal) }),
      restartAfterMs: delayMs,
    });
    if (served.size === 0 && deaths.length > restartsMax) {
      options.onFailed('The workers end before they serve; their log lines above say why.');
      return;
    }
    if (delayMs === 0) fork(slot.index);
    else options.clock.after(delayMs, () => fork(slot.index));
  };

  for (let index = 0; index < options.count; index++) fork(index);

  const tell = (message: PrimaryMessage) => {
    for (const { worker } of slots.values()) {
      if (worker.isConnected()) worker.send(message, () => undefined);
    }
  };
  const kill = () => {
    for (const { worker } of slots.values()) worker.process.kill('SIGKILL');
  };
  return {
    states: () =>
      [...slots.values()]
        .sort((a, b) => a.index - b.index)
        .map(({ index, worker, member }) => ({
          index,
          pid: worker.process.pid ?? 0,
          ...(member === undefined ? {} : { member }),
        })),
    ready,
    tell,
    async stop() {
      stopping = true;
      const exits = [...slots.values()].map(
        ({ worker }) => new Promise<void>((resolve) => worker.once('exit', () => resolve())),
      );
      tell({ type: 'drain' });
      for (const { worker, member } of slots.values()) {
        // Still starting, it may not listen yet; nothing is lost by ending it.
        if (member === undefined) worker.process.kill('SIGTERM');
      }
      const timer = setTimeout(kill, drainTimeoutMs);
      await Promise.all(exits);
      clearTimeout(timer);
    },
    kill,
  };
}

/** Notes a death and says how long its successor waits. */
export function restartDelay(deaths: number[], now: number): number {
  deaths.push(now);
  while (deaths.length > 0 && (deaths[0] ?? now) <= now - restartWindowMs) deaths.shift();
  const excess = Math.max(0, deaths.length - restartsMax);
  return Math.min(excess * backoffStepMs, backoffMostMs);
}

function free(member: MemberId, { forget, log }: WorkerPoolOptions): void {
  forget(member).catch((error: unknown) => {
    log.warn('worker.not-forgotten', logDefect(error));
  });
}
