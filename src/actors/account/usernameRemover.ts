// What becomes of the user names of an account that ends or is taken over.

import type { AccountId } from '#protocol';

/** What an account's end, and a new owner of its number, need of its user names. */
export interface UsernameRemover {
  /**
   * Holds for the account what it has confirmed before that time; nobody finds it by it any more.
   * May run late, and again.
   */
  release(of: AccountId, beforeMs: number, nowMs: number): Promise<void>;
  /** May run late, and again. */
  removeAll(of: AccountId): Promise<void>;
}
