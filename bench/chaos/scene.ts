// What faults find when they strike: the running cluster, the traffic beside it, and how one of its
// workers is chosen.

import type { Wire } from '#lab/proxy.ts';
import type { Environment } from './environment.ts';
import type { HistoryWriter } from './history.ts';
import type { SideLoads } from './sideLoads.ts';
import { tcpPortsOf } from './sockets.ts';

/** What a fault did, or why it was left out. */
export type Outcome = { readonly note: string } | { readonly skipped: string };

export interface Scene {
  readonly history: HistoryWriter;
  readonly environment: Environment;
  readonly aside: SideLoads;
}

/** One of the workers that serve. Unit: the pick is a share of them. */
export function pickWorker(environment: Environment, pick: number): number | undefined {
  const serving = environment.facts().workers.filter((one) => one.member !== undefined);
  return serving[Math.floor(pick * serving.length)]?.pid;
}

/** The connections of one process; new ones are looked up as they come. */
export function wiresOf(pid: number | undefined): (wire: Wire) => boolean {
  const known = new Map<number, boolean>();
  return (wire) => {
    const before = known.get(wire.clientPort);
    if (before !== undefined) return before;
    const hit = pid !== undefined && tcpPortsOf(pid).has(wire.clientPort);
    known.set(wire.clientPort, hit);
    return hit;
  };
}
