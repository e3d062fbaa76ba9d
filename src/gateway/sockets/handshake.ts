// The handshake of the namespace: protocol version, credentials, limits, and the device's actor
// told. A refused client learns the code and is hung up on shortly after.

import type { BucketLimit, RateLimiter } from '#ports';
import type { ConnectionId, Refusal, Result } from '#protocol';
import { limits, ok, refuse } from '#protocol';
import type { Router } from '#routing';
import type { Clock, Log } from '#runtime';
import { metrics } from '#runtime';
import { z } from 'zod/v4';
import type { Attachments } from '../egress/attachments.ts';
import { Connection } from '../egress/connection.ts';
import type { ConnectionTable } from '../egress/table.ts';
import type { Authenticator, Proof } from '../ingress/authenticate.ts';
import type { Credentials } from '../ingress/credentials.ts';
import { addressSubject } from '../ingress/subjects.ts';
import type { Admission } from './admission.ts';
import type { EngineSession } from './session.ts';
import type { TokenEnds } from './tokenEnds.ts';

/** A refused client is hung up on after this, so that it can read why. */
export const refusedLingerMs = 1000;

const authSchema = z.object({
  protocol: z.number(),
  token: z.string().max(1024).optional(),
  username: z.string().max(64).optional(),
  password: z.string().max(512).optional(),
});

/** Reads a handshake's `auth`. Refuses: handshake.protocol, auth.required, auth.invalid. */
export function readCredentials(auth: unknown): Result<Credentials> {
  const read = authSchema.safeParse(auth);
  if (!read.success) {
    const field = read.error.issues[0]?.path[0];
    if (field === 'protocol' || field === undefined) return refuse('handshake.protocol');
    return refuse('auth.invalid');
  }
  const { protocol, token, username, password } = read.data;
  if (protocol !== limits.protocolVersion) return refuse('handshake.protocol');
  if (token !== undefined) return ok({ scheme: 'bearer', token });
  if (username === undefined || password === undefined) return refuse('auth.required');
  return ok({ scheme: 'basic', username, password });
}

export interface HandshakeParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly limiter: RateLimiter;
  readonly router: Pick<Router, 'nextPlace'>;
  readonly limits: { readonly connect: BucketLimit; readonly connectAccount: BucketLimit };
  readonly authenticator: Authenticator;
  readonly table: ConnectionTable;
  readonly attachments: Attachments;
  readonly ends: Pick<TokenEnds, 'set' | 'forget'>;
  readonly admission: Pick<Admission, 'finish' | 'depart'>;
  isDraining(): boolean;
}

/** Hears how a handshake went. */
type Answer = (refused?: Refusal) => void;

/** Admits sessions; the connection of an admitted one is in the table and attached. */
export class Handshake {
  readonly #parts: HandshakeParts;

  constructor(parts: HandshakeParts) {
    this.#parts = parts;
  }

  /** Answers once, when it is the session's turn; never throws. */
  admit(session: EngineSession, id: string, auth: unknown, answer: Answer): void {
    this.#parts.admission.finish(() => this.#admit(session, id, auth, answer));
  }

  async #admit(session: EngineSession, id: string, auth: unknown, answer: Answer): Promise<void> {
    let outcome: Result<Connection>;
    try {
      outcome = await this.#try(session, id, auth);
    } catch (defect) {
      this.#parts.log.error('handshake.failed', {}, defect);
      outcome = refuse('server.defect');
    }
    if (outcome.ok) return answer();
    metrics.refusals.inc({ code: outcome.refusal.code });
    answer(outcome.refusal);
    this.#parts.clock.after(refusedLingerMs, () => session.close());
  }

  async #try(session: EngineSession, id: string, auth: unknown): Promise<Result<Connection>> {
    const { limiter, router, authenticator } = this.#parts;
    if (this.#parts.isDraining()) return refuse('server.draining');
    // Whoever went while it waited for its turn costs no look-up.
    if (!session.isOpen) return refuse('handshake.timeout');
    const credentials = readCredentials(auth);
    if (!credentials.ok) return credentials;
    const { ip } = session;
    // Asked for at once, so that nobody waits for it longer than for the limiter.
    const placing = router.nextPlace();
    const byAddress = await limiter.take(this.#parts.limits.connect, addressSubject(ip));
    if (!byAddress.allowed) return refuse('rate.limited', byAddress);
    const proof = await authenticator.authenticate(credentials.value, ip);
    if (!proof.ok) return proof;
    const subject = proof.value.device.account;
    const byAccount = await limiter.take(this.#parts.limits.connectAccount, subject);
    if (!byAccount.allowed) return refuse('rate.limited', byAccount);
    const place = await placing;
    if (place === undefined) return refuse('server.unavailable');
    return this.#attach(session, id as ConnectionId, proof.value, place);
  }

  async #attach(
    session: EngineSession,
    id: ConnectionId,
    { device, expiresAtMs }: Proof,
    place: number,
  ): Promise<Result<Connection>> {
    const { table, attachments, admission, clock, ends } = this.#parts;
    if (!session.isOpen) return refuse('handshake.timeout');
    const { ip } = session;
    const facts = { id, device, ip, place, connectedAtMs: clock.now() };
    const connection = new Connection(facts, session, clock);
    table.add(connection);
    if (expiresAtMs !== undefined) ends.set(connection, expiresAtMs);
    session.onEnd = () => {
      connection.end();
      ends.forget(connection);
      if (table.remove(connection)) admission.depart(() => attachments.detach(connection));
    };
    const attached = await attachments.attach(connection);
    const refusal = attached.ok ? connection.endedEarly : attached.refusal;
    if (!refusal) return ok(connection);
    // What was refused needs no detachment; what timed out may have been attached.
    connection.detachOnEnd &&= refusal.code === 'server.timeout';
    connection.end();
    if (table.remove(connection)) attachments.detach(connection);
    const retryAfterMs = 'retryAfterMs' in refusal ? refusal.retryAfterMs : undefined;
    return refuse(refusal.code, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
}
