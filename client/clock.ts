// Time as the client needs it; the same shape as the server's clock, so that one hand-turned twin
// serves both.

export interface ClientClock {
  /** Unit: milliseconds since the epoch. */
  now(): number;
  after(delayMs: number, run: () => void): { cancel(): void };
}

/** The system's clock; a waiting client keeps its process alive until it is closed. */
export const systemClock: ClientClock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
