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
  /** Brings a source of this router to another one, under the same name. */
  pipe(source: string, to: EngineRouter): Promise<void>;
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
