// Clears what earlier lives of an account's devices have left: queues, pre-keys, profiles and, of a
// deleted account, its relations and its record. The document names it until all of it is gone, so
// that nothing depends on the process that began.

import type { AccountId } from '#protocol';
import { Unreachable } from '../ports.ts';
import type { Services } from '../scope.ts';
import type { Account, Retired } from './account.ts';
import { clearProfiles } from './profile.ts';

/** Pauses between two attempts, from the first to the longest. */
const clearRetryMs = 1_000;
const clearRetryMsMax = 60_000;

/** The account whose remains they are. */
export interface RemainsOwner {
  readonly id: AccountId;
  readonly isStopped: boolean;
  /** They are gone; the document need not name them any more. */
  cleared(): void;
  defect(cause: unknown): void;
}

export class Remains {
  readonly #services: Services;
  readonly #owner: RemainsOwner;
  readonly #gone = new Set<string>();
  #running: Promise<void> | undefined;
  #pauseMs = clearRetryMs;

  constructor(services: Services, owner: RemainsOwner) {
    this.#services = services;
    this.#owner = owner;
  }

  get isIdle(): boolean {
    return this.#running === undefined;
  }

  /** What of these may still be there. */
  left(retired: readonly Retired[] = []): Retired[] {
    return retired.filter((one) => !this.#gone.has(nameOf(one)));
  }

  /** Begins to clear; resolves after the first attempt, however it went. */
  clear(account: Account): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const former = this.#running ?? Promise.resolve();
    const run = former.then(() => this.#clear(account, resolve));
    this.#running = run;
    void run.finally(() => {
      if (this.#running === run) this.#running = undefined;
    });
    return promise;
  }

  async #clear(account: Account, tried: () => void): Promise<void> {
    for (;;) {
      if (this.#owner.isStopped) return tried();
      try {
        await this.#attempt(account);
        this.#owner.cleared();
        return tried();
      } catch (error) {
        tried();
        if (!(error instanceof Unreachable)) return this.#owner.defect(error);
      }
      const pauseMs = this.#pauseMs;
      this.#pauseMs = Math.min(pauseMs * 2, clearRetryMsMax);
      await new Promise<void>((resolve) => this.#services.clock.after(pauseMs, resolve));
    }
  }

  async #attempt({ deleted, retired }: Account): Promise<void> {
    const { queue, preKeys, relations, records } = this.#services;
    const { id: account } = this.#owner;
    const left = this.left(retired);
    const whole = left.filter(({ keysOnly }) => !keysOnly);
    await Promise.all([
      ...whole.map(({ device, generation }) => queue.clear({ account, device }, generation)),
      ...left.map(({ device, generation }) => preKeys.clear({ account, device, generation })),
      ...whole.map(({ device, generation }) =>
        clearProfiles(this.#services, { account, device, generation }),
      ),
      ...(deleted ? [relations.removeAll(account), records.removeAll(account)] : []),
    ]);
    this.#pauseMs = clearRetryMs;
    for (const one of left) this.#gone.add(nameOf(one));
  }
}

const nameOf = ({ generation, keysOnly }: Retired): string =>
  keysOnly ? `keys of ${generation}` : generation;
