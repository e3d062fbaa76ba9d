// When each talker is due to say its next frame: evenly, each at a moment of its own, whether or
// not those before are through. Lateness is this program's.

import { createHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Health } from '../orders.ts';

const tickMs = 2;
/** The event loop's delay is read this often; the reading contains it. */
const loopResolutionMs = 10;

export class Talking {
  readonly #talkers: readonly (() => Promise<void>)[];
  readonly #everyMs: number;
  readonly #failed: (error: Error) => void;
  readonly #dueMs: number[];
  readonly #lateness = createHistogram();
  readonly #loopDelay = monitorEventLoopDelay({ resolution: loopResolutionMs });
  #before = performance.eventLoopUtilization();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    talkers: readonly (() => Promise<void>)[],
    packetsPerS: number,
    failed: (error: Error) => void,
  ) {
    this.#talkers = talkers;
    this.#failed = failed;
    this.#everyMs = 1000 / packetsPerS;
    const nowMs = performance.now();
    this.#dueMs = talkers.map((_, at) => nowMs + (this.#everyMs * at) / talkers.length);
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), tickMs);
    this.#loopDelay.enable();
  }

  /** What was before does not count. */
  restart(): void {
    this.#lateness.reset();
    this.#loopDelay.reset();
    this.#before = performance.eventLoopUtilization();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#loopDelay.disable();
  }

  health(): Health {
    const isRead = this.#lateness.count > 0;
    const loopMs = this.#loopDelay.percentile(99) / 1e6 - loopResolutionMs;
    return {
      lateP99Ms: isRead ? this.#lateness.percentile(99) / 1000 : 0,
      lateMaxMs: isRead ? this.#lateness.max / 1000 : 0,
      loopDelayP99Ms: Math.max(0, loopMs),
      loopUtilization: performance.eventLoopUtilization(this.#before).utilization,
    };
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const [at, say] of this.#talkers.entries()) {
      for (let due = this.#dueMs[at] ?? nowMs; due <= nowMs; due += this.#everyMs) {
        this.#lateness.record(Math.max(1, Math.round((nowMs - due) * 1000)));
        this.#dueMs[at] = due + this.#everyMs;
        say().catch(this.#failed);
      }
    }
  }
}
