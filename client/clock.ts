// Time as the client needs it; the same shape as the server's clock, so that one hand-turned twin
// serves both.

export interface ClientClock {
  /** Unit: milliseconds since the epoch. */
  now(): number;
  /** Never goes back; absent where `now` never does. Unit: milliseconds since some moment. */
  monotonic?(): number;
  after(delayMs: number, run: () => void): { cancel(): void };
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
