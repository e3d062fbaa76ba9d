// Carries the media of calls in this page; loaded when the first call begins.

import { FarSide } from '../../media/farSide.ts';
import { soundDevices } from '../../media/microphone.ts';
import { PageEngine } from '../../media/pageEngine.ts';
import type { MediaNews } from '../../media/placeWatch.ts';
import type { WorkerPort } from '../../media/pageFrames.ts';
import type { Rpc } from './rpc.ts';

export interface PageMedia {
  readonly engine: PageEngine;
  readonly devices: typeof soundDevices;
}

/** What becomes of it. */
export interface MediaListener {
  told(news: MediaNews): void;
  /** The microphone, above all. */
  failed(error: unknown): void;
}

/** Does what the process asks of this page, for as long as the wire is there. */
export function carryMedia(rpc: Rpc, { told, failed }: MediaListener): PageMedia {
  const worker = (name: string) =>
    new Worker('/mediaWorker.js', { type: 'module', name }) as unknown as WorkerPort;
  const engine = new PageEngine({ worker, told, failed });
  const far = new FarSide(engine, (name, word) => rpc.tell(name, word));
  for (const word of far.words) {
    rpc.on(word, (params) => {
      try {
        far.heed(word, params);
      } catch (error) {
        failed(error);
      }
    });
    rpc.answers(word, async (params) => {
      try {
        return await far.heed(word, params);
      } catch (error) {
        failed(error);
        throw error;
      }
    });
  }
  rpc.state.subscribe((state) => {
    if (state !== 'open') far.close();
  });
  return { engine, devices: soundDevices };
}
