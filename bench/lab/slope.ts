// How fast something grows, by readings that jump.

export interface Point {
  readonly atMs: number;
  readonly value: number;
}

const minuteMs = 60_000;

/**
 * The median of the slopes between all pairs of points, per minute (Theil and Sen): garbage that
 * comes and goes, or one large reading, does not tilt it. NaN for fewer than two points.
 */
export function slopePerMinute(points: readonly Point[]): number {
  const slopes: number[] = [];
  for (const [index, one] of points.entries()) {
    for (const other of points.slice(index + 1)) {
      if (other.atMs > one.atMs) {
        slopes.push(((other.value - one.value) / (other.atMs - one.atMs)) * minuteMs);
      }
    }
  }
  slopes.sort((a, b) => a - b);
  const middle = slopes.length >> 1;
  if (slopes.length === 0) return Number.NaN;
  if (slopes.length % 2 === 1) return slopes[middle] as number;
  return ((slopes[middle - 1] as number) + (slopes[middle] as number)) / 2;
}
