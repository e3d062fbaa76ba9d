// What is kept of those who have no account yet: proofs of phone numbers, and invitations.

import type { PushedChallenge } from './push.ts';

/** A phone number's proof in progress. Source: Signal-Server, verification sessions. */
export interface VerificationSession {
  readonly id: string;
  readonly number: string;
  /** Salted hash of the code that was sent last; absent before the first. */
  readonly codeHash?: string;
  readonly attempts: number;
  readonly codesSent: number;
  readonly lastCodeAtMs?: number;
  readonly verified: boolean;
  /** Of a captcha or a pushed challenge; absent: none was asked for. */
  readonly challenge?: 'asked' | 'solved';
  /** Where one may be pushed to, as whoever began the session says. */
  readonly push?: Pick<PushedChallenge, 'kind' | 'token'>;
  /** Salted hash of the one that was pushed last, while it is asked for. */
  readonly pushedHash?: string;
  readonly expiresAtMs: number;
}

export interface VerificationSessionStore {
  create(session: VerificationSession): Promise<void>;
  load(id: string): Promise<VerificationSession | undefined>;
  /** Replaces if the stored session still equals `expected` in attempts, codesSent and verified. */
  replace(expected: VerificationSession, next: VerificationSession): Promise<boolean>;
  remove(id: string): Promise<void>;
}

/** An operator's leave to register without a phone number. */
export interface Invitation {
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly tokenHash: string;
  readonly usesAllowed: number;
  readonly used: number;
  readonly expiresAtMs: number;
}

export interface InvitationStore {
  create(invitation: Invitation): Promise<void>;
  /** Counts one use, atomically. False when there is none left, or it expired by `nowMs`. */
  use(tokenHash: string, nowMs: number): Promise<boolean>;
  /** Those that have not expired by `nowMs`, the soonest to expire first. */
  list(nowMs: number, limit: number): Promise<readonly Invitation[]>;
  /** False: there is none. */
  revoke(tokenHash: string): Promise<boolean>;
}
