// What calls need from outside: somebody who passes encrypted media on between the people of a
// room. A room, who is in it and what is sent in it have names that tell nobody who they are.

import type {
  DtlsFingerprint,
  MediaAddress,
  MediaCodecInfo,
  MediaKind,
  MemberId,
  Result,
} from '#protocol';

/** One person's device in a room. */
export interface MediaPlace {
  readonly room: string;
  readonly participant: string;
}

/** How a device does the handshake: it begins (`client`), or waits for ours (`server`). */
export interface DeviceDtls {
  readonly role: 'client' | 'server';
  readonly fingerprints: readonly DtlsFingerprint[];
}

/** What a device sends: one stream, by its number in RTP. */
export interface MediaSending {
  readonly kind: MediaKind;
  readonly ssrc: number;
  readonly payloadType: number;
}

/** A stream as one device hears it. No header extension goes with it. */
export interface MediaHearing {
  readonly source: string;
  readonly kind: MediaKind;
  readonly ssrc: number;
  readonly payloadType: number;
}

/** Who lost their place when a media worker ended: they have to enter anew. */
export interface MediaLoss {
  readonly room: string;
  readonly participants: readonly string[];
}

/**
 * Rooms and the places in them. Whoever asks names the place; whether it is theirs to name is
 * decided before. All refuse media.unavailable while no media worker runs, and media.not_found for
 * what is not there (any more).
 */
export interface MediaHost {
  /** How each kind is carried. */
  readonly codecs: readonly MediaCodecInfo[];
  /** A place for a device; the one it had is given up. Refuses: media.full. */
  enter(place: MediaPlace): Promise<Result<MediaAddress>>;
  /** Says who the device is, once for each place. Refuses: media.invalid. */
  secure(place: MediaPlace, dtls: DeviceDtls): Promise<Result<null>>;
  /** Begins to send; the answer names the source. Refuses: media.invalid, media.full. */
  send(place: MediaPlace, sending: MediaSending): Promise<Result<string>>;
  /**
   * Begins to hear a source of the same room, once. Refuses: media.invalid, media.full,
   * media.failed.
   */
  hear(place: MediaPlace, source: string): Promise<Result<MediaHearing>>;
  /** Ends that. */
  unhear(place: MediaPlace, source: string): Promise<Result<null>>;
  /** While it is silent nothing of the source is passed on, whatever its device sends. */
  silence(place: MediaPlace, source: string, isSilent: boolean): Promise<Result<null>>;
  /** The device has no place any more, and its sources end; no refusal, also when it had none. */
  leave(place: MediaPlace): void;
  close(room: string): void;
  /**
   * Has losses of a room told, in the turn in which they are noticed, to whoever asked last; to
   * nobody with undefined.
   */
  onLost(room: string, hear: ((loss: MediaLoss) => void) | undefined): void;
}

/**
 * To a worker: what hosts of media say to each other. `call` names none: a worker of an earlier
 * release looks whether it knows that call, and passes the word by.
 */
export interface MediaWord {
  readonly type: 'media';
  readonly call: '';
  readonly from: MemberId;
  /** The asker's number of the question; its answer has the same. */
  readonly number: number;
  readonly is: 'question' | 'answer' | 'failed';
  readonly body?: unknown;
}
