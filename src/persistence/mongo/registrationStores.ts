// What registration needs, in MongoDB. The server deletes what expired (TTL indexes).
//
//   sessions    {_id: SHA-256 of the session id, attempts, codesSent, verified, expiresAt, sealed}
//   invitations {_id: SHA-256 of the token, used, left, expiresAt}

import type { Collection } from 'mongodb';
import { Binary } from 'mongodb';
import type { Sealer } from '#crypto';
import type { Clock } from '#runtime';
import type {
  Invitation,
  InvitationStore,
  VerificationSession,
  VerificationSessionStore,
} from '#ports';
import { SealedDocuments } from '../documents.ts';
import { secretName } from '../names.ts';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { reaching } from './connection.ts';

interface SessionRow {
  readonly _id: string;
  readonly attempts: number;
  readonly codesSent: number;
  readonly verified: boolean;
  readonly expiresAt: Date;
  readonly sealed: Binary;
}

interface InvitationRow {
  readonly _id: string;
  readonly used: number;
  readonly left: number;
  readonly expiresAt: Date;
}

const expired = { key: { expiresAt: 1 as const }, expireAfterSeconds: 0 };
export const sessionsPlan: CollectionPlan = { name: 'sessions', indexes: [expired] };
export const invitationsPlan: CollectionPlan = { name: 'invitations', indexes: [expired] };

export class MongoVerificationSessionStore implements VerificationSessionStore {
  readonly #sessions: Collection<SessionRow>;
  readonly #documents: SealedDocuments<VerificationSession>;
  readonly #clock: Clock;

  constructor(connection: MongoConnection, sealer: Sealer, clock: Clock) {
    this.#sessions = connection.collection<SessionRow>(sessionsPlan);
    this.#documents = new SealedDocuments(sealer, 'session');
    this.#clock = clock;
  }

  async create(session: VerificationSession) {
    const { _id, ...row } = this.#row(session);
    await reaching(() => this.#sessions.replaceOne({ _id }, row, { upsert: true }));
  }

  async load(id: string) {
    const name = secretName(id);
    const row = await reaching(() => this.#sessions.findOne({ _id: name }));
    if (!row || row.expiresAt.getTime() <= this.#clock.now()) return undefined;
    return this.#documents.open(name, row.sealed.buffer);
  }

  async replace(expected: VerificationSession, next: VerificationSession) {
    const { attempts, codesSent, verified } = expected;
    const { _id, ...row } = this.#row(next);
    const expiresAt = { $gt: new Date(this.#clock.now()) };
    const filter = { _id, attempts, codesSent, verified, expiresAt };
    const { matchedCount } = await reaching(() => this.#sessions.replaceOne(filter, row));
    return matchedCount === 1;
  }

  async remove(id: string) {
    await reaching(() => this.#sessions.deleteOne({ _id: secretName(id) }));
  }

  #row(session: VerificationSession): SessionRow {
    const { id, attempts, codesSent, verified, expiresAtMs } = session;
    const name = secretName(id);
    const sealed = new Binary(this.#documents.seal(name, session));
    return { _id: name, attempts, codesSent, verified, expiresAt: new Date(expiresAtMs), sealed };
  }
}

export class MongoInvitationStore implements InvitationStore {
  readonly #invitations: Collection<InvitationRow>;

  constructor(connection: MongoConnection) {
    this.#invitations = connection.collection<InvitationRow>(invitationsPlan);
  }

  async create(invitation: Invitation) {
    const { tokenHash, used, usesAllowed, expiresAtMs } = invitation;
    const left = usesAllowed - used;
    const row = { _id: tokenHash, used, left, expiresAt: new Date(expiresAtMs) };
    await reaching(() => this.#invitations.insertOne(row));
  }

  async use(tokenHash: string, nowMs: number) {
    const filter = { _id: tokenHash, left: { $gt: 0 }, expiresAt: { $gt: new Date(nowMs) } };
    const { modifiedCount } = await reaching(() =>
      this.#invitations.updateOne(filter, { $inc: { left: -1, used: 1 } }),
    );
    return modifiedCount === 1;
  }

  async list(nowMs: number, limit: number) {
    const rows = await reaching(() =>
      this.#invitations
        .find({ expiresAt: { $gt: new Date(nowMs) } })
        .sort({ expiresAt: 1, _id: 1 })
        .limit(limit)
        .toArray(),
    );
    return rows.map(({ _id: tokenHash, used, left, expiresAt }) => {
      return { tokenHash, used, usesAllowed: used + left, expiresAtMs: expiresAt.getTime() };
    });
  }

  async revoke(tokenHash: string) {
    const { deletedCount } = await reaching(() => this.#invitations.deleteOne({ _id: tokenHash }));
    return deletedCount === 1;
  }
}
