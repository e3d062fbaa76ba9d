// Who was reported, by how many: no content, and nobody who reported.

import type { AccountId } from '#protocol';

/** How an account stands in reports of the last 30 days. */
export interface ReportedAccount {
  readonly account: AccountId;
  /** How many different accounts; of many an estimate, within a few per cent. */
  readonly reporters: number;
  readonly lastAtMs: number;
}

/** Reports of a cluster. All throw Unreachable. */
export interface ReportStore {
  /** Counts somebody who reports an account, once. */
  add(of: AccountId, by: AccountId, nowMs: number): Promise<void>;
  /** Undefined: nobody did, or it is 30 days ago. */
  read(of: AccountId, nowMs: number): Promise<ReportedAccount | undefined>;
  /** Those that most have reported, these first. */
  list(most: number, nowMs: number): Promise<readonly ReportedAccount[]>;
  /** Of an account that ends. */
  forget(of: AccountId): Promise<void>;
}
