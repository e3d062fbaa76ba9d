// Endorsements for many members, on a thread of their own: for a thousand they take a tenth of a
// second, in which a worker would hear nobody.

import { Worker } from 'node:worker_threads';

/** For so many they are made at once: handing them over takes as long. */
export const endorsedAtOnceMax = 50;

export interface EndorsingOrder {
  readonly number: number;
  readonly members: readonly Uint8Array[];
  readonly expiresAtMs: number;
}

export interface EndorsingAnswer {
  readonly number: number;
  readonly response: Uint8Array;
}

/** The thread of a worker, begun when it is first needed; it ends with the process. */
export class EndorsingThread {
  readonly #secret: Uint8Array;
  readonly #waiting = new Map<number, PromiseWithResolvers<Uint8Array>>();
  #thread: Worker | undefined;
  #number = 0;

  /** Of the cluster's secret parameters. */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** Rejects with what went wrong in the thread: what it was given is ours. */
  endorse(members: readonly Uint8Array[], expiresAtMs: number): Promise<Uint8Array> {
    const waiting = Promise.withResolvers<Uint8Array>();
    const number = ++this.#number;
    this.#waiting.set(number, waiting);
    this.#begun().postMessage({ number, members, expiresAtMs } satisfies EndorsingOrder);
    return waiting.promise;
  }

  #begun(): Worker {
    if (this.#thread) return this.#thread;
    const file = new URL('./endorsingThread.ts', import.meta.url);
    const thread = new Worker(file, { workerData: this.#secret });
    thread.unref();
    thread.on('message', ({ number, response }: EndorsingAnswer) => {
      this.#waiting.get(number)?.resolve(response);
      this.#waiting.delete(number);
    });
    thread.once('error', (defect) => this.#fail(thread, defect));
    thread.once('exit', () => this.#fail(thread, new Error('The endorsing thread has ended.')));
    this.#thread = thread;
    return thread;
  }

  #fail(thread: Worker, defect: unknown): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    for (const { reject } of this.#waiting.values()) reject(defect);
    this.#waiting.clear();
  }
}
