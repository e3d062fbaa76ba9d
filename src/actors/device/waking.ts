// Decides when a device that nobody is connected for is woken: once for what comes in a burst,
// again when it has come and gone since, and at once when something urgent joins what can wait.

/** What a device is woken for joins the wake before it for so long, unless it has come since. */
export const burstMs = 30_000;
/** The same for what can wait: as long as the jobs hold such a wake back at the most. */
export const unhurriedBurstMs = 20 * 60_000;
/** Whoever has left something unacknowledged has so long to come back by itself. */
export const returnMs = 10_000;
/** After a shard has moved, its devices have so long to be attached again. */
export const reattachMs = 10_000;
/** A connection that has acknowledged nothing for so long is thought dead. */
export const silentMs = 30_000;

/** The wake under way. Absent: there is none, or the device has come since. */
export interface Waking {
  readonly isUrgent: boolean;
  /** What comes before this time joins it. */
  readonly joinedUntilMs: number;
  readonly sinceMs: number;
}

export type WakingEvent =
  /** An envelope was stored, and nobody is connected. */
  | { readonly type: 'stored'; readonly isUrgent: boolean }
  /** The connection is gone, and something was not acknowledged. */
  | { readonly type: 'left' }
  /** The connection acknowledges nothing. */
  | { readonly type: 'silent' }
  /** Something may have been stored that nobody was woken for. */
  | { readonly type: 'doubt' }
  /** A socket was opened, or what waits was fetched. */
  | { readonly type: 'came' };

/** What is to be done. */
interface WakeOrder {
  readonly isUrgent: boolean;
  /** The device may come by itself until then. */
  readonly afterMs: number;
  /** Its socket is there, and is thought dead. */
  readonly despiteSocket: boolean;
}

export interface WakingDecision {
  readonly state: Waking | undefined;
  readonly wake?: WakeOrder;
  /** How long after it was woken it came. */
  readonly cameAfterMs?: number;
}

/** Times are of the worker's monotonic clock; `movedAtMs`: when it began to serve the shard. */
export function decideWaking(
  state: Waking | undefined,
  event: WakingEvent,
  nowMs: number,
  movedAtMs: number,
): WakingDecision {
  if (event.type === 'came') {
    return state ? { state: undefined, cameAfterMs: nowMs - state.sinceMs } : { state };
  }
  const isUrgent = event.type !== 'stored' || event.isUrgent;
  const joins = state && nowMs < state.joinedUntilMs && (state.isUrgent || !isUrgent);
  if (joins) return { state };
  const afterMs = Math.max(
    event.type === 'left' ? returnMs : 0,
    Math.ceil(movedAtMs + reattachMs - nowMs),
  );
  const joinedUntilMs = nowMs + afterMs + (isUrgent ? burstMs : unhurriedBurstMs);
  return {
    state: { isUrgent, joinedUntilMs, sinceMs: nowMs },
    wake: { isUrgent, afterMs, despiteSocket: event.type === 'silent' },
  };
}
