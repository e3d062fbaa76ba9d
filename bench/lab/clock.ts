// The clocks of the measurements, each the same in all processes of one machine.

/** The machine's monotonic clock. Unit: microseconds. */
export const clockMicros = (): number => Number(process.hrtime.bigint() / 1000n);

/** Milliseconds since the epoch with fractions; never goes back within a process. */
export const clockMs = (): number => performance.timeOrigin + performance.now();
