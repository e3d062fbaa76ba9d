// What comes on one sender's track: each frame opened, and those that are before their key kept
// until it is there, for two seconds and within bounds.

import type { FrameFault } from './frameFault.ts';
import { earlyFramesMs, heldBytesMax, heldFramesMax } from './frameLimits.ts';
import type { Keyring } from './keyring.ts';
import type { Bytes } from './sframe.ts';

export interface TrackOptions<Frame> {
  /** The participant whose track it is. */
  readonly mediaId: number;
  /** What is proved beside each frame. */
  readonly metadata: Bytes;
  readonly bytesOf: (frame: Frame) => Bytes;
  /** Takes frames in the order in which they can be opened. */
  readonly opened: (frame: Frame, bytes: Bytes) => void;
  /** No key came for something that was kept. */
  readonly missing: () => void;
}

interface Held<Frame> {
  readonly frame: Frame;
  readonly bytes: number;
  readonly atMs: number;
}

export class Hearing<Frame> {
  readonly #keyring: Keyring;
  readonly #options: TrackOptions<Frame>;
  #held: Held<Frame>[] = [];
  #heldBytes = 0;
  /** One frame after the other, so that none overtakes another. */
  #turn: Promise<void> = Promise.resolve();

  constructor(keyring: Keyring, options: TrackOptions<Frame>) {
    this.#keyring = keyring;
    this.#options = options;
  }

  /** Ends when the frame was opened, kept or dropped. */
  hear(frame: Frame, nowMs: number): Promise<void> {
    return this.#next(async () => {
      this.#giveUp(nowMs);
      if ((await this.#open(frame, nowMs)) === 'key.unknown') this.#hold(frame, nowMs);
    });
  }

  /** A key came: what was kept is tried again. */
  retry(nowMs: number): Promise<void> {
    return this.#next(async () => {
      this.#giveUp(nowMs);
      const held = this.#held;
      this.#held = [];
      for (const one of held) {
        if ((await this.#open(one.frame, nowMs)) === 'key.unknown') this.#held.push(one);
        else this.#heldBytes -= one.bytes;
      }
    });
  }

  /** Gives up what was kept for too long. */
  sweep(nowMs: number): Promise<void> {
    return this.#next(() => Promise.resolve(this.#giveUp(nowMs)));
  }

  #next(run: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(run);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #open(frame: Frame, nowMs: number): Promise<FrameFault | undefined> {
    const { mediaId, metadata, bytesOf, opened } = this.#options;
    const bytes = await this.#keyring.open(mediaId, bytesOf(frame), metadata, nowMs);
    if (typeof bytes === 'string') return bytes;
    if (bytes) opened(frame, bytes);
    return undefined;
  }

  #hold(frame: Frame, nowMs: number): void {
    const bytes = this.#options.bytesOf(frame).length;
    this.#held.push({ frame, bytes, atMs: nowMs });
    this.#heldBytes += bytes;
    while (this.#held.length > heldFramesMax || this.#heldBytes > heldBytesMax) this.#dropFirst();
  }

  #giveUp(nowMs: number): void {
    const kept = this.#held.length;
    for (let [first] = this.#held; first; [first] = this.#held) {
      if (nowMs - first.atMs <= earlyFramesMs) break;
      this.#dropFirst();
    }
    if (this.#held.length < kept) this.#options.missing();
  }

  #dropFirst(): void {
    this.#heldBytes -= this.#held.shift()?.bytes ?? 0;
    this.#keyring.givenUp();
  }
}
