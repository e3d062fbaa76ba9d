// What processes hold, in bytes: after a forced collection, from /proc, and the kernel's own part.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kibFrom } from '#lab/procFields.ts';

const collectTimeoutMs = 60_000;
const pollMs = 50;
const KiB = 1024;

/** Unit: bytes, summed over the processes asked. */
export interface MemoryReading {
  readonly rss: number;
  /** The part of `rss` that is nobody else's: without mapped files, such as the store's pages. */
  readonly anonymous: number;
  /** Mapped files: pages of the store, which the system drops at will and workers share. */
  readonly mapped: number;
  /** Live JavaScript objects. */
  readonly heapUsed: number;
  /** Pages of the heap, with what is free in them. */
  readonly heapTotal: number;
  /** Buffers outside of the heap. */
  readonly external: number;
  /** The whole machine's kernel objects. */
  readonly slab: number;
  /** Buffers of all sockets of the machine. */
  readonly tcpBuffers: number;
}

const preload = new URL('./gcOnSignal.ts', import.meta.url).href;

/**
 * The environment of a cluster whose processes are to be read. `gently`: while it serves.
 * `snapshots`: where heap snapshots go, one for each worker and reading.
 */
export function readable(
  folder: string,
  how: { readonly gently?: boolean; readonly snapshots?: string | undefined },
): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${preload}`,
    ALDIS_TEST_MEMORY_DIR: folder,
    ...(how.gently ? { ALDIS_TEST_MEMORY_GENTLY: '1' } : {}),
    ...(how.snapshots ? { ALDIS_TEST_SNAPSHOTS_DIR: how.snapshots } : {}),
  };
}

/** Collects garbage in these processes and reads what is left. */
export async function readMemory(folder: string, pids: readonly number[]): Promise<MemoryReading> {
  const told = await Promise.all(pids.map((pid) => collected(folder, pid)));
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  return {
    rss: sum(pids.map((pid) => kibOf(`/proc/${pid}/status`, 'VmRSS'))),
    anonymous: sum(pids.map((pid) => kibOf(`/proc/${pid}/status`, 'RssAnon'))),
    mapped: sum(pids.map((pid) => kibOf(`/proc/${pid}/status`, 'RssFile'))),
    heapUsed: sum(told.map((one) => one.heapUsed)),
    heapTotal: sum(told.map((one) => one.heapTotal)),
    external: sum(told.map((one) => one.external)),
    slab: kibOf('/proc/meminfo', 'Slab'),
    tcpBuffers: tcpPages(readFileSync('/proc/net/sockstat', 'utf8')) * 4 * KiB,
  };
}

async function collected(folder: string, pid: number): Promise<NodeJS.MemoryUsage> {
  const file = join(folder, `${pid}.json`);
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (let waited = 0; !existsSync(file); waited += pollMs) {
    if (waited > collectTimeoutMs) throw new Error(`process ${pid} did not collect its garbage`);
    await sleep(pollMs);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as NodeJS.MemoryUsage;
}

function kibOf(file: string, name: string): number {
  return kibFrom(readFileSync(file, 'utf8'), name);
}

/** Pages of TCP's buffers in /proc/net/sockstat. */
export function tcpPages(sockstat: string): number {
  return Number(/^TCP: .*\bmem (\d+)/m.exec(sockstat)?.[1] ?? 0);
}

/** What one connection more costs, by two readings of so many connections. */
export function slopeOf(
  before: MemoryReading,
  after: MemoryReading,
  connections: number,
): MemoryReading {
  const per = (of: (reading: MemoryReading) => number) => (of(after) - of(before)) / connections;
  return {
    rss: per((one) => one.rss),
    anonymous: per((one) => one.anonymous),
    mapped: per((one) => one.mapped),
    heapUsed: per((one) => one.heapUsed),
    heapTotal: per((one) => one.heapTotal),
    external: per((one) => one.external),
    slab: per((one) => one.slab),
    tcpBuffers: per((one) => one.tcpBuffers),
  };
}
