// What operators do, at whichever door: each act is noted in their log before it is done, and
// refused where it cannot be.

import type { AccountStanding } from '#actors/ports';
import type { AccountId, Result } from '#protocol';
import type { AuditedBy, AuditHead, AuditPage, AuditVerdict } from './audit.ts';

/** What is said of an account anew; absent: as it was. */
export interface StandingChange {
  /** `age`: as its age says. */
  readonly kind?: 'standard' | 'trusted' | 'bot' | 'age';
  readonly isSuspended?: boolean;
}

export interface InvitationPlan {
  readonly uses: number;
  readonly lifetimeMs: number;
}

export interface ActsQuery {
  /** Acts about this account alone. Refuses: account.not_found. */
  readonly account?: AccountId;
  readonly beforeSeq?: number;
  readonly limit: number;
}

/** All acts refuse: audit.unavailable; those about an account: account.not_found. */
export interface Operating {
  show(by: AuditedBy, account: AccountId): Promise<Result<AccountStanding>>;
  setStanding(
    by: AuditedBy,
    account: AccountId,
    change: StandingChange,
  ): Promise<Result<AccountStanding>>;
  /** The token is nowhere kept. */
  invite(
    by: AuditedBy,
    plan: InvitationPlan,
  ): Promise<Result<{ readonly token: string; readonly expiresAtMs: number }>>;
  /** The log itself, which is not noted. */
  acts(query: ActsQuery): Promise<Result<AuditPage>>;
  verify(witness?: AuditHead): Promise<AuditVerdict>;
}
