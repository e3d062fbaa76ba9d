// What rooms need of media workers, in few words: mediasoup has them, and so has its twin in
// memory. Each call may throw: the media worker has ended, or will not.

import type { DeviceDtls, MediaSending } from '#ports';
import type { MediaAddress, MediaKind } from '#protocol';

export interface MediaEngine {
  /** Starts a media worker. `ended` is called once, however it ends but by `close`. */
  start(ended: () => void): Promise<EngineWorker>;
}

export interface EngineWorker {
  /** The number of its process. */
  readonly pid: number;
  router(): Promise<EngineRouter>;
  /** Resolves when its process has answered. */
  probe(): Promise<void>;
  /** Ends its process, also one that hangs; `ended` is not called. */
  close(): void;
}

/** A room's part on one media worker. */
export interface EngineRouter {
  transport(): Promise<EngineTransport>;
  /** This end of a pipe to another router; `isNear`: that one is on the same machine. */
  pipe(isNear: boolean): Promise<EnginePipe>;
  close(): void;
}

/** Where an end of a pipe is, and the key of what it sends; none where it leaves no machine. */
export interface PipeAddress {
  readonly ip: string;
  readonly port: number;
  /** AEAD_AES_256_GCM of SRTP: key and salt. Shape: base64. */
  readonly key?: string;
}

/** A source as it goes through a pipe, under its own name at both ends. */
export interface PipedStream {
  readonly source: string;
  readonly kind: MediaKind;
  readonly ssrc: number;
}

/** One end of a pipe. It takes packets from the other end alone. */
export interface EnginePipe {
  readonly address: PipeAddress;
  connect(to: PipeAddress): Promise<void>;
  /** Passes a source of this router on. */
  give(source: string): Promise<PipedStream>;
  /** Makes what the other end gives audible in this router. */
  take(stream: PipedStream): Promise<void>;
  /** Ends either. */
  drop(source: string): void;
  close(): void;
}

export interface EngineTransport {
  readonly address: MediaAddress;
  secure(dtls: DeviceDtls): Promise<void>;
  send(sending: MediaSending): Promise<EngineSource>;
  hear(source: string, kind: MediaKind): Promise<EngineHearing>;
  close(): void;
}

export interface EngineSource {
  readonly id: string;
  silence(isSilent: boolean): Promise<void>;
}

export interface EngineHearing {
  readonly ssrc: number;
  readonly payloadType: number;
  close(): void;
}
