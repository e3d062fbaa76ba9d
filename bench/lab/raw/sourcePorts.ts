// Source ports of one address, one after the other. A system that is asked for any free port of an
// address looks for it among those of all connections that have just ended: after some thousands
// that took two milliseconds of its time for each.

/** Ports of ordinary programs; those below are servers', those above some systems keep. */
const first = 10_240;
const last = 65_000;

export class SourcePorts {
  #next = first;

  /** One that was not taken for 54,760 others; whoever has it meanwhile is told by EADDRINUSE. */
  take(): number {
    const port = this.#next;
    this.#next = port === last ? first : port + 1;
    return port;
  }
}
