// What one process of raw clients writes down during a run: latencies, refusals, how it fared.

import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { clockMicros } from '../clock.ts';
import type { Health } from './orders.ts';
import type { PairListener } from './pair.ts';

/** The event loop's delay is read this often; the reading contains it. */
const loopResolutionMs = 10;

/** A growing list of numbers without boxes. */
class Numbers {
  #values = new Float64Array(65_536);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  all(): Float64Array {
    return this.#values.slice(0, this.#length);
  }
}

export class Recorder implements PairListener {
  readonly #acknowledged = new Numbers();
  readonly #delivered = new Numbers();
  readonly #dues = new Numbers();
  readonly #refusals: Record<string, number> = {};
  readonly #broken: Record<string, number> = {};
  readonly #lateness = createHistogram();
  readonly #loopDelay = monitorEventLoopDelay({ resolution: loopResolutionMs });
  readonly #onThrough: PairListener['through'];
  #strays = 0;
  #cpu = process.cpuUsage();
  #sinceMicros = clockMicros();
  #health: Health | undefined;
  #counting = false;
  /** Changes with everything that happens, so that silence can be told. */
  changes = 0;

  constructor(through: PairListener['through']) {
    this.#onThrough = through;
  }

  /** From here on latencies count. */
  count(): void {
    this.#counting = true;
    this.#loopDelay.enable();
    this.#loopDelay.reset();
    this.#cpu = process.cpuUsage();
    this.#sinceMicros = clockMicros();
  }

  /** The time that counts is over; what is due in it may still come when `late` is taken. */
  close(takeLate: boolean): void {
    this.#counting = takeLate;
    this.#loopDelay.disable();
    const { user, system } = process.cpuUsage(this.#cpu);
    const known = this.#lateness.count > 0;
    const loopP99Ms = this.#loopDelay.percentile(99) / 1e6 - loopResolutionMs;
    this.#health = {
      cpuMicros: user + system,
      cpuShare: (user + system) / Math.max(1, clockMicros() - this.#sinceMicros),
      loopDelayP99Ms: Math.max(0, loopP99Ms),
      lateP99Ms: known ? this.#lateness.percentile(99) / 1000 : 0,
      lateMaxMs: known ? this.#lateness.max / 1000 : 0,
    };
  }

  late(micros: number): void {
    this.#lateness.record(Math.max(1, Math.round(micros)));
  }

  acknowledged(dueMicros: number, nowMicros: number): void {
    this.changes += 1;
    if (this.#counting) this.#acknowledged.push(nowMicros - dueMicros);
  }

  delivered(dueMicros: number, nowMicros: number): void {
    this.changes += 1;
    if (!this.#counting) return;
    this.#delivered.push(nowMicros - dueMicros);
    this.#dues.push(dueMicros);
  }

  through(pair: Parameters<PairListener['through']>[0]): void {
    this.#onThrough(pair);
  }

  refused(code: string): void {
    this.changes += 1;
    this.#refusals[code] = (this.#refusals[code] ?? 0) + 1;
  }

  stray(): void {
    this.#strays += 1;
  }

  broken(why: string): void {
    this.#broken[why] = (this.#broken[why] ?? 0) + 1;
  }

  books() {
    if (!this.#health) throw new Error('the run is not over');
    return {
      acknowledgedMicros: this.#acknowledged.all(),
      deliveredMicros: this.#delivered.all(),
      deliveredDues: this.#dues.all(),
      refusals: this.#refusals,
      strays: this.#strays,
      broken: this.#broken,
      health: this.#health,
    };
  }
}
