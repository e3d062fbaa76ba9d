// One Socket.IO connection of a device, after section 3 of docs/protocol.md: plain socket.io-client
// with the page's messages. It remembers everything that the server said.

import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { decode, type Envelope, encode, type Messages, type Send } from './schema.ts';

const acknowledgementTimeoutMs = 40_000;
const waitMs = 40_000;
const pollMs = 20;

/** What `connect_error` carries when the server refused the handshake. */
export interface HandshakeRefusal {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number;
}

export interface JsonAnswer {
  readonly status: number;
  /** `x-aldis-code` of a refusal. */
  readonly code: string | undefined;
  readonly body: unknown;
}

/** Resolves with the first value that is not undefined. */
export async function until<Value>(
  look: () => Value | undefined | Promise<Value | undefined>,
  what: string,
): Promise<Value> {
  const last = Date.now() + waitMs;
  while (Date.now() < last) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`waited in vain for ${what}`);
}

/** A connection that is open, or was. */
export class Connection {
  /** Events and their arguments as they came. */
  readonly events: string[] = [];
  readonly envelopes: Envelope[] = [];
  readonly notices: Messages['Notice'][] = [];
  readonly signals: Messages['Signal'][] = [];
  readonly presences: Messages['Presence'][] = [];
  readonly closings: Messages['Closing'][] = [];
  readonly expirings: Messages['AuthExpiring'][] = [];
  readonly #socket: Socket;
  #hello: Messages['Hello'] | undefined;

  constructor(url: string, options: Partial<ManagerOptions & SocketOptions>) {
    this.#socket = io(url, { forceNew: true, reconnection: false, ...options });
    const on = (event: string, take: (bytes: Uint8Array) => void) =>
      this.#socket.on(event, (bytes) => {
        this.events.push(event);
        take(bytes);
      });
    on('server:hello', (bytes) => {
      this.#hello = decode('Hello', bytes);
    });
    on('deliver', (bytes) => {
      const { envelopes } = decode('Deliver', bytes);
      this.envelopes.push(...envelopes.map((envelope) => decode('Envelope', envelope)));
    });
    on('queue-empty', () => {});
    on('notice', (bytes) => this.notices.push(decode('Notice', bytes)));
    on('auth:expiring', (bytes) => this.expirings.push(decode('AuthExpiring', bytes)));
    on('signal', (bytes) => this.signals.push(decode('Signal', bytes)));
    on('presence', (bytes) => this.presences.push(decode('Presence', bytes)));
    on('server:closing', (bytes) => this.closings.push(decode('Closing', bytes)));
    this.#socket.on('disconnect', () => this.events.push('disconnect'));
  }

  get transport(): string {
    return this.#socket.io.engine.transport.name;
  }

  /** Resolves with `server:hello`; throws the refusal of the handshake. */
  async hello(): Promise<Messages['Hello']> {
    let refused: unknown;
    this.#socket.once('connect_error', (error) => {
      refused = error;
    });
    return until(() => {
      if (refused) throw refused;
      return this.#hello;
    }, 'server:hello');
  }

  /** Resolves with the refusal of the handshake. */
  async refusal(): Promise<HandshakeRefusal> {
    return new Promise((resolve, reject) => {
      this.#socket.once('connect', () => reject(new Error('the handshake was not refused')));
      this.#socket.once('connect_error', (error: Error & { data?: HandshakeRefusal }) =>
        error.data ? resolve(error.data) : reject(error),
      );
    });
  }

  /** Resolves when the event has come. */
  async has(event: string): Promise<void> {
    await until(() => (this.events.includes(event) ? true : undefined), event);
  }

  /** Resolves with so many envelopes, and complains of more. */
  async delivered(count: number): Promise<readonly Envelope[]> {
    await until(() => (this.envelopes.length >= count ? true : undefined), `${count} envelopes`);
    if (this.envelopes.length > count) throw new Error(`${this.envelopes.length} envelopes came`);
    return this.envelopes;
  }

  /** Emits anything at all; resolves with the one argument of the acknowledgement. */
  async emit(event: string, ...args: unknown[]): Promise<Uint8Array> {
    const answer: unknown = await this.#socket
      .timeout(acknowledgementTimeoutMs)
      .emitWithAck(event, ...args);
    if (!(answer instanceof Uint8Array)) throw new Error(`${event}: not binary: ${typeof answer}`);
    return answer;
  }

  async send(message: Send): Promise<Messages['SendAnswer']> {
    return decode('SendAnswer', await this.emit('send', encode('Send', message)));
  }

  async ack(...envelopes: Envelope[]): Promise<Messages['AckAnswer']> {
    const guids = envelopes.map((envelope) => envelope.serverGuid);
    return decode('AckAnswer', await this.emit('ack', encode('Ack', { guids })));
  }

  /** Calls a route over the socket. */
  async request(verb: string, path: string, json?: unknown): Promise<JsonAnswer> {
    const body = new TextEncoder().encode(json === undefined ? '' : JSON.stringify(json));
    const headers = json === undefined ? [] : ['content-type: application/json'];
    const request = encode('Request', { verb, path, headers, body });
    const answer = decode('Response', await this.emit('request', request));
    const text = new TextDecoder().decode(answer.body);
    return {
      status: answer.status,
      code: /^x-aldis-code: *(.*)$/im.exec(answer.headers.join('\n'))?.[1],
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  close(): void {
    this.#socket.disconnect();
  }
}
