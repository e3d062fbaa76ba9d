// The Socket.IO door: which requests reach the engine, here or on the worker that holds their
// session; handshakes, events, and the way out.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { MemberId, Refusal } from '#protocol';
import { encodeHello, limits } from '#protocol';
import type { Config } from '#runtime';
import { logConstant, metrics } from '#runtime';
import type { Socket } from 'socket.io';
import { Server } from 'socket.io';
import { Attachments } from '../egress/attachments.ts';
import { Checks } from '../egress/checks.ts';
import type { Connection } from '../egress/connection.ts';
import { Egress } from '../egress/egress.ts';
import { ConnectionTable } from '../egress/table.ts';
import { addressSubject } from '../ingress/subjects.ts';
import type { Permits } from '../ingress/permits.ts';
import { createEngineId, engineTarget } from '../relay/engineId.ts';
import { forwardRequest, forwardUpgrade } from '../relay/forward.ts';
import type { GatewayServices } from '../services.ts';
import { Admission } from './admission.ts';
import { letGoOfHandshake, upgradeWithoutTrace } from './afterHandshake.ts';
import { gatherWrites } from './corking.ts';
import { createGuardedParser } from './decoder.ts';
import { bidFarewells } from './drainPlan.ts';
import type { EventParts } from './events.ts';
import { EventDesk } from './events.ts';
import type { HandedUpgrade, SocketHandover } from './handover.ts';
import { describeUpgrade, requestOf, shardHint } from './handover.ts';
import type { HandshakeParts } from './handshake.ts';
import { Handshake } from './handshake.ts';
import { noRooms } from './noRooms.ts';
import { guardPayloads } from './payload.ts';
import type { IsProxy } from './peer.ts';
import { listOf, originAllowed, peerAddress, proxiesOf } from './peer.ts';
import type { PendingSessionsParts } from './pendingSessions.ts';
import { PendingSessions } from './pendingSessions.ts';
import { Reader } from './reader.ts';
import { answerRefusal, answerUnknownSession, refuseUpgrade } from './refusals.ts';
import { TokenEnds } from './tokenEnds.ts';
import { eventOf } from './wire.ts';

export const socketPath = '/socket.io/';
/** Engine sessions of one worker; a process has 20,000 descriptors and needs some for itself. */
export const sessionsMax = 18_000;
/** Headers of one request. */
export const headersMax = 64;
/** A session that only began to change its transport goes on with the old one. */
const upgradeTimeoutMs = 10_000;
/** Draining: events under way on a connection may end within this. */
export const drainEventsMs = 1000;
/** Draining: how often it is looked whose turn it is. */
const drainPauseMs = 10;
/** Draining: told connections may take this long to go. */
const drainCloseMs = 800;

export interface DoorParts
  extends Pick<GatewayServices, 'clock' | 'log' | 'limiter' | 'router' | 'relay'>,
    Pick<EventParts, 'api' | 'acceptSend'>,
    Pick<HandshakeParts, 'authenticator'> {
  readonly permits: Pick<Permits, 'evict'>;
  readonly handover?: SocketHandover;
  readonly config: Pick<
    Config,
    'ALDIS_ORIGINS' | 'ALDIS_TRUSTED_PROXIES' | 'ALDIS_PENDING_PER_ADDRESS'
  >;
  readonly limits: HandshakeParts['limits'] & Pick<PendingSessionsParts, 'handshake'>;
}

/** Who is at the other end of a request, and what answers it. */
interface Peer {
  readonly ip: string;
  readonly carrier: ServerResponse | Duplex;
}

type Engine = Server['engine'];
type EngineRequest = Parameters<Engine['handleRequest']>[0];

/** The Socket.IO door of one worker. */
export class SocketDoor {
  readonly #parts: DoorParts;
  readonly #io: Server;
  readonly #table = new ConnectionTable();
  readonly #desk: EventDesk;
  readonly #pending: PendingSessions;
  readonly #admission: Admission;
  /** One function for all, since there is a listener for every session that is not welcome yet. */
  readonly #release: (this: object) => void;
  readonly #peers = new WeakMap<IncomingMessage, Peer>();
  readonly #readers = new WeakMap<Socket['conn'], Reader>();
  readonly #origins: readonly string[];
  readonly #isProxy: IsProxy;
  #draining = false;

  constructor(parts: DoorParts) {
    this.#parts = parts;
    this.#origins = listOf(parts.config.ALDIS_ORIGINS);
    this.#isProxy = proxiesOf(parts.config.ALDIS_TRUSTED_PROXIES);
    this.#pending = new PendingSessions({
      clock: parts.clock,
      handshake: parts.limits.handshake,
      perAddressMax: parts.config.ALDIS_PENDING_PER_ADDRESS,
    });
    const pending = this.#pending;
    this.#release = function () {
      pending.release(this);
    };
    this.#admission = new Admission(parts.clock);
    const attachments = new Attachments(parts.router, this.#table, parts.clock, parts.log);
    new Checks({ ...parts, table: this.#table, attachments });
    new Egress(parts.router, this.#table, attachments, parts.permits);
    const ends = new TokenEnds(parts.clock, parts.authenticator);
    this.#desk = new EventDesk({ ...parts, ends });
    const handshake = new Handshake({
      ...parts,
      table: this.#table,
      attachments,
      ends,
      admission: this.#admission,
      isDraining: () => this.#draining,
      addressOf: (socket) => this.#peers.get(socket.request)?.ip ?? '',
    });
    this.#io = this.#createServer();
    this.#io.use((socket, next) => handshake.admit(socket, next));
    this.#io.on('connection', (socket) => this.#connected(socket));
    parts.handover?.onGiven((upgrade, socket) => this.#given(upgrade, socket));
  }

  /** Authenticated connections of this worker. */
  get connections(): number {
    return this.#table.size;
  }

  /** A request under `/socket.io/` from outside. */
  request(request: IncomingMessage, response: ServerResponse): void {
    const denied = this.#screen(request);
    const target = engineTarget(request.url ?? '');
    if (denied) answerRefusal(response, denied);
    else if (target.type === 'session' && this.#isForeign(target.member)) {
      void this.#relay(target.member, request, response);
    } else this.#serve(request, response);
  }

  /** An upgrade under `/socket.io/` from outside. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const denied = this.#screen(request);
    const target = engineTarget(request.url ?? '');
    if (denied) refuseUpgrade(socket, denied);
    else if (target.type === 'session' && this.#isForeign(target.member)) {
      void this.#relayUpgrade(target.member, request, socket, head);
    } else if (target.type === 'session' || !this.#handOver(request, socket, head)) {
      this.#serveUpgrade(request, socket, head);
    }
  }

  /** True when the worker that owns the account has the socket now. */
  #handOver(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { handover, router } = this.#parts;
    const shard = handover && shardHint(request.url);
    const owner = shard === undefined ? undefined : router.ownerOf(shard);
    if (!handover || !this.#isForeign(owner)) return false;
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

  /** A request another worker has passed on: for a session of this one, or for nobody. */
  relayedRequest(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isOwn(request)) this.#serve(request, response);
    else answerUnknownSession(response);
  }

  relayedUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (this.#isOwn(request)) this.#serveUpgrade(request, socket, head);
    else refuseUpgrade(socket, { code: 'request.malformed' });
  }

  /** Takes no handshake any more, and sends everybody away, one by one; who is left is served. */
  async drain(): Promise<void> {
    this.#draining = true;
    const sendAway = this.#sendAway.bind(this);
    await bidFarewells(this.#table.all(), this.#parts.clock, sendAway);
    for (let waited = 0; this.#table.size > 0 && waited < drainCloseMs; waited += drainPauseMs) {
      await this.#pause(drainPauseMs);
    }
  }

  /** Events under way are answered first. */
  async #sendAway(connection: Connection, pauseMs: number): Promise<void> {
    await this.#within(drainEventsMs, this.#desk.leave(connection));
    connection.close('server.draining', pauseMs);
  }

  /** Ends what is left. */
  async stop(): Promise<void> {
    this.#draining = true;
    for (const connection of this.#table.all()) connection.cut();
    await this.#io.close();
  }

  #createServer(): Server {
    const { clock, log, router } = this.#parts;
    const guard = createGuardedParser(clock);
    const io = new Server({
      path: socketPath,
      serveClient: false,
      parser: guard.parser,
      adapter: noRooms,
      transports: ['polling', 'websocket'],
      allowEIO3: false,
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: limits.frameBytesMax,
      pingInterval: limits.pingIntervalMs,
      pingTimeout: limits.pingTimeoutMs,
      connectTimeout: limits.handshakeTimeoutMs,
      upgradeTimeout: upgradeTimeoutMs,
      ...(this.#origins.length > 0 ? { cors: { origin: [...this.#origins] } } : {}),
    });
    // A server that never listens: requests are handed over one by one, after they were screened.
    io.attach(createServer());
    io.engine.generateId = () => createEngineId(router.member);
    io.engine.on('connection', (conn: Socket['conn']) => {
      const carrier = this.#peers.get(conn.request)?.carrier;
      if (carrier) this.#pending.pass(carrier.off('close', this.#release), conn);
      conn.once('close', this.#release);
      const reader = new Reader(conn);
      guardPayloads(conn, () => reader.onRefused());
      // Frames gather their writes themselves.
      if (!reader.speaksFrames) gatherWrites(conn);
      guard.claim()?.watch(reader);
      this.#readers.set(conn, reader);
    });
    io.engine.on('connection_error', (failure: { code: number }) => {
      log.debug('engine.refused', { engineCode: failure.code });
    });
    return io;
  }

  #connected(socket: Socket): void {
    const connection = this.#table.get(socket.id as Parameters<ConnectionTable['get']>[0]);
    if (!connection) {
      // It ended between its admission and now.
      socket.conn.close();
      return;
    }
    this.#pending.release(socket.conn.off('close', this.#release));
    const receive = this.#desk.receiver(connection);
    // Events end here: their names never meet the socket's own, such as `error`.
    socket.use((event) => receive(eventOf(event)));
    socket.on('disconnect', closeTransport);
    this.#readers.get(socket.conn)?.join(connection, receive);
    letGoOfHandshake(socket);
    connection.open(
      encodeHello({
        protocol: limits.protocolVersion,
        serverTime: this.#parts.clock.now(),
        member: this.#parts.router.member,
        envelopeBytesMax: limits.envelopeBytesMax,
        unacknowledgedMax: limits.unacknowledgedMax,
        frameBytesMax: limits.frameBytesMax,
      }),
    );
  }

  /** What no engine should see. */
  #screen(request: IncomingMessage): Refusal | undefined {
    if (request.rawHeaders.length > 2 * headersMax) return { code: 'request.too_large' };
    const { origin, host } = request.headers;
    if (!originAllowed(origin, host, this.#origins)) return { code: 'handshake.origin' };
    const target = engineTarget(request.url ?? '');
    if (target.type === 'ambiguous') return { code: 'request.malformed' };
    if (target.type === 'session') return undefined;
    if (this.#draining) return { code: 'server.draining' };
    if (this.#io.engine.clientsCount + this.#admission.waiting >= sessionsMax)
      return { code: 'server.busy' };
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

  #isForeign(member: MemberId | undefined): member is MemberId {
    return member !== undefined && member !== this.#parts.router.member;
  }

  #isOwn(request: IncomingMessage): boolean {
    const target = engineTarget(request.url ?? '');
    return target.type === 'session' && target.member === this.#parts.router.member;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const serve = () => this.#io.engine.handleRequest(request as EngineRequest, response);
    const refuse = (refusal: Refusal) => answerRefusal(response, refusal);
    this.#inTurn(request, response, serve, refuse, () => refuse({ code: 'request.malformed' }));
  }

  #serveUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { engine } = this.#io;
    const upgrade = () => engine.handleUpgrade(request as EngineRequest, socket, head);
    const serve = () => upgradeWithoutTrace(socket, upgrade);
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

  async #relay(
    member: MemberId,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      const address = await this.#parts.router.relayAddress(member);
      const key = this.#parts.relay?.key;
      const outcome = address
        ? await forwardRequest(request, response, address, key)
        : 'unreachable';
      if (outcome === 'unreachable') answerUnknownSession(response);
      else if (outcome === 'tooLarge') answerRefusal(response, { code: 'request.too_large' });
    } catch (defect) {
      this.#parts.log.error('relay.failed', { member: logConstant(member) }, defect);
      response.destroy();
    }
  }

  async #relayUpgrade(
    member: MemberId,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    try {
      const address = await this.#parts.router.relayAddress(member);
      const key = this.#parts.relay?.key;
      const joined = address && (await forwardUpgrade(request, socket, head, address, key));
      if (!joined) refuseUpgrade(socket, { code: 'request.malformed' });
    } catch (defect) {
      this.#parts.log.error('relay.failed', { member: logConstant(member) }, defect);
      socket.destroy();
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.after(ms, resolve));
  }

  #within(ms: number, done: Promise<void>): Promise<void> {
    return Promise.race([done, this.#pause(ms)]);
  }
}

/** A client that leaves the namespace has nothing else here. */
function closeTransport(this: Socket): void {
  this.conn.close();
}
