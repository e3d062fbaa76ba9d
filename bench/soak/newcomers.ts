// Accounts that come and leave: each registers, connects, writes to the one that came before it,
// leaves what it got unacknowledged, and deletes itself, every other one while it is connected.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Account, Registrar } from '#lab/accounts.ts';
import type { RawTarget } from '#lab/raw/client.ts';
import { RawClient } from '#lab/raw/client.ts';
import { dialects } from '#lab/raw/dialects.ts';

/** Each writes so many messages. */
const messages = 5;
const contentBytes = 300;
const stayMs = 10_000;
const readyTimeoutMs = 10_000;
const answerTimeoutMs = 10_000;

export interface NewcomerCounts {
  readonly registered: number;
  readonly left: number;
  readonly sent: number;
  /** Failures by what went wrong. */
  readonly failures: Readonly<Record<string, number>>;
}

export class Newcomers {
  readonly #registrar: Registrar;
  readonly #target: RawTarget;
  readonly #failures: Record<string, number> = {};
  readonly #lives = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #previous: Account | undefined;
  readonly #counts = { registered: 0, left: 0, sent: 0 };

  constructor(registrar: Registrar, target: RawTarget) {
    this.#registrar = registrar;
    this.#target = target;
  }

  start(everySecond: number): void {
    if (everySecond === 0) return;
    this.#timer = setInterval(() => {
      const life = this.#live().catch((error: Error) => this.#failed(error.message));
      this.#lives.add(life);
      void life.finally(() => this.#lives.delete(life));
    }, 1000 / everySecond);
  }

  /** Nobody comes any more; who is here stays its time. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** Resolves when the last has left. */
  async end(): Promise<NewcomerCounts> {
    this.stop();
    await Promise.all(this.#lives);
    this.#registrar.end();
    return { ...this.#counts, failures: this.#failures };
  }

  async #live(): Promise<void> {
    const account = await this.#registrar.register();
    const number = this.#counts.registered++;
    const staysConnected = number % 2 === 0;
    const peer = this.#previous;
    this.#previous = account;
    const visit = new Visit(this.#target, account);
    try {
      await within(readyTimeoutMs, visit.ready, 'a newcomer was never ready');
      if (peer) await this.#write(visit, peer, number);
      await sleep(stayMs);
      visit.leaving = true;
      if (!staysConnected) visit.close();
      await this.#registrar.remove(account);
      this.#counts.left += 1;
    } finally {
      visit.close();
    }
    if (visit.lost !== undefined) this.#failed(`lost: ${visit.lost}`);
  }

  async #write(visit: Visit, peer: Account, number: number): Promise<void> {
    const composer = dialects.aldis.composer(number, peer, contentBytes);
    for (let i = 0; i < messages; i++) {
      const code = await within(
        answerTimeoutMs,
        visit.send(composer.body(i, 0)),
        'a newcomer heard no answer',
      );
      this.#counts.sent += 1;
      if (code !== undefined) this.#failed(`refused: ${code}`);
    }
  }

  #failed(why: string): void {
    const reason = why.slice(0, 100);
    this.#failures[reason] = (this.#failures[reason] ?? 0) + 1;
  }
}

/** One newcomer's connection. */
class Visit {
  readonly #client: RawClient;
  readonly #answers = new Map<number, (code: string | undefined) => void>();
  readonly ready: Promise<void>;
  leaving = false;
  /** Why the connection ended while it should not have. */
  lost: string | undefined;

  constructor(target: RawTarget, account: Account) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#client = new RawClient(target, account, {
      onConnected: () => undefined,
      onEvent: (name) => name === dialects.aldis.readyEvent && resolve(),
      onAnswer: (id, body) => {
        this.#answers.get(id)?.(dialects.aldis.refusal(body));
        this.#answers.delete(id);
      },
      onClosed: (why) => {
        reject(new Error(why));
        if (!this.leaving) this.lost = why;
      },
    });
  }

  /** Resolves with the code of a refusal. */
  send(body: Buffer): Promise<string | undefined> {
    const id = this.#client.emit('send', body);
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  close(): void {
    this.#client.close();
  }
}

async function within<T>(ms: number, promise: Promise<T>, otherwise: string): Promise<T> {
  const late = AbortSignal.timeout(ms);
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(new Error(otherwise)), { once: true });
    }),
  ]);
}
