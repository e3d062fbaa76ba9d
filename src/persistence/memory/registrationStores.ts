// What registration needs, in memory: proofs of phone numbers in progress, and invitations.

import type { Clock } from '#runtime';
import type {
  Invitation,
  InvitationStore,
  VerificationSession,
  VerificationSessionStore,
} from '#ports';

export class MemoryVerificationSessionStore implements VerificationSessionStore {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, VerificationSession>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async create(session: VerificationSession) {
    for (const { id, expiresAtMs } of this.#sessions.values()) {
      if (expiresAtMs <= this.#clock.now()) this.#sessions.delete(id);
    }
    this.#sessions.set(session.id, { ...session });
  }

  async load(id: string) {
    return this.#live(id);
  }

  async replace(expected: VerificationSession, next: VerificationSession) {
    const stored = this.#live(expected.id);
    const same =
      stored?.attempts === expected.attempts &&
      stored.codesSent === expected.codesSent &&
      stored.verified === expected.verified;
    if (same) this.#sessions.set(expected.id, { ...next });
    return same;
  }

  async remove(id: string) {
    this.#sessions.delete(id);
  }

  #live(id: string): VerificationSession | undefined {
    const session = this.#sessions.get(id);
    return session && session.expiresAtMs > this.#clock.now() ? { ...session } : undefined;
  }
}

export class MemoryInvitationStore implements InvitationStore {
  readonly #invitations = new Map<string, Invitation>();

  async create(invitation: Invitation) {
    this.#invitations.set(invitation.tokenHash, { ...invitation });
  }

  async use(tokenHash: string, nowMs: number) {
    const found = this.#invitations.get(tokenHash);
    if (!found || found.expiresAtMs <= nowMs || found.used >= found.usesAllowed) return false;
    this.#invitations.set(tokenHash, { ...found, used: found.used + 1 });
    return true;
  }
}
