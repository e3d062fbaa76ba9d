// One write for all frames that a turn of the event loop has for a socket. A write is the dearest
// part of a frame, and whoever gets one often gets several: the answers to what it sent at once,
// and envelopes behind them.

/** What a stream needs to hold writes back. */
export interface Corkable {
  cork(): void;
  uncork(): void;
}

/** The streams of one worker whose writes are held back. */
export class Corks {
  #held: Corkable[] = [];

  /** Holds a stream's writes back until the end of the turn. */
  hold(stream: Corkable | null | undefined): true {
    if (!stream) return true;
    stream.cork();
    if (this.#held.push(stream) === 1) setImmediate(() => this.#release());
    return true;
  }

  #release(): void {
    const streams = this.#held;
    this.#held = [];
    for (const stream of streams) stream.uncork();
  }
}
