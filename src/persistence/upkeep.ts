// What backups and restores need of the durable stores, beside what the domain does.

import type { AccountId } from '#protocol';

/** One set of promises on tables and MongoDB. */
export interface StoreUpkeep {
  /** Ids of documents, husks too, in their order behind one of them or from the first. */
  accountsAfter(after: AccountId | undefined, limit: number): Promise<AccountId[]>;
  /**
   * Deletes all one-time pre-keys of everybody: any may have been handed out after the backup that
   * they come from.
   */
  voidPreKeys(): Promise<void>;
}
