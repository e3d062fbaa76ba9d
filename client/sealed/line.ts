// The second connection, over which nothing says who we are. It is opened when there is something
// to send, and ends when there was nothing for a while: what a server can tell of both is less the
// less they are there together.

import type { SendAnswer, SendFrame, SendGroupAnswer, SendGroupFrame } from '#protocol';
import type { ClientClock } from '../clock.ts';
import type { HttpAnswer, HttpAsk, Transport } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';

/** It ends when nothing was sent for so long. */
export const lineIdleMs = 60_000;
/** What waits for it is told after this that there is none. */
const openWaitMs = 15_000;

interface Open {
  readonly transport: Transport;
  readonly connected: Promise<void>;
  /** Asks under way. */
  running: number;
  isOver: boolean;
}

export class AnonymousLine {
  readonly #make: () => Transport;
  readonly #clock: ClientClock;
  #open: Open | undefined;
  #idle: { cancel(): void } | undefined;
  #closed = false;

  /** `make`: a transport without credentials. */
  constructor(make: () => Transport, clock: ClientClock) {
    this.#make = make;
    this.#clock = clock;
  }

  /** Throws NoAnswer. */
  send(frame: SendFrame): Promise<SendAnswer> {
    return this.#ask((transport) => transport.send(frame));
  }

  /** Throws NoAnswer. */
  sendGroup(frame: SendGroupFrame): Promise<SendGroupAnswer> {
    return this.#ask((transport) => transport.sendGroup(frame));
  }

  /** Throws NoAnswer. */
  request(ask: HttpAsk): Promise<HttpAnswer> {
    return this.#ask((transport) => transport.request(ask));
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  close(): void {
    this.#closed = true;
    this.#end(this.#open);
  }

  async #ask<Answer>(ask: (transport: Transport) => Promise<Answer>): Promise<Answer> {
    if (this.#closed) throw new NoAnswer('The client was closed.');
    this.#idle?.cancel();
    if (this.#open?.isOver) this.#open = undefined;
    const open = (this.#open ??= this.#connect());
    open.running += 1;
    try {
      await open.connected;
      return await ask(open.transport);
    } finally {
      open.running -= 1;
      if (open.running === 0 && open === this.#open) this.#rest(open);
    }
  }

  #rest(open: Open): void {
    this.#idle?.cancel();
    this.#idle = this.#clock.after(lineIdleMs, () => this.#end(open));
  }

  #connect(): Open {
    const transport = this.#make();
    const { promise: connected, resolve, reject } = Promise.withResolvers<void>();
    connected.catch(() => undefined);
    const open: Open = { transport, connected, running: 0, isOver: false };
    const fail = (why: string) => {
      reject(new NoAnswer(why));
      this.#end(open);
    };
    const late = this.#clock.after(openWaitMs, () => fail('No anonymous connection.'));
    transport.open({
      state: (state, more) => {
        if (state !== 'connected' && state !== 'closed') return;
        late.cancel();
        if (state === 'connected') resolve();
        else fail(`The anonymous connection ended: ${more?.code ?? 'closed'}.`);
      },
      // Nothing is delivered to nobody.
      deliver() {},
      queueEmpty() {},
      notice() {},
      security() {},
      signal() {},
      presence() {},
    });
    return open;
  }

  /** Once: a transport that is closed says so. */
  #end(open: Open | undefined): void {
    if (!open || open.isOver) return;
    open.isOver = true;
    if (this.#open === open) {
      this.#open = undefined;
      this.#idle?.cancel();
    }
    open.transport.close();
  }
}
