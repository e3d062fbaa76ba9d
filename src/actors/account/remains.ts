// Clears what earlier lives of an account's devices have left: queues, pre-keys, profiles, the user
// name of who was taken over and, of a deleted account, its relations, its record and its names.
// The document names it until all of it is gone, so that nothing depends on the process that began.

import type { AccountId } from '#protocol';
import { primaryDevice } from '#protocol';
import { Unreachable } from '../ports.ts';
import type { Services } from '../scope.ts';
import type { Account, Retired } from './account.ts';
import { retiring } from './account.ts';
import { clearProfiles } from './profile.ts';

/** Pauses between two attempts, from the first to the longest. */
const clearRetryMs = 1_000;
const clearRetryMsMax = 60_000;
const dayMs = 24 * 60 * 60 * 1000;

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

  async #attempt(account: Account): Promise<void> {
    if (account.deleted) await this.#bury();
    const left = this.left(account.retired);
    await clearLives(this.#services, account, left);
    if (!account.deleted && left.some(isOfPrimary)) await this.#releaseName(account);
    this.#pauseMs = clearRetryMs;
    for (const one of left) this.#gone.add(nameOf(one));
  }

  /** Who has proved the number may be another person. What they have confirmed themselves stays. */
  #releaseName({ id, devices }: Account): Promise<void> {
    const { usernames, clock } = this.#services;
    const sinceMs = devices.find((one) => one.id === primaryDevice)?.createdAtMs ?? 0;
    return usernames.release(id, sinceMs, clock.now());
  }

  /** First of all: what is cleared by then comes back with no backup. */
  #bury(): Promise<void> {
    const { clock, tombstones } = this.#services;
    return tombstones.bury(this.#owner.id, Math.floor(clock.now() / dayMs));
  }
}

/** What clearing reaches. */
export type Clearing = Pick<
  Services,
  'queue' | 'preKeys' | 'profiles' | 'avatars' | 'relations' | 'records' | 'usernames'
>;

/** Clears these lives and, of a deleted account, all that it has besides. May run again. */
async function clearLives(
  services: Clearing,
  { id: account, deleted }: Account,
  lives: readonly Retired[],
): Promise<void> {
  const { queue, preKeys, relations, records, usernames } = services;
  const whole = lives.filter(({ keysOnly }) => !keysOnly);
  await Promise.all([
    ...whole.map(({ device, generation }) => queue.clear({ account, device }, generation)),
    ...lives.map(({ device, generation, keysOnly }) =>
      preKeys.clear({ account, device, generation }, keysOnly === 'pni' ? 'pni' : undefined),
    ),
    ...whole.map(({ device, generation }) =>
      clearProfiles(services, { account, device, generation }),
    ),
    ...(deleted ? [relations, records, usernames].map((one) => one.removeAll(account)) : []),
  ]);
}

/** Clears all that an account has but its document: for what a restore must not bring back. */
export function clearAccount(services: Clearing, account: Account): Promise<void> {
  return clearLives(services, { ...account, deleted: true }, retiring(account));
}

/** Its account was taken over. */
const isOfPrimary = ({ device, keysOnly }: Retired): boolean =>
  device === primaryDevice && !keysOnly;

const nameOf = ({ device, generation, keysOnly }: Retired): string =>
  keysOnly ? `keys of ${device} ${generation} ${keysOnly}` : generation;
