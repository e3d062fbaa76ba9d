// The page's side of its media: passes keys on to the worker, which alone keeps them, and lets it
// seal and open what senders and receivers carry.

import type { CallCounts, FrameKeys, KeyWants, MediaKind } from './callFrames.ts';
import type { KeyName } from './keyName.ts';
import type { Bytes } from './sframe.ts';
import type { PageWord, TrackWord, WorkerWord } from './workerWords.ts';

/** A Worker. */
export interface WorkerPort {
  postMessage(word: PageWord, transfer: ArrayBuffer[]): void;
  onmessage: ((event: { readonly data: WorkerWord }) => void) | null;
  onerror: (() => void) | null;
  terminate(): void;
}

/** An RTCRtpSender or an RTCRtpReceiver. */
export interface Transformed<Transform> {
  transform: Transform | null;
}

export interface PageFramesOptions<Transform> extends KeyWants {
  /** Runs mediaWorker.ts; its name is the call's id. */
  readonly worker: WorkerPort;
  /** Makes an RTCRtpScriptTransform of the worker. */
  readonly transform: (worker: WorkerPort, options: TrackWord) => Transform;
  /** The worker has failed: frames need another one, and it new keys. */
  readonly failed: () => void;
}

export class PageFrames<Transform> implements FrameKeys {
  readonly #options: PageFramesOptions<Transform>;
  readonly #counts = new Map<number, (counts: CallCounts) => void>();
  #asks = 0;

  constructor(options: PageFramesOptions<Transform>) {
    this.#options = options;
    options.worker.onmessage = ({ data }) => this.#heed(data);
    options.worker.onerror = () => options.failed();
  }

  /** The base is the worker's from now on: its bytes are gone here. */
  sealWith(name: KeyName, base: Bytes): void {
    this.#say({ do: 'sealWith', name, base }, [base.buffer]);
  }

  openWith(name: KeyName, base: Bytes): void {
    this.#say({ do: 'openWith', name, base }, [base.buffer]);
  }

  stopSealing(): void {
    this.#say({ do: 'stopSealing' });
  }

  forget(mediaId: number): void {
    this.#say({ do: 'forget', mediaId });
  }

  /** Lets nothing unsealed leave the sender from now on. Order: before its track is sent. */
  seal(sender: Transformed<Transform>, kind: MediaKind): void {
    sender.transform = this.#options.transform(this.#options.worker, { side: 'seal', kind });
  }

  /** Opens what comes of one in the call. */
  open(receiver: Transformed<Transform>, kind: MediaKind, mediaId: number): void {
    const track = { side: 'open', kind, mediaId } as const;
    receiver.transform = this.#options.transform(this.#options.worker, track);
  }

  counts(): Promise<CallCounts> {
    this.#asks += 1;
    const ask = this.#asks;
    return new Promise((resolve) => {
      this.#counts.set(ask, resolve);
      this.#say({ do: 'count', ask });
    });
  }

  /** Ends the worker, and with it all keys. */
  close(): void {
    this.#options.worker.terminate();
  }

  #say(word: PageWord, transfer: ArrayBuffer[] = []): void {
    this.#options.worker.postMessage(word, transfer);
  }

  #heed(word: WorkerWord): void {
    switch (word.is) {
      case 'spent':
        this.#options.spent(word.name);
        break;
      case 'missing':
        this.#options.missing(word.mediaId);
        break;
      case 'counts':
        this.#counts.get(word.ask)?.(word.counts);
        this.#counts.delete(word.ask);
        break;
      case 'fault':
        this.#options.failed();
        break;
    }
  }
}
