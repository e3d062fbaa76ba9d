// How far the copies of a store are behind it: one form for Redis and MongoDB.

/** The replicas of a store that it can reach. */
export interface Replication {
  readonly replicas: number;
  /** Of the slowest: so long there has been what it lacks. Absent where there is no replica. */
  readonly behindMs?: number;
}

/** Where a store's log ended at a time. */
export interface LogEnd {
  readonly atMs: number;
  readonly offset: number;
}

/**
 * For how long there has been something behind an offset, by ends of the log that were seen one
 * after the other; never more than it is by what lies between two of them. 0: nothing is behind it.
 */
export function behindSinceMs(ends: readonly LogEnd[], offset: number, nowMs: number): number {
  const at = ends.findIndex((end) => end.offset > offset);
  const after = ends[at];
  if (!after) return 0;
  const before = ends[at - 1];
  if (!before || before.offset === offset) return Math.max(0, nowMs - after.atMs);
  const share = (offset - before.offset) / (after.offset - before.offset);
  return Math.max(0, nowMs - before.atMs - share * (after.atMs - before.atMs));
}
