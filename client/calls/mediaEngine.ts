// What carries the frames of a call. The SDK gives the keys and says what the server says; a page's
// RTCPeerConnection, or a program of its own, carries. Without any, `frameEngine` seals and opens.

import type { CallSecure, MediaAddress, MediaCodecInfo, MediaKind, PeerEnd } from '#protocol';
import { CallFrames } from '../media/callFrames.ts';
import type { CallFramesOptions, FrameKeys } from '../media/callFrames.ts';
import type { CallRelay } from './relays.ts';

export interface MediaOptions extends CallFramesOptions {
  /** This device's own number. */
  readonly mediaId: number;
  /** What seals and opens is another one now, and has no keys. */
  readonly lost: () => void;
  /** A direct way is open, or is no more; of an engine that has such. */
  readonly peer?: (peer: PeerName, isOpen: boolean) => void;
}

/** A direct way: to whom, and the how manieth. */
export interface PeerName {
  readonly mediaId: number;
  readonly attempt: number;
}

/** What helps two to a way. `alone`: nobody beyond these sees an address of this end. */
export interface PeerRelays {
  readonly relays: readonly CallRelay[];
  readonly alone: boolean;
}

/**
 * Direct ways from a place to few others, beside the one to the relay. What is said goes by one of
 * both, what comes is heard by either.
 */
export interface MediaPeers {
  /** Begins a way; resolves with this end of it. */
  offer(peer: PeerName, by: PeerRelays): Promise<PeerEnd>;
  /** Takes the end that was offered; resolves with this one. */
  answer(peer: PeerName, theirs: PeerEnd, by: PeerRelays): Promise<PeerEnd>;
  /** Takes the end that our offer was answered with. */
  take(peer: PeerName, theirs: PeerEnd): void | Promise<void>;
  /** It is over; none where it never began. */
  close(peer: PeerName): void;
  /** What comes from these directly is played to nobody: they are muted. */
  quieten(mediaIds: readonly number[]): void;
  /** What is said goes to all whose ways are open and to nobody else, or to the relay alone. */
  goBy(way: 'direct' | 'relay'): void | Promise<void>;
}

/** A stream by its numbers in RTP. */
export interface MediaStream {
  readonly ssrc: number;
  readonly payloadType: number;
}

/** What others say, as it comes. */
export interface HeardStream extends MediaStream {
  readonly source: number;
  readonly mediaId: number;
  readonly kind: MediaKind;
}

/**
 * What media go by alone: nobody beyond these sees an address of this end. Undefined where they may
 * go by any way.
 */
export type RelaysAlone = readonly CallRelay[] | undefined;

/** One place in a call; another place is another one, with other keys. */
export interface MediaPlace extends FrameKeys {
  /**
   * Goes to the place. Resolves with what proves this end, once that is known; with nothing where
   * no media are carried.
   */
  connect(
    address: MediaAddress,
    codecs: readonly MediaCodecInfo[],
    relays?: RelaysAlone,
  ): Promise<Omit<CallSecure, 'call'> | undefined>;
  /** Begins to send. Refuses: what stands between it and a microphone. */
  speak(kind: MediaKind): MediaStream | Promise<MediaStream>;
  /** What it sends from now on is silence, or is not. */
  mute(muted: boolean): void;
  /** What comes is played to nobody, or is again. */
  deafen(deaf: boolean): void;
  /** It comes from now on. */
  hear(stream: HeardStream): void;
  /** It comes no more. */
  unhear(source: number): void;
  /** Absent: it has none. */
  readonly peers?: MediaPeers;
  /** Drops keys and frames whose time is over; called each second. */
  sweep(): void | Promise<void>;
  /** Overwrites all keys. */
  close(): void;
}

/** Carries the frames of calls, for all that a client is in. */
export interface MediaEngine<Place extends MediaPlace = MediaPlace> {
  /** Whether its places in a call have direct ways; absent: they have none. */
  hasPeers?(callId: string): boolean;
  /** Begins a place in a call; a lost one is closed before the next is opened. */
  open(options: MediaOptions): Place;
}

/** Seals and opens frames, which the program carries itself. */
export class FramePlace implements MediaPlace {
  readonly frames: CallFrames;
  readonly #heard = new Set<number>();

  constructor(options: MediaOptions) {
    this.frames = new CallFrames(options);
  }

  sealWith(...[name, base]: Parameters<FrameKeys['sealWith']>): Promise<void> {
    return this.frames.sealWith(name, base);
  }

  stopSealing(): void {
    this.frames.stopSealing();
  }

  openWith(...[name, base]: Parameters<FrameKeys['openWith']>): Promise<void> {
    this.#heard.add(name.mediaId);
    return this.frames.openWith(name, base);
  }

  forget(mediaId: number): void {
    this.#heard.delete(mediaId);
    this.frames.forget(mediaId);
  }

  connect(..._to: Parameters<MediaPlace['connect']>): ReturnType<MediaPlace['connect']> {
    return Promise.resolve(undefined);
  }

  speak(): MediaStream {
    const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
    return { ssrc: Math.max(1, number), payloadType: 100 };
  }

  /** The program says nothing, or plays nothing. */
  mute(_muted: boolean): void {}

  deafen(_deaf: boolean): void {}

  hear(_stream: HeardStream): void {}

  unhear(_source: number): void {}

  sweep(): Promise<void> {
    return this.frames.sweep();
  }

  close(): void {
    this.frames.stopSealing();
    for (const mediaId of this.#heard) this.frames.forget(mediaId);
  }
}

/** Seals and opens frames that the program itself carries. */
export const frameEngine: MediaEngine<FramePlace> = { open: (options) => new FramePlace(options) };
