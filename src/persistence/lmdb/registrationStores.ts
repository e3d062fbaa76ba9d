// What registration needs, in LMDB.
//
//   sessions        SHA-256 of the session id          the sealed session
//   sessionExpiry   [expires at, SHA-256 of the id]    nothing
//   invitations     SHA-256 of the token               the invitation
//   invitationExpiry  [expires at, SHA-256 of the token]  nothing
//
// What expired is swept a few at a time when something new is made.

import type { Sealer } from '#crypto';
import type { Clock } from '#runtime';
import type {
  Invitation,
  InvitationStore,
  VerificationSession,
  VerificationSessionStore,
} from '#ports';
import { decodeDocument, encodeDocument, SealedDocuments } from '../documents.ts';
import { secretName } from '../names.ts';
import type { LmdbEnvironment, Table } from './environment.ts';

const sweptPerCreateMax = 16;
const nothing = new Uint8Array(0);

export class LmdbVerificationSessionStore implements VerificationSessionStore {
  readonly #environment: LmdbEnvironment;
  readonly #clock: Clock;
  readonly #documents: SealedDocuments<VerificationSession>;
  readonly #sessions: Table;
  readonly #expiry: Table;

  constructor(environment: LmdbEnvironment, sealer: Sealer, clock: Clock) {
    this.#environment = environment;
    this.#clock = clock;
    this.#documents = new SealedDocuments(sealer, 'session');
    this.#sessions = environment.table('sessions');
    this.#expiry = environment.table('sessionExpiry');
  }

  async create(session: VerificationSession) {
    const now = this.#clock.now();
    await this.#environment.write(() => {
      sweep(this.#expiry, this.#sessions, now);
      this.#put(session);
    });
  }

  async load(id: string) {
    return this.#environment.read(() => this.#live(id));
  }

  async replace(expected: VerificationSession, next: VerificationSession) {
    return this.#environment.write(() => {
      const stored = this.#live(expected.id);
      const same =
        stored?.attempts === expected.attempts &&
        stored.codesSent === expected.codesSent &&
        stored.verified === expected.verified;
      if (!same) return false;
      this.#expiry.removeSync([stored.expiresAtMs, secretName(stored.id)]);
      this.#put(next);
      return true;
    });
  }

  async remove(id: string) {
    await this.#environment.write(() => {
      const stored = this.#stored(id);
      if (!stored) return;
      this.#expiry.removeSync([stored.expiresAtMs, secretName(id)]);
      this.#sessions.removeSync(secretName(id));
    });
  }

  #stored(id: string): VerificationSession | undefined {
    const name = secretName(id);
    const sealed = this.#sessions.get(name);
    return sealed && this.#documents.open(name, sealed);
  }

  #live(id: string): VerificationSession | undefined {
    const session = this.#stored(id);
    return session && session.expiresAtMs > this.#clock.now() ? session : undefined;
  }

  #put(session: VerificationSession): void {
    const name = secretName(session.id);
    this.#sessions.putSync(name, this.#documents.seal(name, session));
    this.#expiry.putSync([session.expiresAtMs, name], nothing);
  }
}

export class LmdbInvitationStore implements InvitationStore {
  readonly #environment: LmdbEnvironment;
  readonly #clock: Clock;
  readonly #invitations: Table;
  readonly #expiry: Table;

  constructor(environment: LmdbEnvironment, clock: Clock) {
    this.#environment = environment;
    this.#clock = clock;
    this.#invitations = environment.table('invitations');
    this.#expiry = environment.table('invitationExpiry');
  }

  async create(invitation: Invitation) {
    const now = this.#clock.now();
    await this.#environment.write(() => {
      sweep(this.#expiry, this.#invitations, now);
      this.#invitations.putSync(invitation.tokenHash, encodeDocument(invitation));
      this.#expiry.putSync([invitation.expiresAtMs, invitation.tokenHash], nothing);
    });
  }

  async use(tokenHash: string, nowMs: number) {
    return this.#environment.write(() => {
      const bytes = this.#invitations.get(tokenHash);
      const found = bytes && decodeDocument<Invitation>(bytes, 'invitation');
      if (!found || found.expiresAtMs <= nowMs || found.used >= found.usesAllowed) return false;
      this.#invitations.putSync(tokenHash, encodeDocument({ ...found, used: found.used + 1 }));
      return true;
    });
  }
}

function sweep(expiry: Table, documents: Table, nowMs: number): void {
  const range = { start: [0], end: [nowMs], limit: sweptPerCreateMax };
  for (const key of Array.from(expiry.getKeys(range))) {
    if (Array.isArray(key) && typeof key[1] === 'string') documents.removeSync(key[1]);
    expiry.removeSync(key);
  }
}
