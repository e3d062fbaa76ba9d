// How many bytes an account may send. Bytes are charged to its bucket afterwards, some 64 KiB at a
// time, so that a send does not ask the store for them: until then a worker remembers what the
// account owes. It never owes a worker more than twice that and one send, and whoever is out of
// bytes waits.

import type { AccountKind } from '#actors';
import type { RateLimiter } from '#ports';
import type { DeviceContent, Result } from '#protocol';
import { refuse } from '#protocol';
import type { Clock } from '#runtime';
import type { RateLimit } from './rateLimits.ts';
import { limitFor } from './rateLimits.ts';

/** An account pays when it owes this much. Unit: bytes. */
export const debtBytes = 64 * 1024;
/** What a stored envelope weighs besides its content. Unit: bytes. */
const envelopeOverheadBytes = 128;
/** Accounts whose debts a worker remembers; beyond it the oldest is let off. */
export const accountsMax = 10_000;

interface Account {
  owes: number;
  /** While it pays. */
  paying: Promise<void> | undefined;
  /** The last send that has to wait: what comes later waits behind it. */
  last: Promise<Result<never> | undefined> | undefined;
  waitsUntilMs: number;
  /** When it last sent. */
  kind: AccountKind | undefined;
}

/** What the store is charged for a send. Unit: bytes. */
export function sentBytesOf(contents: readonly DeviceContent[]): number {
  return contents.reduce((sum, one) => sum + one.content.length + envelopeOverheadBytes, 0);
}

/** The bytes that the accounts of one worker send. */
export class SentBytes {
  readonly #limit: RateLimit;
  readonly #limiter: RateLimiter;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #accounts = new Map<string, Account>();

  constructor(limit: RateLimit, limiter: RateLimiter, clock: Pick<Clock, 'monotonic'>) {
    this.#limit = limit;
    this.#limiter = limiter;
    this.#clock = clock;
  }

  /**
   * Notes that an account sends so many bytes; a promise only when it has to pay first.
   * Order: calls of one account end in the order they were made. Refuses: rate.limited.
   */
  add(
    name: string,
    bytes: number,
    kind?: AccountKind,
  ): Result<never> | undefined | Promise<Result<never> | undefined> {
    const account = this.#account(name);
    account.kind = kind;
    if (!account.last && account.owes < 2 * debtBytes) return this.#note(name, account, bytes);
    const turn = () => this.#payFirst(name, account, bytes);
    const taken = account.last ? account.last.then(turn) : turn();
    account.last = taken;
    void taken.then(() => {
      if (account.last === taken) account.last = undefined;
    });
    return taken;
  }

  async #payFirst(name: string, account: Account, bytes: number) {
    while (account.owes >= 2 * debtBytes && !this.#held(account)) {
      account.paying ??= this.#pay(name, account);
      await account.paying;
    }
    return this.#note(name, account, bytes);
  }

  #note(name: string, account: Account, bytes: number): Result<never> | undefined {
    const held = this.#held(account);
    if (held) return held;
    account.owes += bytes;
    if (account.owes >= debtBytes) account.paying ??= this.#pay(name, account);
    return undefined;
  }

  #held({ waitsUntilMs }: Account): Result<never> | undefined {
    const waitMs = waitsUntilMs - this.#clock.monotonic();
    return waitMs > 0 ? refuse('rate.limited', { retryAfterMs: Math.ceil(waitMs) }) : undefined;
  }

  async #pay(name: string, account: Account): Promise<void> {
    const owed = account.owes;
    // A bucket smaller than the debt would never pay it.
    const limit = limitFor(this.#limit, account.kind);
    const permits = Math.min(owed, limit.burst);
    const taken = await this.#limiter.take(limit, name, permits);
    account.paying = undefined;
    if (taken.allowed) account.owes -= owed;
    else account.waitsUntilMs = this.#clock.monotonic() + taken.retryAfterMs;
  }

  #account(name: string): Account {
    const known = this.#accounts.get(name);
    if (known) return known;
    const account: Account = {
      owes: 0,
      paying: undefined,
      last: undefined,
      waitsUntilMs: 0,
      kind: undefined,
    };
    this.#accounts.set(name, account);
    const oldest = this.#accounts.keys().next();
    if (this.#accounts.size > accountsMax && !oldest.done) this.#accounts.delete(oldest.value);
    return account;
  }
}
