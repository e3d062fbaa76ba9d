// What is kept of those who have no account yet: proofs of phone numbers, and invitations.

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
  /** Of a captcha; absent: none was asked for. */
  readonly captcha?: 'asked' | 'solved';
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
