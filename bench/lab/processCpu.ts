// How much of the processors a set of processes used, read from /proc; elsewhere it stays unknown.

import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** The kernel's clock tick, which is 100 a second on every Linux we know. */
const tickMicros = 10_000;
/** The field of /proc/PID/stat, counted from what follows the command's name. */
const utimeField = 11;
const stimeField = 12;

/** User and system time of a process so far, microseconds; undefined when it cannot be read. */
function cpuMicrosOf(pid: number): number | undefined {
  return readOf(`/proc/${pid}/stat`, cpuMicrosFrom);
}

/** The system's part of it. */
export function systemMicrosOf(pid: number): number | undefined {
  return readOf(`/proc/${pid}/stat`, (stat) => ticksOf(stat, [stimeField]));
}

/** How often the threads of a process have gone to sleep, each to be woken again. */
export function sleepsOf(pid: number): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const each = threads.map((id) => readOf(`/proc/${pid}/task/${id}/status`, sleepsFrom) ?? 0);
    return each.reduce((sum, one) => sum + one, 0);
  } catch {
    return undefined;
  }
}

/** Reads a thread's /proc/PID/task/TID/status. */
export function sleepsFrom(status: string): number {
  return Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
}

function readOf<T>(file: string, read: (text: string) => T): T | undefined {
  try {
    return read(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Reads a line of /proc/PID/stat, whose second field may hold blanks and brackets. */
export function cpuMicrosFrom(stat: string): number | undefined {
  return ticksOf(stat, [utimeField, stimeField]);
}

function ticksOf(stat: string, wanted: readonly number[]): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = wanted.reduce((sum, field) => sum + Number(fields[field]), 0);
  return Number.isFinite(ticks) ? ticks * tickMicros : undefined;
}

/** What all programs of the machine used since it started. Unit: microseconds. */
export function machineCpuMicros(): number {
  const busyMs = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return busyMs.reduce((sum, ms) => sum + ms, 0) * 1000;
}

/** Adds up what changing processes used, of processor time or of what `read` reads: a worker that
 * died keeps what it had. */
export class CpuMeter {
  readonly #pids: () => readonly number[];
  readonly #read: (pid: number) => number | undefined;
  readonly #first = new Map<number, number>();
  readonly #last = new Map<number, number>();

  constructor(pids: () => readonly number[], read = cpuMicrosOf) {
    this.#pids = pids;
    this.#read = read;
    for (const pid of pids()) {
      const micros = read(pid);
      if (micros !== undefined) this.#first.set(pid, micros);
    }
  }

  /** Microseconds of processor time since the start; undefined when nothing can be read. */
  read(): number | undefined {
    for (const pid of this.#pids()) {
      const micros = this.#read(pid);
      if (micros !== undefined) this.#last.set(pid, micros);
    }
    if (this.#last.size === 0) return undefined;
    let total = 0;
    // A process that was not there at the start began at zero.
    for (const [pid, micros] of this.#last) total += micros - (this.#first.get(pid) ?? 0);
    return total;
  }
}

/** A kind of process of the server, such as its workers. */
export interface ProcessGroup {
  readonly name: string;
  pids(): readonly number[];
}

/** What each group used. */
export class GroupMeter {
  readonly #meters: readonly { readonly name: string; readonly meter: CpuMeter }[];

  constructor(groups: readonly ProcessGroup[], read = cpuMicrosOf) {
    this.#meters = groups.map(({ name, pids }) => ({ name, meter: new CpuMeter(pids, read) }));
  }

  /** Microseconds of processor time by group, or what `read` reads; none where nothing can be. */
  read(): Readonly<Record<string, number>> {
    const used: Record<string, number> = {};
    for (const { name, meter } of this.#meters) {
      const micros = meter.read();
      if (micros !== undefined) used[name] = micros;
    }
    return used;
  }
}

/** All groups together; undefined for none. */
export function totalMicros(used: Readonly<Record<string, number>>): number | undefined {
  const all = Object.values(used);
  return all.length === 0 ? undefined : all.reduce((sum, micros) => sum + micros, 0);
}
