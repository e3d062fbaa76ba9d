// What the workers' live objects take, read while the load goes on: what is resident swings by a
// third between two collections, so that only this tells in minutes whether something grows.

import type { AldisContender } from '#lab/contender.ts';
import { readMemory } from '#lab/memory.ts';
import type { Point } from '#lab/slope.ts';

/** Takes readings at given times of the load. */
export class Living {
  readonly readings: Point[] = [];
  readonly #folder: string;
  readonly #pids: () => readonly number[];
  #timers: NodeJS.Timeout[] = [];

  /** `folder`: where the workers put what they are asked for. */
  constructor(folder: string, aldis: AldisContender) {
    this.#folder = folder;
    this.#pids = () => aldis.servers[0]?.pids() ?? [];
  }

  start(timesMs: readonly number[]): void {
    this.#timers = timesMs.map((atMs) => setTimeout(() => void this.#read(atMs), atMs));
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #read(atMs: number): Promise<void> {
    try {
      const { heapUsed, external } = await readMemory(this.#folder, this.#pids());
      this.readings.push({ atMs, value: heapUsed + external });
    } catch {
      // A worker has ended, or did not answer: the reading is missing, which the judge sees.
    }
  }
}
