// First contacts of new accounts. An account that was made to write to people who do not know it
// is new, and does little else; so that is counted, and once it is much, asked for work. Older
// accounts are not asked, nor who writes to friends or to whoever has written before.

import type { AuthenticatedDevice } from '#actors';
import type { RelationStore } from '#ports';
import { Unreachable } from '#ports';
import type { AccountId, Result } from '#protocol';
import type { ChallengesParts } from './challenges.ts';
import { Challenges } from './challenges.ts';
import { limitFor } from './rateLimits.ts';
import { keepNewest } from './waits.ts';

export interface StrangersParts extends ChallengesParts {
  readonly relations: Pick<RelationStore, 'load'>;
}

type Held = Result<never> | undefined;

/** The first contacts that came in at one worker. */
export class Strangers {
  readonly #parts: StrangersParts;
  readonly #challenges: Challenges;
  /** Pairs that were let through, and those that are being looked at. */
  readonly #pairs = new Map<string, Promise<Held>>();

  constructor(parts: StrangersParts) {
    this.#parts = parts;
    this.#challenges = new Challenges(parts);
  }

  /**
   * Counts a first contact; undefined at once for whom nothing is counted. Order: calls of one pair
   * resolve in the order they were made. Refuses: challenge.required.
   */
  hold({ account, kind }: AuthenticatedDevice, to: AccountId): Promise<Held> | undefined {
    if (kind !== 'new' || account === to) return undefined;
    const pair = `${account}>${to}`;
    const known = this.#pairs.get(pair);
    if (known) return known;
    const held = this.#count(account, to);
    keepNewest(this.#pairs, pair, held);
    const forget = () => {
      if (this.#pairs.get(pair) === held) this.#pairs.delete(pair);
    };
    held.then((refusal) => refusal && forget(), forget);
    return held;
  }

  async #count(account: AccountId, to: AccountId): Promise<Held> {
    if (await this.#areStrangers(account, to)) {
      const { limiter, limits } = this.#parts;
      const taken = await limiter.take(limitFor(limits.strangers, 'new'), account);
      if (!taken.allowed) {
        return this.#challenges.ask('strangers', account, taken.retryAfterMs);
      }
    }
    return undefined;
  }

  /** Mail is worth more than the limit: while the store is away nobody is a stranger. */
  async #areStrangers(account: AccountId, to: AccountId): Promise<boolean> {
    try {
      const { friendship, wrote } = await this.#parts.relations.load(account, to);
      return friendship !== 'accepted' && wrote.length === 0;
    } catch (error) {
      if (error instanceof Unreachable) return false;
      throw error;
    }
  }
}
