// The frames of one call, wherever they are sealed and opened: in a page's worker, or in Node.
// Holds the keys, and gives none away.

import type { FrameFault } from './frameFault.ts';
import { Hearing } from './hearing.ts';
import type { KeyName } from './keyName.ts';
import { Keyring } from './keyring.ts';
import type { FrameCounts } from './keyring.ts';
import { Sealer } from './sealer.ts';
import type { Bytes } from './sframe.ts';

/** What a track carries; others may follow. */
export type MediaKind = 'audio';

/** Whatever is told of keys seals and opens with them. */
export interface FrameKeys {
  /** Seals with this key from now on. */
  sealWith(name: KeyName, base: Bytes): void | Promise<void>;
  /** Seals nothing until the next key. */
  stopSealing(): void;
  /** Opens what this key has sealed from now on. */
  openWith(name: KeyName, base: Bytes): void | Promise<void>;
  /** Opens nothing more of a sender. */
  forget(mediaId: number): void;
}

/** What the frames of a call need from the one who gives their keys. */
export interface KeyWants {
  /** This key will soon have sealed as much as it may. */
  spent(name: KeyName): void;
  /** No key came for frames of this sender. */
  missing(mediaId: number): void;
}

export interface CallFramesOptions extends KeyWants {
  readonly callId: string;
  /** Never goes back. Unit: milliseconds. */
  readonly now: () => number;
}

/** A track that is heard. */
export interface HeardTrack<Frame> {
  readonly mediaId: number;
  readonly kind: MediaKind;
  /** The bytes of a frame as it came. */
  readonly bytesOf: (frame: Frame) => Bytes;
  /** Told what was opened. */
  readonly opened: (frame: Frame, bytes: Bytes) => void;
}

/** Frames sealed, and frames that came. */
export type CallCounts = FrameCounts & { readonly sealed: number; readonly unsealed: number };

/** The frames of a call, of which one takes and ends. */
export interface Track<Frame> {
  /** Takes a frame as it came. */
  hear(frame: Frame): Promise<void>;
  /** Nothing more is heard. */
  end(): void;
}

export class CallFrames implements FrameKeys {
  readonly #options: CallFramesOptions;
  readonly #sealer: Sealer;
  readonly #keyring = new Keyring();
  readonly #tracks = new Map<Pick<Hearing<unknown>, 'retry' | 'sweep'>, number>();
  #unsealed = 0;

  constructor(options: CallFramesOptions) {
    this.#options = options;
    this.#sealer = new Sealer((name) => options.spent(name));
  }

  get counts(): CallCounts {
    return { ...this.#keyring.counts, sealed: this.#sealer.sealed, unsealed: this.#unsealed };
  }

  /** Ends when frames are sealed with it. */
  sealWith(name: KeyName, base: Bytes): Promise<void> {
    return this.#sealer.use(name, base);
  }

  stopSealing(): void {
    this.#sealer.stop();
  }

  /** Ends when what waited for the key was opened. */
  async openWith(name: KeyName, base: Bytes): Promise<void> {
    const nowMs = this.#options.now();
    if (!this.#keyring.take(name, base, nowMs)) return;
    const theirs = [...this.#tracks].filter(([, mediaId]) => mediaId === name.mediaId);
    await Promise.all(theirs.map(([track]) => track.retry(nowMs)));
  }

  forget(mediaId: number): void {
    this.#keyring.forget(mediaId);
  }

  /** A frame of ours, sealed; undefined for one that may not go out, counted where it has bytes. */
  async seal(kind: MediaKind, frame: Bytes): Promise<Bytes | undefined> {
    const sealed: Bytes | FrameFault | undefined = await this.#sealer.seal(
      frame,
      metadataOf(this.#options.callId, kind),
    );
    if (typeof sealed !== 'string') return sealed;
    this.#unsealed += 1;
    return undefined;
  }

  /** Hears one track of somebody. */
  track<Frame>({ mediaId, kind, bytesOf, opened }: HeardTrack<Frame>): Track<Frame> {
    const { now, callId, missing } = this.#options;
    const hearing = new Hearing<Frame>(this.#keyring, {
      mediaId,
      metadata: metadataOf(callId, kind),
      bytesOf,
      opened,
      missing: () => missing(mediaId),
    });
    this.#tracks.set(hearing, mediaId);
    return {
      hear: (frame) => hearing.hear(frame, now()),
      end: () => void this.#tracks.delete(hearing),
    };
  }

  /** Drops the keys and the frames whose time is over; to be called each second. */
  async sweep(): Promise<void> {
    const nowMs = this.#options.now();
    this.#keyring.sweep(nowMs);
    await Promise.all([...this.#tracks.keys()].map((track) => track.sweep(nowMs)));
  }
}

/** A frame opens in its own call and as what it was sent as, nowhere else. */
function metadataOf(callId: string, kind: MediaKind): Bytes {
  return new TextEncoder().encode(`${callId}/${kind}`);
}
