// What of the group keys takes long, on a thread of its own: endorsements for a thousand members
// take a tenth of a second, a token to write to them a tenth of that, a credential some
// milliseconds, in which a worker would hear nobody.

import { Worker } from 'node:worker_threads';

/** The most members that are endorsed at once: handing over so few takes as long. */
export const doneAtOnceMax = 50;

/** Orders that wait for the thread; with some milliseconds each it is a second behind then. */
export const zkWaitingMax = 256;

/** Endorsements for these members. */
interface Endorsing {
  readonly type: 'endorse';
  readonly members: readonly Uint8Array[];
  readonly expiresAtMs: number;
}

/** A credential of a profile key, for whoever has asked for it with that key. */
interface Issuing {
  readonly type: 'issue';
  readonly account: string;
  readonly commitment: Uint8Array;
  readonly request: Uint8Array;
  readonly expiresAtSeconds: number;
}

/** Whether a token is leave to write to these accounts; answered with nothing where it is. */
interface Verifying {
  readonly type: 'verify';
  readonly token: Uint8Array;
  /** Shape: 16 bytes each. */
  readonly accounts: Uint8Array;
  readonly nowMs: number;
}

export type ZkOrder = Endorsing | Issuing | Verifying;

export interface NumberedOrder {
  readonly number: number;
  readonly order: ZkOrder;
}

export interface ZkAnswer {
  readonly number: number;
  /** Absent: what a client has sent does not hold. */
  readonly response: Uint8Array | undefined;
}

/** The thread of a worker, begun when it is first needed; it ends with the process. */
export class ZkThread {
  readonly #secret: Uint8Array;
  readonly #waiting = new Map<number, PromiseWithResolvers<Uint8Array | undefined>>();
  #thread: Worker | undefined;
  #number = 0;

  /** Takes the cluster's secret parameters. */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** True: whoever can be asked to come again should be. */
  get isBusy(): boolean {
    return this.#waiting.size >= zkWaitingMax;
  }

  /** Undefined: what a client has sent does not hold. Rejects with a defect of the thread. */
  order(order: ZkOrder): Promise<Uint8Array | undefined> {
    const waiting = Promise.withResolvers<Uint8Array | undefined>();
    const number = ++this.#number;
    this.#waiting.set(number, waiting);
    this.#begun().postMessage({ number, order } satisfies NumberedOrder);
    return waiting.promise;
  }

  #begun(): Worker {
    if (this.#thread) return this.#thread;
    const file = new URL('./zkThreadMain.ts', import.meta.url);
    const thread = new Worker(file, { workerData: this.#secret });
    thread.unref();
    thread.on('message', ({ number, response }: ZkAnswer) => {
      this.#waiting.get(number)?.resolve(response);
      this.#waiting.delete(number);
    });
    thread.once('error', (defect) => this.#fail(thread, defect));
    thread.once('exit', () => this.#fail(thread, new Error('The thread of the keys has ended.')));
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
