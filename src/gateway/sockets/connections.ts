// The life of a connection, over whatever transport. A client shows its credentials; it is held to
// its limits, its proof is checked, it gets its ordinal, and the device's actor is told. It is
// greeted, its events are worked on, and it ends, or is sent away when its worker stops. A door
// brings the clients and knows what carries them; nobody here does, and the simulation brings
// clients of its own.

import type { RateLimiter, RelationStore } from '#ports';
import type { ConnectionId, Refusal, Result } from '#protocol';
import { encodeHello, limits, ok, refuse } from '#protocol';
import type { Router } from '#routing';
import { metrics } from '#runtime';
import { Attachments } from '../egress/attachments.ts';
import { Checks } from '../egress/checks.ts';
import { Connection } from '../egress/connection.ts';
import type { Evictor, ProvisionEvents } from '../egress/egress.ts';
import { Egress, reconnectPauseMs } from '../egress/egress.ts';
import type { ClientWire } from '../egress/plainConnection.ts';
import { PlainConnection } from '../egress/plainConnection.ts';
import type { ConnectionIndex } from '../egress/connectionIndex.ts';
import { Calls } from '../egress/calls.ts';
import { Topics } from '../egress/topics.ts';
import type { Authenticator, Proof } from '../ingress/authenticate.ts';
import type { CallDoor } from '../ingress/callDoor.ts';
import type { AskedConsent } from '../ingress/consentsFile.ts';
import { lacksConsent, requiredOf } from '../ingress/consentsFile.ts';
import { allows } from '../ingress/freshProof.ts';
import type { LateAnswers } from '../ingress/lateAnswers.ts';
import type { Permits } from '../ingress/permits.ts';
import type { RateLimits } from '../ingress/rateLimits.ts';
import { addressSubject } from '../ingress/subjects.ts';
import type { Admission } from './admission.ts';
import { drainConnections } from './drain.ts';
import type { EventParts, ReceiveEvent } from './events.ts';
import { ClientEvents } from './events.ts';
import { readCredentials } from './handshake.ts';
import { Nameless } from './nameless.ts';
import { TokenEnds } from './tokenEnds.ts';

/** A refused client is hung up on after this, so that it can read why. */
export const refusedLingerMs = 1000;

/** Who joined a client, once its handshake is answered. */
export interface Joined {
  readonly receive: ReceiveEvent;
  /** What it sent cannot be read: the connection ends with a word. */
  onMalformed(): void;
}

/** A client at a door, as its transport shows it. */
export interface Client extends ClientWire {
  /** The peer's address. */
  readonly ip: string;
  /** False once it is gone; whoever sees it true before `onEnd` is set hears of its end there. */
  readonly isOpen: boolean;
  onEnd: (() => void) | undefined;
  /** Its events go there from now on; called right before hello. */
  join(joined: Joined): void;
}

export interface ConnectionsParts extends Omit<EventParts, 'ends' | 'router' | 'topics' | 'calls'> {
  readonly router: Router;
  readonly limiter: RateLimiter;
  readonly limits: Pick<RateLimits, 'connect' | 'connectAccount'>;
  readonly authenticator: Authenticator;
  readonly permits: Evictor & Pick<Permits, 'under'>;
  readonly late: Pick<LateAnswers, 'told'>;
  /** What whoever connects has to have agreed to is among it. */
  readonly consents: readonly AskedConsent[];
  /** Who may hear whose presence. */
  readonly relations: Pick<RelationStore, 'load'>;
  readonly index: ConnectionIndex;
  readonly waiting: ProvisionEvents;
  readonly admission: Pick<Admission, 'finish' | 'depart'>;
  /** Who may come into calls. */
  readonly callDoor: Pick<CallDoor, 'enter' | 'standings'>;
  /** Connections without a name that one address may hold. */
  readonly anonymousPerAddressMax: number;
}

/** The connections of one worker. */
export class Connections {
  readonly #parts: ConnectionsParts;
  readonly #attachments: Attachments;
  readonly #nameless: Nameless;
  readonly #ends: TokenEnds;
  readonly #topics: Topics;
  readonly #calls: Calls;
  readonly #events: ClientEvents;
  #draining = false;

  constructor(parts: ConnectionsParts) {
    const { clock, log, router, index, authenticator, permits } = parts;
    const needs = () => requiredOf(parts.consents);
    const attachments = new Attachments(router, index, clock, log, needs);
    this.#parts = parts;
    this.#nameless = new Nameless(parts.anonymousPerAddressMax);
    this.#attachments = attachments;
    this.#ends = new TokenEnds(clock, authenticator);
    this.#topics = new Topics(parts);
    this.#calls = new Calls({ ...parts, door: parts.callDoor });
    const own = { ends: this.#ends, topics: this.#topics, calls: this.#calls };
    this.#events = new ClientEvents({ ...parts, ...own });
    new Checks({ ...parts, attachments });
    new Egress(router, index, attachments, permits, this.#topics, this.#calls, parts.waiting);
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  /**
   * Answers once, when it is the client's turn; never throws. An admitted one is in the index and
   * attached, and is opened next. Who is refused is hung up on shortly after.
   */
  admit(
    client: Client,
    id: ConnectionId,
    auth: unknown,
    answer: (refused?: Refusal) => void,
  ): void {
    const { admission, clock, log, late } = this.#parts;
    admission.finish(async () => {
      let outcome: Result<null>;
      try {
        outcome = await this.#try(client, id, auth);
      } catch (defect) {
        log.error('handshake.failed', {}, defect);
        outcome = refuse('server.defect');
      }
      if (outcome.ok) return answer();
      // Not in its turn: whoever guesses holds up no handshake.
      void late.told(outcome.refusal, client.ip).then((refusal) => {
        metrics.refusals.inc({ code: refusal.code });
        answer(refusal);
        clock.after(refusedLingerMs, () => client.close());
      });
    });
  }

  /** The client has heard that it may come in: hello, then what came early, then its events. */
  open(client: Client, id: ConnectionId): void {
    const { clock, router, index } = this.#parts;
    const named = index.get(id);
    const connection = named ?? this.#nameless.get(id);
    // It may have ended between its admission and now.
    if (!connection) return client.close();
    client.join({
      receive: named ? this.#events.receiver(named) : this.#events.anonymousReceiver(connection),
      onMalformed: () => connection.close('frame.malformed', reconnectPauseMs()),
    });
    connection.open(
      encodeHello({
        protocol: limits.protocolVersion,
        serverTime: clock.now(),
        member: router.member,
        envelopeBytesMax: limits.envelopeBytesMax,
        unacknowledgedMax: limits.unacknowledgedMax,
        frameBytesMax: limits.frameBytesMax,
      }),
    );
  }

  /** Admits nobody any more, and sends everybody away, one by one; who is left is served. */
  async drain(): Promise<void> {
    this.#draining = true;
    const { index, clock } = this.#parts;
    const nameless = this.#nameless;
    const present = {
      all: () => [...index.all(), ...nameless.all()],
      get size() {
        return index.size + nameless.size;
      },
    };
    await drainConnections(present, this.#events, clock);
  }

  /** Ends what is left. */
  stop(): void {
    this.#draining = true;
    for (const connection of this.#parts.index.all()) connection.cut();
    for (const connection of this.#nameless.all()) connection.cut();
  }

  async #try(client: Client, id: ConnectionId, auth: unknown): Promise<Result<null>> {
    const { limiter, router, authenticator } = this.#parts;
    if (this.#draining) return refuse('server.draining');
    // Whoever went while it waited for its turn costs no look-up.
    if (!client.isOpen) return refuse('handshake.timeout');
    const credentials = readCredentials(auth);
    if (!credentials.ok) return credentials;
    const { ip } = client;
    const shown = credentials.value;
    // Asked for at once, so that nobody waits for it longer than for the limiter.
    const numbering = shown.scheme === 'none' ? undefined : router.nextOrdinal();
    const byAddress = await limiter.take(this.#parts.limits.connect, addressSubject(ip));
    if (!byAddress.allowed) return refuse('rate.limited', byAddress);
    if (shown.scheme === 'none') return this.#welcome(client, id);
    const proof = await authenticator.authenticate(shown, ip);
    if (!proof.ok) return proof;
    // Whoever is connected takes the account's mail away.
    if (!allows(proof.value.device.scopes, 'device')) return refuse('auth.scope');
    const lacking = lacksConsent(this.#parts.consents, proof.value.device);
    if (lacking) return lacking;
    const subject = proof.value.device.account;
    const byAccount = await limiter.take(this.#parts.limits.connectAccount, subject);
    if (!byAccount.allowed) return refuse('rate.limited', byAccount);
    const ordinal = await numbering;
    if (ordinal === undefined) return refuse('server.unavailable');
    if (!client.isOpen) return refuse('handshake.timeout');
    return this.#attach(client, id, proof.value, ordinal);
  }

  /** Lets somebody in who says no name. */
  #welcome(client: Client, id: ConnectionId): Result<null> {
    if (!client.isOpen) return refuse('handshake.timeout');
    const connection = new PlainConnection({ id, ip: client.ip }, client, this.#parts.clock);
    const refusal = this.#nameless.add(connection);
    if (refusal) return { ok: false, refusal };
    client.onEnd = () => {
      connection.end();
      this.#nameless.remove(connection);
      this.#calls.ended(connection);
    };
    return ok(null);
  }

  async #attach(
    client: Client,
    id: ConnectionId,
    { device, expiresAtMs }: Proof,
    ordinal: number,
  ): Promise<Result<null>> {
    const { index, admission, clock } = this.#parts;
    const { ip } = client;
    const facts = { id, device, ip, ordinal, connectedAtMs: clock.now() };
    const connection = new Connection(facts, client, clock);
    index.add(connection);
    if (expiresAtMs !== undefined) this.#ends.set(connection, expiresAtMs);
    client.onEnd = () => {
      connection.end();
      this.#ends.forget(connection);
      if (!index.remove(connection)) return;
      admission.depart(() => {
        this.#attachments.detach(connection);
        this.#topics.ended(connection);
      });
    };
    const attached = await this.#attachments.attach(connection);
    const refusal = attached.ok ? connection.endedEarly : attached.refusal;
    if (!refusal) return ok(null);
    // What was refused needs no detachment; what timed out may have been attached.
    connection.detachOnEnd &&= refusal.code === 'server.timeout';
    connection.end();
    if (index.remove(connection)) this.#attachments.detach(connection);
    const retryAfterMs = 'retryAfterMs' in refusal ? refusal.retryAfterMs : undefined;
    return refuse(refusal.code, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
}
