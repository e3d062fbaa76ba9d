// What registration needs, in ordered tables.
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
import type { Table, Tables } from './table.ts';

const sweptPerCreateMax = 16;
const nothing = new Uint8Array(0);
/** Sorts after every hash. */
const behindAll = '\uffff';

export class TableVerificationSessionStore implements VerificationSessionStore {
  readonly #tables: Tables;
  readonly #clock: Clock;
  readonly #documents: SealedDocuments<VerificationSession>;
  readonly #sessions: Table;
  readonly #expiry: Table;

  constructor(tables: Tables, sealer: Sealer | undefined, clock: Clock) {
    this.#tables = tables;
    this.#clock = clock;
    this.#documents = new SealedDocuments(sealer, 'session');
    this.#sessions = tables.table('sessions');
    this.#expiry = tables.table('sessionExpiry');
  }

  async create(session: VerificationSession) {
    const now = this.#clock.now();
    await this.#tables.write(() => {
      sweep(this.#expiry, this.#sessions, now);
      this.#put(session);
    });
  }

  async load(id: string) {
    return this.#tables.read(() => this.#live(id));
  }

  async replace(expected: VerificationSession, next: VerificationSession) {
    return this.#tables.write(() => {
      const stored = this.#live(expected.id);
      const same =
        stored?.attempts === expected.attempts &&
        stored.codesSent === expected.codesSent &&
        stored.verified === expected.verified;
      if (!same) return false;
      this.#expiry.remove([stored.expiresAtMs, secretName(stored.id)]);
      this.#put(next);
      return true;
    });
  }

  async remove(id: string) {
    await this.#tables.write(() => {
      const stored = this.#stored(id);
      if (!stored) return;
      this.#expiry.remove([stored.expiresAtMs, secretName(id)]);
      this.#sessions.remove(secretName(id));
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
    this.#sessions.put(name, this.#documents.seal(name, session));
    this.#expiry.put([session.expiresAtMs, name], nothing);
  }
}

export class TableInvitationStore implements InvitationStore {
  readonly #tables: Tables;
  readonly #clock: Clock;
  readonly #invitations: Table;
  readonly #expiry: Table;

  constructor(tables: Tables, clock: Clock) {
    this.#tables = tables;
    this.#clock = clock;
    this.#invitations = tables.table('invitations');
    this.#expiry = tables.table('invitationExpiry');
  }

  async create(invitation: Invitation) {
    const now = this.#clock.now();
    await this.#tables.write(() => {
      sweep(this.#expiry, this.#invitations, now);
      this.#invitations.put(invitation.tokenHash, encodeDocument(invitation));
      this.#expiry.put([invitation.expiresAtMs, invitation.tokenHash], nothing);
    });
  }

  async use(tokenHash: string, nowMs: number) {
    return this.#tables.write(() => {
      const bytes = this.#invitations.get(tokenHash);
      const found = bytes && decodeDocument<Invitation>(bytes, 'invitation');
      if (!found || found.expiresAtMs <= nowMs || found.used >= found.usesAllowed) return false;
      this.#invitations.put(tokenHash, encodeDocument({ ...found, used: found.used + 1 }));
      return true;
    });
  }

  async list(nowMs: number, limit: number) {
    return this.#tables.read(() => {
      const range = { start: [nowMs, behindAll], end: [Number.MAX_SAFE_INTEGER], limit };
      return Array.from(this.#expiry.getKeys(range)).flatMap((key) => {
        const bytes = this.#invitations.get((key as [number, string])[1]);
        return bytes ? decodeDocument<Invitation>(bytes, 'invitation') : [];
      });
    });
  }

  async revoke(tokenHash: string) {
    return this.#tables.write(() => {
      const bytes = this.#invitations.get(tokenHash);
      if (!bytes) return false;
      const { expiresAtMs } = decodeDocument<Invitation>(bytes, 'invitation');
      this.#expiry.remove([expiresAtMs, tokenHash]);
      this.#invitations.remove(tokenHash);
      return true;
    });
  }
}

function sweep(expiry: Table, documents: Table, nowMs: number): void {
  const range = { start: [0], end: [nowMs], limit: sweptPerCreateMax };
  for (const key of Array.from(expiry.getKeys(range))) {
    if (Array.isArray(key) && typeof key[1] === 'string') documents.remove(key[1]);
    expiry.remove(key);
  }
}
