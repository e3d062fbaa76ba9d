// A child process that obeys orders, one answer each. What it may be told is its own file's matter.

import { type ChildProcess, fork } from 'node:child_process';

const endTimeoutMs = 20_000;

type Reply = { readonly id: number; readonly answer?: unknown; readonly broken?: string };

interface Waiter {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** `Answers`: by an order's `what`, the shape of its answer. */
export class Forked<
  Order extends { readonly what: string },
  Answers,
  Notice extends object = never,
> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiter>();
  #next = 0;
  #gone = false;

  /** `onNotice` hears what the process says unasked. */
  constructor(file: string, onNotice: (notice: Notice) => void = () => undefined) {
    this.#child = fork(file, {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (reply: Reply | Notice) => {
      if (!('id' in reply)) return onNotice(reply);
      const waiter = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.broken !== undefined) waiter?.reject(new Error(reply.broken));
      else waiter?.resolve(reply.answer);
    });
    this.#child.once('exit', () => {
      this.#gone = true;
      const died = new Error('a process of devices died');
      for (const { reject } of this.#waiting.values()) reject(died);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  ask<O extends Order>(order: O): Promise<Answers[O['what'] & keyof Answers]> {
    if (this.#gone) return Promise.reject(new Error('a process of devices died'));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: (answer) => resolve(answer as Answers[O['what'] & keyof Answers]),
        reject,
      });
      // One that cannot be reached has exited, which rejects.
      this.#child.send({ id, order }, () => undefined);
    });
  }

  /** Ends the process however that goes, after a last order if there is one. */
  async end(last?: Order): Promise<void> {
    if (this.#gone) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endTimeoutMs);
    if (last) await this.ask(last).catch(() => undefined);
    if (this.#child.connected) this.#child.disconnect();
    await exited;
    clearTimeout(timer);
  }
}
