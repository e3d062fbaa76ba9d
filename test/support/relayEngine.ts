// An engine of media for tests: places that pass sealed frames through a relay in memory, which
// forwards what is heard and cannot open it.

import type { HeardStream, MediaEngine, MediaOptions, MediaPlace, MediaStream } from '#client';
import { FramePlace } from '#client';

type Frame = Uint8Array<ArrayBuffer>;

/** Forwards by the sender's stream; keeps all that ever went through it. */
export class MemoryRelay {
  readonly seen: Frame[] = [];
  readonly #hearing = new Map<number, Set<(frame: Frame) => Promise<void>>>();
  #numbers = 0;

  stream(): MediaStream {
    this.#numbers += 1;
    return { ssrc: this.#numbers, payloadType: 100 };
  }

  async pass(ssrc: number, frame: Frame): Promise<void> {
    this.seen.push(frame);
    await Promise.all([...(this.#hearing.get(ssrc) ?? [])].map((hear) => hear(frame.slice())));
  }

  hear(ssrc: number, hear: (frame: Frame) => Promise<void>): () => void {
    const all = this.#hearing.get(ssrc) ?? new Set();
    this.#hearing.set(ssrc, all.add(hear));
    return () => void all.delete(hear);
  }
}

export class RelayPlace extends FramePlace implements MediaPlace {
  readonly heard: string[] = [];
  readonly #relay: MemoryRelay;
  readonly #ends = new Map<number, () => void>();
  #stream: MediaStream | undefined;

  constructor(options: MediaOptions, relay: MemoryRelay) {
    super(options);
    this.#relay = relay;
  }

  override speak(): MediaStream {
    this.#stream ??= this.#relay.stream();
    return this.#stream;
  }

  override hear({ source, ssrc, mediaId, kind }: HeardStream): void {
    const track = this.frames.track<Frame>({
      ...{ mediaId, kind, bytesOf: (frame) => frame },
      opened: (_frame, bytes) => this.heard.push(Buffer.from(bytes).toString()),
    });
    const off = this.#relay.hear(ssrc, (frame) => track.hear(frame));
    this.#ends.set(source, () => {
      off();
      track.end();
    });
  }

  override unhear(source: number): void {
    this.#ends.get(source)?.();
    this.#ends.delete(source);
  }

  override close(): void {
    for (const source of this.#ends.keys()) this.unhear(source);
    super.close();
  }

  /** A frame of the microphone; one that may not go out goes nowhere. */
  async say(word: string): Promise<void> {
    const frame = await this.frames.seal('audio', new Uint8Array(Buffer.from(word)));
    if (frame && this.#stream) await this.#relay.pass(this.#stream.ssrc, frame);
  }
}

export const relayEngine = (relay: MemoryRelay): MediaEngine<RelayPlace> => ({
  open: (options) => new RelayPlace(options, relay),
});
