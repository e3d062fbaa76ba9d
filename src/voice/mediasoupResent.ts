// What one device is told again. Listeners ask for what got lost on its way; whoever has several
// times as much said again as was said has the media worker work for nobody else, at the price of a
// few bytes for each packet, and hears nothing for a while.

import type { Clock, Timer } from '#runtime';
import { metrics } from '#runtime';

/** It is looked how much that was this often, where a device hears something. */
export const resentLookMs = 5000;
/** So many times what was said may be said again: where all is lost twice it is twice as much, … */
const resentTimesMax = 3;
/** … and so much more, which a stream that was silent has in store. */
const resentBytesMax = 16 * 1024;
/** Whoever asks for more hears nothing for so long. */
export const unheardMs = 30_000;

/** As mediasoup tells it of a transport. Unit: bytes. */
interface Sent {
  readonly rtpBytesSent: number;
  readonly rtxBytesSent: number;
}

/** A stream to a device. */
interface Stream {
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export class ResentWatch {
  readonly #sent: () => Promise<Sent>;
  readonly #clock: Clock;
  readonly #streams = new Set<Stream>();
  #looking: Timer | undefined;
  #before: Sent = { rtpBytesSent: 0, rtxBytesSent: 0 };
  #unheardUntilMs = Number.NEGATIVE_INFINITY;

  constructor(sent: () => Promise<Sent>, clock: Clock) {
    this.#sent = sent;
    this.#clock = clock;
  }

  get #isUnheard(): boolean {
    return this.#clock.monotonic() < this.#unheardUntilMs;
  }

  /** A further stream goes to the device. */
  async add(stream: Stream): Promise<void> {
    this.#streams.add(stream);
    this.#looking ??= this.#clock.every(resentLookMs, () => void this.#look().catch(() => {}));
    if (this.#isUnheard) await stream.pause();
  }

  remove(stream: Stream): void {
    this.#streams.delete(stream);
    if (this.#streams.size === 0) this.close();
  }

  close(): void {
    this.#looking?.cancel();
    this.#looking = undefined;
  }

  async #look(): Promise<void> {
    const wasUnheard = this.#unheardUntilMs > Number.NEGATIVE_INFINITY;
    if (this.#isUnheard) return;
    if (wasUnheard) {
      this.#unheardUntilMs = Number.NEGATIVE_INFINITY;
      await this.#all((stream) => stream.resume());
    }
    const { rtpBytesSent, rtxBytesSent } = await this.#sent();
    const said = rtpBytesSent - this.#before.rtpBytesSent;
    const again = rtxBytesSent - this.#before.rtxBytesSent;
    this.#before = { rtpBytesSent, rtxBytesSent };
    if (again <= resentTimesMax * said + resentBytesMax) return;
    this.#unheardUntilMs = this.#clock.monotonic() + unheardMs;
    metrics.mediaUnheard.inc();
    await this.#all((stream) => stream.pause());
  }

  async #all(work: (stream: Stream) => Promise<void>): Promise<void> {
    await Promise.allSettled([...this.#streams].map(work));
  }
}
