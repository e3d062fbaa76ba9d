// Time as the client needs it; the same shape as the server's clock, so that one hand-turned twin
// serves both. What is Node's of it is here: nothing else in the client asks the system for the
// time or for a timer.

/** Time, as the client asks for it. */
export interface ClientClock {
  /** Unit: milliseconds since the epoch. */
  now(): number;
  /** Never goes back; absent where `now` never does. Unit: milliseconds since some moment. */
  monotonic?(): number;
  /** Runs it once, after so long, unless it is cancelled. */
  after(delayMs: number, run: () => void): ClientTimer;
}

/** What was to be run. */
export interface ClientTimer {
  /** It is not run any more. */
  cancel(): void;
}

/** The system's clock; a waiting client keeps its process alive until it is closed. */
export const systemClock: ClientClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** What durations are measured with. Unit: milliseconds. */
export const steadyNow = (clock: ClientClock): number => clock.monotonic?.() ?? clock.now();

/** The same clock, which never goes back. */
export const steadied = (clock: ClientClock): ClientClock => ({
  now: () => steadyNow(clock),
  after: (delayMs, run) => clock.after(delayMs, run),
});

/** Lets everything else have its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Resolves after so long. */
export const pause = (delayMs: number): Promise<void> =>
  new Promise((resolve) => systemClock.after(delayMs, resolve));
