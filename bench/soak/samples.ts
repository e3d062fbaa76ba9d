// What processes, Redis and the store hold, read again and again while the load goes on.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { kibFrom } from '#lab/procFields.ts';
import type { AldisContender } from '#lab/contender.ts';
import type { Point } from '#lab/slope.ts';

/** `stat` counts blocks of this size, whatever the file system has. */
const blockBytes = 512;

/** Unit: bytes, unless it says otherwise. */
export interface Sample {
  readonly atMs: number;
  /** Resident memory by process. */
  readonly resident: Readonly<Record<string, number>>;
  /** The part of it that is nobody else's: no mapped file. */
  readonly own: Readonly<Record<string, number>>;
  /** What Redis's data takes by its own account. */
  readonly redisUsed: number;
  /** How many names it has. */
  readonly redisNames: number;
  readonly aof: number;
  /** What the store's file takes of the disk. */
  readonly store: number;
}

/** Takes samples until it is stopped; notes it when a process was replaced by another. */
export class Sampler {
  readonly samples: Sample[] = [];
  readonly #aldis: AldisContender;
  readonly #startedMs = performance.now();
  readonly #pids: string;
  #replaced = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(aldis: AldisContender) {
    this.#aldis = aldis;
    this.#pids = JSON.stringify(this.#processes());
  }

  /** True when a process ended and another took its place. */
  get replaced(): boolean {
    return this.#replaced;
  }

  start(everyMs: number): void {
    this.#timer = setInterval(() => void this.take(), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async take(): Promise<Sample | undefined> {
    const atMs = performance.now() - this.#startedMs;
    const { dataDir, redis } = this.#aldis;
    const processes = this.#processes();
    if (JSON.stringify(processes) !== this.#pids) this.#replaced = true;
    try {
      const { usedBytes, names } = await redis.memory();
      const sample = {
        atMs,
        resident: each(processes, 'VmRSS'),
        own: each(processes, 'RssAnon'),
        redisUsed: usedBytes,
        redisNames: names,
        aof: diskBytes(join(dataDir, 'redis', 'appendonlydir')),
        store: diskBytes(join(dataDir, 'store')),
      };
      this.samples.push(sample);
      return sample;
    } catch {
      // A process that has just ended is told by its successor.
      return undefined;
    }
  }

  #processes(): Record<string, number> {
    const [workers, redis] = this.#aldis.servers;
    const named = (workers?.pids() ?? []).map((pid, index) => [`worker${index}`, pid]);
    return {
      primary: this.#aldis.primaryPid(),
      ...Object.fromEntries(named),
      redis: redis?.pids()[0] ?? 0,
    };
  }
}

function each(processes: Readonly<Record<string, number>>, field: string): Record<string, number> {
  return Object.fromEntries(
    Object.entries(processes).map(([name, pid]) => {
      return [name, kibFrom(readFileSync(`/proc/${pid}/status`, 'utf8'), field)];
    }),
  );
}

/** Bytes of the files in a folder; those that vanish meanwhile are left out. */
function diskBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    return sum + (stat?.blocks ?? 0) * blockBytes;
  }, 0);
}

export function pointsOf(samples: readonly Sample[], of: (sample: Sample) => number): Point[] {
  return samples.map((sample) => ({ atMs: sample.atMs, value: of(sample) }));
}
