// The Socket.IO connection of a device: WebSocket first, long-polling where that fails, and its
// own way of coming back.

import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import {
  accountAddress,
  ackEvent,
  clientEvents,
  eventFramesQuery,
  limits,
  parseDeviceAddress,
  parseMemberId,
  homeOf,
  homeQuery,
  requestEvent,
  sendEvent,
  sendGroupEvent,
  serverEvents,
  topicPublishEvent,
  topicSubscribeEvent,
  topicUnsubscribeEvent,
} from '#protocol';
import type {
  ClientEventSpec,
  EventAnswer,
  EventBody,
  SendAnswer,
  SendFrame,
  SendGroupAnswer,
  SendGroupFrame,
  ServerEventName,
} from '#protocol';
import type { ClientClock } from '../clock.ts';
import type { Addresses } from './addresses.ts';
import { Backoff, reconnect } from './backoff.ts';
import type { DialOptions, Pool } from './dialer.ts';
import { eventParser } from './eventParser.ts';
import { parseJson } from './http.ts';
import { codeOf, handshakeRefusal } from './serverWords.ts';
import { untrustedIn } from './tlsTrust.ts';
import type {
  AccessProof,
  CallEventName,
  Credentials,
  HttpAnswer,
  HttpAsk,
  TopicAsk,
  Transport,
  TransportHandlers,
} from './transport.ts';
import { NoAnswer } from './transport.ts';
import { ways } from './ways.ts';

/** Longer than the server's own deadline, so that its word on the outcome is heard. */
const answerTimeoutMs = limits.commandDeadlineMs + 5_000;
const connectTimeoutMs = 15_000;
const statusLeast = 100;
const statusMax = 599;
/** The largest `deliver`: whole envelopes, each with the fields around its content. */
const eventBytesMax = limits.deliverEnvelopesMax * (limits.envelopeBytesMax + 1024);
/** A connection that lasted this long was a good one: the next wait starts small again. */
const steadyMs = 5_000;

/**
 * Codes after which the same credentials will never do, or another process took the device's
 * place.
 */
const finalCodes: readonly string[] = [
  'device.replaced',
  'device.removed',
  'account.deleted',
  'account.suspended',
  'auth.invalid',
  'auth.forbidden',
  'handshake.protocol',
  'handshake.origin',
];

/** How a cluster is reached. */
export interface SocketOptions extends DialOptions {
  /**
   * Further addresses of the same cluster. All are tried side by side, each a quarter of a second
   * after the one before; the first that answers is used until it fails.
   */
  readonly others?: readonly string[];
  readonly transports?: readonly ('websocket' | 'polling')[];
  /** Lets the password go to another host without TLS. */
  readonly insecure?: boolean;
  /**
   * After so many tries in a row that found no server it tries no more: `closed` is told with
   * `server.unreachable`, once, and `reconnect()` begins again. Default: no end.
   */
  readonly triesMax?: number;
  readonly clock?: ClientClock;
}

/** How a connection is made, and where to. */
export interface Line {
  readonly pool: Pool;
  readonly addresses: Addresses;
}

export class SocketTransport implements Transport {
  readonly #line: Line;
  readonly #triesMax: number;
  #tries = 0;
  /** The try that is under way; what an earlier one still says is of no matter. */
  #attempt = 0;
  readonly #credentials: Credentials | undefined;
  readonly #clock: ClientClock;
  readonly #transports: readonly ('websocket' | 'polling')[];
  readonly #backoff = new Backoff(reconnect);
  /** Lets the server place the connection near its account. */
  readonly #home: Readonly<Record<string, string>>;
  #handlers: TransportHandlers | undefined;
  #socket: Socket | undefined;
  #wait: { cancel(): void } | undefined;
  #closing: { code: string; afterMs: number } | undefined;
  #connectedAt: number | undefined;
  /** What is done about the server's events; others are not heard. */
  readonly #heard: { readonly [Name in ServerEventName]?: (body: EventBody<Name>) => void } = {
    'server:hello': ({ member, serverTime }) => {
      this.#serverAheadMs = serverTime - this.#clock.now();
      this.#member = parseMemberId(member);
      this.#connectedAt = this.#clock.now();
      this.#tries = 0;
      this.#handlers?.state('connected');
    },
    deliver: (envelopes) => this.#handlers?.deliver(envelopes),
    'queue-empty': () => this.#handlers?.queueEmpty(),
    notice: (notice) => this.#handlers?.notice(notice),
    security: (events) => this.#handlers?.security(events),
    signal: (signal) => this.#handlers?.signal(signal),
    presence: (presence) => this.#handlers?.presence(presence),
    'call:members': (told) => this.#handlers?.callMembers?.(told),
    'call:ended': (ended) => this.#handlers?.callEnded?.(ended),
    'server:closing': ({ code, reconnectAfterMs }) => {
      this.#closing = { code: codeOf(code) ?? 'server.refused', afterMs: reconnectAfterMs };
    },
  };
  #member: string | undefined;
  #serverAheadMs: number | undefined;
  #closed = false;
  /** There is a connection, or one is being made. */
  #isTrying = false;

  constructor(
    line: Line,
    credentials: Credentials | undefined,
    clock: ClientClock,
    options: SocketOptions = {},
  ) {
    const { triesMax = Number.POSITIVE_INFINITY } = options;
    this.#triesMax = triesMax;
    this.#line = line;
    this.#credentials = credentials;
    this.#clock = clock;
    // Who says no name does not say whose neighbour it wants to be.
    const address = credentials && parseDeviceAddress(credentials.username);
    const home = address && homeOf(accountAddress(address.account));
    this.#home = home === undefined ? {} : { [homeQuery]: String(home) };
    this.#transports = options.transports ?? ['websocket', 'polling'];
  }

  get connected(): boolean {
    return this.#connectedAt !== undefined;
  }

  get member(): string | undefined {
    return this.#member;
  }

  serverMs(): number | undefined {
    const aheadMs = this.#serverAheadMs;
    return aheadMs === undefined ? undefined : this.#clock.now() + aheadMs;
  }

  open(handlers: TransportHandlers, how?: 'now'): void {
    this.#handlers = handlers;
    if (this.#closed || this.#isTrying) return;
    if (this.#wait && how !== 'now') return;
    this.#wait?.cancel();
    this.#connect();
  }

  send(frame: SendFrame): Promise<SendAnswer> {
    return this.#ask(sendEvent, frame);
  }

  sendGroup(frame: SendGroupFrame): Promise<SendGroupAnswer> {
    return this.#ask(sendGroupEvent, frame);
  }

  call<Name extends CallEventName>(name: Name, body: EventBody<Name>): Promise<EventAnswer<Name>> {
    const spec = clientEvents.get(name) as ClientEventSpec<string, EventBody<Name>> | undefined;
    if (!spec) return Promise.reject(new NoAnswer(`There is no event ${name}.`));
    return this.#ask(spec, body) as Promise<EventAnswer<Name>>;
  }

  ack(guids: readonly Uint8Array[]) {
    return this.#ask(ackEvent, guids);
  }

  topic(ask: TopicAsk) {
    if (ask.type === 'publish') return this.#ask(topicPublishEvent, ask);
    if (ask.type === 'subscribe') return this.#ask(topicSubscribeEvent, ask);
    return this.#ask(topicUnsubscribeEvent, ask);
  }

  async request(ask: HttpAsk): Promise<HttpAnswer> {
    const body = ask.body === undefined ? new Uint8Array(0) : Buffer.from(JSON.stringify(ask.body));
    const headers = ask.body === undefined ? [] : ['content-type: application/json'];
    if (ask.proof) headers.push(headerOf(ask.proof));
    const { verb, path } = ask;
    const response = await this.#ask(requestEvent, { verb, path, headers, body });
    // An answer that carries no status is the refusal of the event itself.
    if (response.status < statusLeast || response.status > statusMax) {
      throw new NoAnswer('The server refused the request event.');
    }
    const named = response.headers.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    });
    return {
      status: response.status,
      headers: Object.fromEntries(named),
      body: parseJson(Buffer.from(response.body).toString('utf8')),
    };
  }

  restart(): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#drop(socket);
    this.#comeBack('restart');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wait?.cancel();
    if (this.#socket) this.#drop(this.#socket);
    this.#handlers?.state('closed');
  }

  async #ask<Body, Answer>(
    { name, body, answer }: ClientEventSpec<string, Body, Answer>,
    value: Body,
  ): Promise<Answer> {
    const socket = this.#socket;
    if (!socket?.connected) throw new NoAnswer('There is no connection.');
    let bytes: unknown;
    try {
      // A copy: socket.io walks typed arrays by their whole buffer.
      const sent = Buffer.from(body.encode(value));
      bytes = await socket.timeout(answerTimeoutMs).emitWithAck(name, sent);
    } catch (error) {
      throw new NoAnswer(`No answer to ${name}.`, { cause: error });
    }
    try {
      if (bytes instanceof Uint8Array) return answer.decode(bytes);
    } catch (error) {
      throw new NoAnswer(`The answer to ${name} cannot be read.`, { cause: error });
    }
    throw new NoAnswer(`The answer to ${name} is none.`);
  }

  #connect(): void {
    this.#wait = undefined;
    this.#closing = undefined;
    this.#isTrying = true;
    this.#attempt += 1;
    this.#handlers?.state('connecting');
    const { addresses } = this.#line;
    if (addresses.known !== undefined) return this.#dial(addresses.known);
    const attempt = this.#attempt;
    const live = () => attempt === this.#attempt && !this.#closed;
    addresses.pick().then(
      (address) => live() && this.#dial(address),
      (error: unknown) => live() && this.#comeBack(whyOf(error)),
    );
  }

  #dial(address: string): void {
    const agent = this.#line.pool.agentOf(new URL(address));
    const socket = io(address, {
      path: '/socket.io',
      transports: this.#transports.map((name) => ways[name]),
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
      timeout: connectTimeoutMs,
      parser: eventParser,
      // Options of the library below, which its types do not name.
      ...({ maxPayload: eventBytesMax, agent } as object),
      query: { [eventFramesQuery]: '1', ...this.#home },
      auth: { protocol: limits.protocolVersion, ...(this.#credentials ?? { anonymous: true }) },
    });
    this.#socket = socket;
    this.#listen(socket, address);
  }

  #listen(socket: Socket, address: string): void {
    const live = () => this.#socket === socket;
    for (const { name, body } of serverEvents.values()) {
      const hear = this.#heard[name] as ((value: unknown) => void) | undefined;
      if (!hear) continue;
      socket.on(name, (bytes: unknown, done?: unknown) => {
        if (!live()) return;
        if (body) this.#receive(bytes, (owned) => hear(body.decode(owned)));
        else hear(undefined);
        if (typeof done === 'function') done();
      });
    }
    socket.on('connect_error', (error: Error & { data?: unknown }) => {
      if (!live()) return;
      this.#drop(socket);
      this.#line.addresses.failed(address);
      const data = handshakeRefusal(error.data);
      this.#comeBack(untrustedIn(error)?.code ?? data.code, data.retryAfterMs);
    });
    socket.on('disconnect', (reason) => {
      if (!live()) return;
      this.#drop(socket);
      this.#comeBack(this.#closing?.code ?? reason, this.#closing?.afterMs);
    });
  }

  /**
   * Reads an event's body; bytes that cannot be read end the connection, as they are the server's
   * mistake.
   */
  #receive(bytes: unknown, use: (owned: Uint8Array) => void): void {
    if (!(bytes instanceof Uint8Array)) return;
    try {
      use(new Uint8Array(bytes));
    } catch {
      this.restart();
    }
  }

  #drop(socket: Socket): void {
    this.#socket = undefined;
    const lasted = this.#connectedAt === undefined ? 0 : this.#clock.now() - this.#connectedAt;
    if (lasted >= steadyMs) this.#backoff.reset();
    this.#connectedAt = undefined;
    this.#member = undefined;
    socket.disconnect();
  }

  #comeBack(code: string, afterMs?: number): void {
    if (this.#closed) return;
    this.#isTrying = false;
    const final = finalCodes.includes(code) || (this.#closing !== undefined && afterMs === 0);
    if (final) {
      this.#closed = true;
      this.#handlers?.state('closed', { code });
      return;
    }
    this.#tries += 1;
    if (this.#tries >= this.#triesMax) {
      this.#tries = 0;
      this.#backoff.reset();
      this.#handlers?.state('closed', { code: 'server.unreachable' });
      return;
    }
    const retryInMs = afterMs ? this.#backoff.atLeast(afterMs) : this.#backoff.next();
    this.#handlers?.state('waiting', { code, retryInMs });
    this.#wait = this.#clock.after(retryInMs, () => this.#connect());
  }
}

const whyOf = (error: unknown): string => untrustedIn(error)?.code ?? 'server.unreachable';

const headerOf = (proof: AccessProof): string =>
  'accessKey' in proof
    ? `unidentified-access-key: ${proof.accessKey}`
    : `group-send-token: ${proof.sendToken}`;
