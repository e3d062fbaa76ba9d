// Which processor core runs what: `shared` has the generator on the last core and the server on all
// of them, `pinned` the server on the first core alone, `free` leaves it to the system.

import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

export const layouts = ['shared', 'pinned', 'free'] as const;
export type Layout = (typeof layouts)[number];

/** Places the processes with all their threads. False when this system cannot. */
export function place(
  layout: Layout,
  servers: readonly number[],
  generators: readonly number[],
): boolean {
  const cores = cpus().length;
  if (layout === 'free') return true;
  if (cores < 2) return false;
  const last = cores - 1;
  const placed = [
    ...generators.map((pid) => put(pid, String(last))),
    ...(layout === 'pinned' ? servers.map((pid) => put(pid, '0')) : []),
  ];
  return placed.every(Boolean);
}

function put(pid: number, cores: string): boolean {
  const { status } = spawnSync('taskset', ['--all-tasks', '--pid', '--cpu-list', cores, `${pid}`]);
  return status === 0;
}
