// What can be done to a running cluster, with real signals to processes that this run started.

import type { RunningCluster } from '../support/launch.ts';
import { clockMs } from './history.ts';

export type FaultKind = 'kill-worker' | 'kill-redis';

/** One fault that was injected. */
export interface Injected {
  readonly kind: FaultKind;
  readonly at: number;
  readonly pid: number;
  /** When what was hit served again; absent if it was not seen to by the end. */
  backAt?: number;
}

/** How often each fault strikes. Unit: milliseconds. */
export const faultEveryMs: Readonly<Record<FaultKind, number>> = {
  'kill-worker': 5000,
  'kill-redis': 15_000,
};
const watchMs = 20;
/** The last strike leaves the load this long, so that what comes back is seen. */
const lastStrikeMs = 3000;

export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(faultEveryMs, text);
}

/** A small seeded generator (mulberry32), so that a run's choices can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Strikes at its interval until shortly before the end; never while what it hits is still down. */
export function startFault(
  kind: FaultKind,
  facts: () => RunningCluster,
  random: () => number,
  endsAt: number,
): { readonly injected: readonly Injected[]; stop(): void } {
  const injected: Injected[] = [];
  const strike = () => {
    if (clockMs() + lastStrikeMs > endsAt) return;
    const pid = kind === 'kill-worker' ? pickWorker(facts(), random) : facts().redisPid;
    if (pid !== undefined && kill(pid)) injected.push({ kind, at: clockMs(), pid });
  };
  const watch = () => {
    const last = injected.at(-1);
    if (!last || last.backAt !== undefined) return;
    const now = facts();
    const back =
      kind === 'kill-worker'
        ? now.workers.every((one) => one.member !== undefined && one.pid !== last.pid)
        : now.redisPid !== undefined && now.redisPid !== last.pid;
    if (back) last.backAt = clockMs();
  };
  const timers = [setInterval(strike, faultEveryMs[kind]), setInterval(watch, watchMs)];
  return {
    injected,
    stop() {
      for (const timer of timers) clearInterval(timer);
      watch();
    },
  };
}

/** False when the process had ended by itself a moment before. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function pickWorker(facts: RunningCluster, random: () => number): number | undefined {
  const serving = facts.workers.filter((one) => one.member !== undefined);
  return serving[Math.floor(random() * serving.length)]?.pid;
}
