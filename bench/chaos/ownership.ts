// Checks of what happened around the messages: who held which shard under which fencing token, and
// who was handed which one-time pre-key.

import type { HistoryEvent } from './history.ts';

/** Grants that contradict each other, in words. */
export function ownershipFaults(history: readonly HistoryEvent[]): string[] {
  const faults: string[] = [];
  const holders = new Map<string, string>();
  const latest = new Map<string, number>();
  for (const event of history) {
    if (event.what !== 'lease') continue;
    const shard = `${event.epoch}/${event.shard}`;
    const grant = `${shard}/${event.token}`;
    const before = latest.get(shard) ?? 0;
    if (event.token < before) faults.push(`${shard}: token ${event.token} after ${before}`);
    latest.set(shard, Math.max(before, event.token));
    if (event.member === '-') continue;
    const holder = holders.get(grant);
    if (holder !== undefined && holder !== event.member) {
      faults.push(`${grant}: granted to ${holder} and to ${event.member}`);
    }
    holders.set(grant, event.member);
  }
  return faults;
}

/** Changes of owner that were seen. */
export function grantsSeen(history: readonly HistoryEvent[]): number {
  return history.filter((event) => event.what === 'lease' && event.member !== '-').length;
}

/** One-time keys that were handed out more than once: `pool/id`. */
export function keysTwice(history: readonly HistoryEvent[]): string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const event of history) {
    if (event.what !== 'taken') continue;
    const key = `${event.pool}/${event.keyId}`;
    if (seen.has(key)) twice.push(key);
    seen.add(key);
  }
  return twice;
}
