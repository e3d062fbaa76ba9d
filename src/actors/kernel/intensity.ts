// How often an actor may crash before its supervisor gives it up. Pure: time is handed in.

/** Limits of restarting. */
export interface RestartLimits {
  readonly restartsMax: number;
  readonly windowMs: number;
  /** Wait before the second restart within the window; doubles with each further one. */
  readonly backOffMs: number;
  readonly backOffMsMax: number;
}

export const restartLimits: RestartLimits = {
  restartsMax: 5,
  windowMs: 10_000,
  backOffMs: 50,
  backOffMsMax: 2_000,
};

export type CrashVerdict =
  | { readonly restart: true; readonly afterMs: number; readonly crashes: readonly number[] }
  | { readonly restart: false };

/** Decides about one more crash at `nowMs`, given the times of the earlier ones. */
export function judgeCrash(
  earlier: readonly number[],
  nowMs: number,
  limits: RestartLimits = restartLimits,
): CrashVerdict {
  const recent = earlier.filter((at) => nowMs - at < limits.windowMs);
  if (recent.length >= limits.restartsMax) return { restart: false };
  const afterMs =
    recent.length === 0
      ? 0
      : Math.min(limits.backOffMsMax, limits.backOffMs * 2 ** (recent.length - 1));
  return { restart: true, afterMs, crashes: [...recent, nowMs] };
}
