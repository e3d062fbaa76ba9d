// The Socket.IO door: which requests reach the engine of this worker, and who joins its sessions.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionId, Refusal } from '#protocol';
import type { Config } from '#runtime';
import { ConnectionIndex } from '../egress/connectionIndex.ts';
import { addressSubject } from '../ingress/subjects.ts';
import { createEngineId, engineTarget } from '../relay/engineId.ts';
import { Admission } from './admission.ts';
import type { ConnectionsParts } from './connections.ts';
import { Connections } from './connections.ts';
import type { EngineConn } from './engine.ts';
import { SocketEngine } from './engine.ts';
import type { IsProxy } from './peer.ts';
import { listOf, originAllowed, peerAddress, proxiesOf } from './peer.ts';
import type { PendingSessionsParts } from './pendingSessions.ts';
import { PendingSessions } from './pendingSessions.ts';
import { answerRefusal, refuseUpgrade } from './refusals.ts';
import { EngineSession } from './session.ts';
import type { WaitingDevices } from './waitingDevices.ts';

/** Engine sessions of one worker; a process has 20,000 descriptors and needs some for itself. */
const sessionsMax = 18_000;
/** Headers of one request. */
const headersMax = 64;

export interface DoorParts
  extends Omit<ConnectionsParts, 'index' | 'admission' | 'anonymousPerAddressMax'> {
  readonly config: Pick<
    Config,
    | 'ALDIS_ORIGINS'
    | 'ALDIS_TRUSTED_PROXIES'
    | 'ALDIS_PENDING_PER_ADDRESS'
    | 'ALDIS_ANONYMOUS_PER_ADDRESS'
  >;
  readonly waiting: WaitingDevices;
  readonly limits: ConnectionsParts['limits'] & Pick<PendingSessionsParts, 'handshake'>;
}

/** Who is at the other end of a request, and what answers it. */
interface Peer {
  readonly ip: string;
  readonly carrier: ServerResponse | Duplex;
}

/** The Socket.IO door of one worker. */
export class SocketDoor {
  readonly #parts: DoorParts;
  readonly #engine: SocketEngine<EngineSession>;
  readonly #index = new ConnectionIndex();
  readonly #connections: Connections;
  readonly #pending: PendingSessions;
  readonly #admission: Admission;
  /** One function for all, since there is a listener for every request that begins a session. */
  readonly #release: (this: object) => void;
  readonly #peers = new WeakMap<IncomingMessage, Peer>();
  readonly #origins: readonly string[];
  readonly #isProxy: IsProxy;

  constructor(parts: DoorParts) {
    const { clock, config, log, router } = parts;
    this.#parts = parts;
    this.#origins = listOf(config.ALDIS_ORIGINS);
    this.#isProxy = proxiesOf(config.ALDIS_TRUSTED_PROXIES);
    const pending = new PendingSessions({
      clock,
      handshake: parts.limits.handshake,
      perAddressMax: config.ALDIS_PENDING_PER_ADDRESS,
    });
    this.#pending = pending;
    this.#release = function () {
      pending.release(this);
    };
    this.#admission = new Admission(clock);
    const connections = new Connections({
      ...parts,
      index: this.#index,
      admission: this.#admission,
      anonymousPerAddressMax: config.ALDIS_ANONYMOUS_PER_ADDRESS,
    });
    this.#connections = connections;
    const release = (session: EngineSession) => pending.release(session);
    this.#engine = new SocketEngine<EngineSession>({
      origins: this.#origins,
      newSessionId: () => createEngineId(router.member),
      begin: (conn, request) => this.#begin(conn, request, release),
      onHandshake: (session, id, auth, answer) =>
        connections.admit(session, id as ConnectionId, auth, answer),
      onConnected: (session, id) => {
        release(session);
        connections.open(session, id as ConnectionId);
      },
      onLink: (session, auth, answer) => void parts.waiting.admit(session, auth, answer),
      onLinkOpen: (session) => {
        release(session);
        parts.waiting.open(session);
      },
      onRefused: (engineCode) => log.debug('engine.refused', { engineCode }),
    });
  }

  /** Authenticated connections of this worker. */
  get connections(): number {
    return this.#index.size;
  }

  /** What no engine should see. */
  screen(request: IncomingMessage): Refusal | undefined {
    if (request.rawHeaders.length > 2 * headersMax) return { code: 'request.too_large' };
    const { origin, host } = request.headers;
    if (!originAllowed(origin, host, this.#origins)) return { code: 'handshake.origin' };
    const target = engineTarget(request.url ?? '');
    if (target.type === 'ambiguous') return { code: 'request.malformed' };
    if (target.type === 'session') return undefined;
    if (this.#connections.isDraining) return { code: 'server.draining' };
    if (this.#engine.count + this.#admission.waiting >= sessionsMax) return { code: 'server.busy' };
    return this.#pending.begin(addressSubject(peerAddress(request, this.#isProxy)));
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const serve = () => this.#engine.serve(request, response);
    const refuse = (refusal: Refusal) => answerRefusal(response, refusal);
    this.#inTurn(request, response, serve, refuse, () => refuse({ code: 'request.malformed' }));
  }

  serveUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const serve = () => this.#engine.serveUpgrade(request, socket, head);
    const refuse = (refusal: Refusal) => refuseUpgrade(socket, refusal);
    this.#inTurn(request, socket, serve, refuse, () => socket.destroy());
  }

  /** Takes no handshake any more, and sends everybody away, one by one; who is left is served. */
  drain(): Promise<void> {
    this.#parts.waiting.drain();
    return this.#connections.drain();
  }

  /** Ends what is left. */
  async stop(): Promise<void> {
    this.#connections.stop();
    await this.#engine.close();
  }

  /** The session holds the place that its first request held. */
  #begin(
    conn: EngineConn,
    request: IncomingMessage,
    release: (session: EngineSession) => void,
  ): EngineSession {
    const { ip = '', carrier } = this.#peers.get(request) ?? {};
    const session = new EngineSession(conn, ip, this.#parts.clock, release);
    if (carrier) this.#pending.pass(carrier.off('close', this.#release), session);
    return session;
  }

  /**
   * Notes who is at the other end, and holds a place among the pending sessions of that address for
   * who begins one: until it is authenticated, or `carrier` is closed without a session.
   */
  #welcome(request: IncomingMessage, carrier: Peer['carrier']): Refusal | undefined {
    const ip = peerAddress(request, this.#isProxy);
    this.#peers.set(request, { ip, carrier });
    if (engineTarget(request.url ?? '').type !== 'handshake') return undefined;
    const refusal = this.#pending.hold(carrier, addressSubject(ip));
    if (!refusal) carrier.once('close', this.#release);
    return refusal;
  }

  /** What begins a session waits for its turn; what goes on with one goes first. */
  #inTurn(
    request: IncomingMessage,
    carrier: Peer['carrier'],
    serve: () => void,
    refuse: (refusal: Refusal) => void,
    onThrown: () => void,
  ): void {
    const crowded = this.#welcome(request, carrier);
    if (crowded) return refuse(crowded);
    const begin = () => {
      try {
        serve();
      } catch {
        onThrown();
      }
    };
    if (engineTarget(request.url ?? '').type !== 'handshake') return begin();
    this.#admission.enter(carrier, begin, () => refuse({ code: 'server.busy' }));
  }
}
