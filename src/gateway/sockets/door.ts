// The Socket.IO door: which requests reach the engine, here or on the worker that holds their
// session, and who joins its sessions.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionId, Refusal } from '#protocol';
import type { Config } from '#runtime';
import { metrics } from '#runtime';
import { ConnectionIndex } from '../egress/connectionIndex.ts';
import { addressSubject } from '../ingress/subjects.ts';
import { createEngineId, engineTarget } from '../relay/engineId.ts';
import { Onward } from '../relay/onward.ts';
import type { GatewayServices } from '../services.ts';
import { Admission } from './admission.ts';
import type { ConnectionsParts } from './connections.ts';
import { Connections } from './connections.ts';
import type { EngineConn } from './engine.ts';
import { SocketEngine } from './engine.ts';
import type { HandedUpgrade, SocketHandover } from './handover.ts';
import { describeUpgrade, requestOf, shardHint } from './handover.ts';
import type { IsProxy } from './peer.ts';
import { listOf, originAllowed, peerAddress, proxiesOf } from './peer.ts';
import type { PendingSessionsParts } from './pendingSessions.ts';
import { PendingSessions } from './pendingSessions.ts';
import { answerRefusal, answerUnknownSession, refuseUpgrade } from './refusals.ts';
import { EngineSession } from './session.ts';
import type { WaitingDevices } from './waitingDevices.ts';

/** Engine sessions of one worker; a process has 20,000 descriptors and needs some for itself. */
const sessionsMax = 18_000;
/** Headers of one request. */
const headersMax = 64;

export interface DoorParts
  extends Pick<GatewayServices, 'relay'>,
    Omit<ConnectionsParts, 'index' | 'admission' | 'anonymousPerAddressMax'> {
  readonly handover?: SocketHandover;
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
  readonly #onward: Onward;
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
    this.#onward = new Onward(parts);
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
    parts.handover?.onGiven((upgrade, socket) => this.#given(upgrade, socket));
  }

  /** Authenticated connections of this worker. */
  get connections(): number {
    return this.#index.size;
  }

  /** A request under `/socket.io/` from outside. */
  request(request: IncomingMessage, response: ServerResponse): void {
    const denied = this.#screen(request);
    const owner = this.#onward.ownerOf(request);
    if (denied) answerRefusal(response, denied);
    else if (owner) void this.#onward.request(owner, request, response);
    else this.#serve(request, response);
  }

  /** An upgrade under `/socket.io/` from outside. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const denied = this.#screen(request);
    const owner = this.#onward.ownerOf(request);
    if (denied) refuseUpgrade(socket, denied);
    else if (owner) void this.#onward.upgrade(owner, request, socket, head);
    else if (!this.#handOver(request, socket, head)) this.#serveUpgrade(request, socket, head);
  }

  /** A request another worker has passed on: for a session of this one, or for nobody. */
  relayedRequest(request: IncomingMessage, response: ServerResponse): void {
    if (this.#onward.isOwn(request)) this.#serve(request, response);
    else answerUnknownSession(response);
  }

  relayedUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (this.#onward.isOwn(request)) this.#serveUpgrade(request, socket, head);
    else refuseUpgrade(socket, { code: 'request.malformed' });
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

  /** True when the worker that owns the account has the socket now. */
  #handOver(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { handover, router } = this.#parts;
    if (!handover || engineTarget(request.url ?? '').type === 'session') return false;
    const shard = shardHint(request.url);
    const owner = shard === undefined ? undefined : router.ownerOf(shard);
    if (!this.#onward.isForeign(owner)) return false;
    return handover.give(owner, describeUpgrade(request, head), socket);
  }

  /** A socket that came in elsewhere and belongs here. */
  #given(upgrade: HandedUpgrade, socket: NetSocket): void {
    metrics.handovers.inc();
    socket.on('error', () => socket.destroy());
    const request = requestOf(upgrade, socket);
    const denied = this.#screen(request);
    if (denied) refuseUpgrade(socket, denied);
    else this.#serveUpgrade(request, socket, Buffer.from(upgrade.head, 'base64'));
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

  /** What no engine should see. */
  #screen(request: IncomingMessage): Refusal | undefined {
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

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const serve = () => this.#engine.serve(request, response);
    const refuse = (refusal: Refusal) => answerRefusal(response, refusal);
    this.#inTurn(request, response, serve, refuse, () => refuse({ code: 'request.malformed' }));
  }

  #serveUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const serve = () => this.#engine.serveUpgrade(request, socket, head);
    const refuse = (refusal: Refusal) => refuseUpgrade(socket, refusal);
    this.#inTurn(request, socket, serve, refuse, () => socket.destroy());
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
    const attempt = () => {
      try {
        serve();
      } catch {
        onThrown();
      }
    };
    if (engineTarget(request.url ?? '').type !== 'handshake') return attempt();
    this.#admission.enter(carrier, attempt, () => refuse({ code: 'server.busy' }));
  }
}
