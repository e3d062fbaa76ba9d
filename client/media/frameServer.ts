// The worker's side of a page's media: holds the keys of one call, and turns each encoded frame
// that the browser hands it into a sealed or an opened one. A frame that is neither goes nowhere.

import type { ClientClock } from '../clock.ts';
import { steadyNow } from '../clock.ts';
import { CallFrames } from './callFrames.ts';
import { readPageWord, readTrackWord } from './workerWords.ts';
import type { PageWord, TrackWord, WorkerWord } from './workerWords.ts';

const sweepEveryMs = 1_000;

/** An RTCEncodedAudioFrame, as far as it matters here. */
export interface EncodedFrame {
  data: ArrayBuffer;
}

/** An RTCRtpScriptTransformer. */
interface Transformer {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  readonly options: unknown;
}

/** What a worker's global scope gives; its name is the call's id. */
export interface WorkerScope {
  readonly name: string;
  postMessage(word: WorkerWord): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onrtctransform: ((event: { readonly transformer: Transformer }) => void) | null;
}

/** Serves until the worker is ended. */
export function serveFrames(scope: WorkerScope, clock: ClientClock): { readonly stop: () => void } {
  const frames = new CallFrames({
    callId: scope.name,
    now: () => steadyNow(clock),
    spent: (name) => scope.postMessage({ is: 'spent', name }),
    missing: (mediaId) => scope.postMessage({ is: 'missing', mediaId }),
  });
  const fault = () => scope.postMessage({ is: 'fault' });
  // One word after the other: counts are those after all that was said before.
  let turn = Promise.resolve();
  scope.onmessage = ({ data }) => {
    const word = readPageWord(data);
    if (word) turn = turn.then(() => heed(scope, frames, word)).catch(fault);
    else fault();
  };
  scope.onrtctransform = ({ transformer }) => {
    const track = readTrackWord(transformer.options);
    // One that is none is never read from, and so gives nothing.
    if (track) pump(frames, transformer, track).catch(fault);
    else fault();
  };
  let sweeping: { cancel(): void } | undefined;
  const sweepOn = () => {
    sweeping = clock.after(sweepEveryMs, () => {
      frames.sweep().catch(fault);
      sweepOn();
    });
  };
  sweepOn();
  return { stop: () => sweeping?.cancel() };
}

async function heed(scope: WorkerScope, frames: CallFrames, word: PageWord): Promise<void> {
  switch (word.do) {
    case 'sealWith':
      await frames.sealWith(word.name, word.base);
      break;
    case 'openWith':
      await frames.openWith(word.name, word.base);
      break;
    case 'stopSealing':
      frames.stopSealing();
      break;
    case 'forget':
      frames.forget(word.mediaId);
      break;
    case 'count':
      scope.postMessage({ is: 'counts', ask: word.ask, counts: frames.counts });
      break;
  }
}

/** Ends when the track does. */
function pump(frames: CallFrames, { readable, writable }: Transformer, track: TrackWord) {
  const turned = track.side === 'seal' ? sealing(frames, track) : opening(frames, track);
  return readable.pipeThrough(turned).pipeTo(writable);
}

function sealing(frames: CallFrames, { kind }: TrackWord) {
  return new TransformStream<EncodedFrame, EncodedFrame>({
    async transform(frame, controller) {
      const sealed = await frames.seal(kind, new Uint8Array(frame.data));
      if (!sealed) return;
      frame.data = sealed.buffer;
      controller.enqueue(frame);
    },
  });
}

function opening(frames: CallFrames, word: Extract<TrackWord, { side: 'open' }>) {
  let give: (frame: EncodedFrame) => void = () => undefined;
  const track = frames.track<EncodedFrame>({
    mediaId: word.mediaId,
    kind: word.kind,
    bytesOf: ({ data }) => new Uint8Array(data),
    opened: (frame, bytes) => {
      frame.data = bytes.buffer;
      give(frame);
    },
  });
  return new TransformStream<EncodedFrame, EncodedFrame>({
    start: (controller) => {
      give = (frame) => controller.enqueue(frame);
    },
    transform: (frame) => track.hear(frame),
    flush: () => {
      give = () => undefined;
      track.end();
    },
  });
}
