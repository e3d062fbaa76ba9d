// What operators do, at whichever door: each act is noted in their log before it is done, and
// refused where it cannot be.

import type { AccountKind, AccountStanding } from '#actors/ports';
import type { AccountId, MemberId, Result } from '#protocol';
import type { AuditedBy, AuditHead, AuditPage, AuditVerdict } from './audit.ts';
import type { ReportedAccount } from './reports.ts';

/** What an operator may say of an account; `age`: as its age says. */
export const sayableKinds = ['standard', 'trusted', 'bot', 'age'] as const;

/** Of an invitation that an operator makes. */
export const invitationLimits = { usesMax: 100_000, daysMax: 365 } as const;

/** Shape: 32 hex digits. */
export const sessionIdForm = /^[0-9a-f]{32}$/;
/** Shape: 16 hex digits. */
export const invitationIdForm = /^[0-9a-f]{16}$/;

/** What is said of an account anew; absent: as it was. */
export interface StandingChange {
  readonly kind?: (typeof sayableKinds)[number];
  readonly isSuspended?: boolean;
}

export interface InvitationPlan {
  readonly uses: number;
  readonly lifetimeMs: number;
}

/** Somebody who goes on with tokens of an account. */
export interface SessionView {
  /** Shape: 32 hex digits. */
  readonly id: string;
  readonly device: number;
  readonly scopes: readonly string[];
  readonly beganAtMs: number;
  readonly usedAtMs: number;
}

/** How a bucket of an account is measured, by its kind. */
interface LimitView {
  readonly bucket: string;
  readonly burst: number;
  /** One more every so often. */
  readonly refillMs: number;
}

export interface LimitsView {
  readonly kind: AccountKind;
  readonly limits: readonly LimitView[];
}

/** An invitation, without its token, which is nowhere. */
interface InvitationView {
  /** A part of the token's hash. Shape: 16 hex digits. */
  readonly id: string;
  readonly uses: number;
  readonly used: number;
  readonly expiresAtMs: number;
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
  sessions(by: AuditedBy, account: AccountId): Promise<Result<readonly SessionView[]>>;
  /** One, or all; the devices' passwords stay good. Refuses: session.not_found. */
  endSessions(by: AuditedBy, account: AccountId, session?: string): Promise<Result<null>>;
  limits(by: AuditedBy, account: AccountId): Promise<Result<LimitsView>>;
  /** Makes a bucket of the account full, or all of them. Refuses: request.invalid. */
  resetLimits(by: AuditedBy, account: AccountId, bucket?: string): Promise<Result<null>>;
  /** By how many an account was reported; undefined where nobody did lately. */
  reports(by: AuditedBy, account: AccountId): Promise<Result<ReportedAccount | undefined>>;
  /** Accounts that were reported lately, those that most have reported first. */
  reported(by: AuditedBy): Promise<Result<readonly ReportedAccount[]>>;
  /** Those that have not expired. */
  invitations(by: AuditedBy): Promise<Result<readonly InvitationView[]>>;
  /** Who has registered with it stays. Refuses: invitation.not_found. */
  revokeInvitation(by: AuditedBy, id: string): Promise<Result<null>>;
  /** The token is nowhere kept. */
  invite(
    by: AuditedBy,
    plan: InvitationPlan,
  ): Promise<Result<{ readonly token: string; readonly expiresAtMs: number }>>;
  /** Tells a worker to leave, as its supervisor would. Refuses: worker.not_found. */
  drainWorker(by: AuditedBy, member: MemberId): Promise<Result<null>>;
  /** The log itself, which is not noted. */
  acts(query: ActsQuery): Promise<Result<AuditPage>>;
  verify(witness?: AuditHead): Promise<AuditVerdict>;
}
