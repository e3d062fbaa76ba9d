// What an operator's work needs of the durable stores, beside what the domain does: backups,
// restores, and how well the store is copied.

import type { AccountId } from '#protocol';
import type { Replication } from './replication.ts';

/** One set of promises on tables and MongoDB. */
export interface StoreUpkeep {
  /** Ids of documents, husks too, in their order behind one of them or from the first. */
  accountsAfter(after: AccountId | undefined, limit: number): Promise<AccountId[]>;
  /**
   * Deletes all one-time pre-keys of everybody: any may have been handed out after the backup that
   * they come from.
   */
  voidPreKeys(): Promise<void>;
  /** How far its replicas are behind; undefined where nothing tells it. Throws Unreachable. */
  replication(): Promise<Replication | undefined>;
}
