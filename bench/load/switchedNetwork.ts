// The SDK's own network with a switch: a device goes away without closing its profile, and its
// connection can be dropped at a chosen moment.

import { NoAnswer, socketNetwork } from '#client';
import type { Network, Transport, TransportHandlers } from '#client';

/** One device's network. */
export class SwitchedNetwork implements Network {
  readonly #real: Network;
  #transport: SwitchedTransport | undefined;
  /** Says no name; there now and then. */
  #anonymous: SwitchedTransport | undefined;
  readonly http: Network['http'];

  constructor(real: Network = socketNetwork()) {
    this.#real = real;
    this.http = (server, ask) => real.http(server, ask);
  }

  transport(...where: Parameters<Network['transport']>): Transport {
    const made = new SwitchedTransport(() => this.#real.transport(...where));
    const [, credentials] = where;
    if (credentials) this.#transport = made;
    else this.#anonymous = made;
    return made;
  }

  /** Ends the connection; the SDK connects again by itself after its own jittered pause. */
  drop(): void {
    this.#transport?.restart();
  }

  /** Ends the connection until `comeBack`. */
  leave(): void {
    this.#transport?.leave();
    this.#anonymous?.leave();
  }

  comeBack(): void {
    this.#transport?.comeBack();
    this.#anonymous?.comeBack();
  }
}

class SwitchedTransport implements Transport {
  readonly #make: () => Transport;
  #inner: Transport | undefined;
  #handlers: TransportHandlers | undefined;
  #closed = false;

  constructor(make: () => Transport) {
    this.#make = make;
  }

  get connected(): boolean {
    return this.#inner?.connected ?? false;
  }

  serverMs(): number | undefined {
    return this.#inner?.serverMs();
  }

  get member(): string | undefined {
    return this.#inner?.member;
  }

  open(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    this.comeBack();
  }

  leave(): void {
    const inner = this.#inner;
    if (!inner) return;
    this.#inner = undefined;
    inner.close();
    this.#handlers?.state('waiting', { code: 'away' });
  }

  comeBack(): void {
    const handlers = this.#handlers;
    if (this.#inner || this.#closed || !handlers) return;
    const inner = this.#make();
    this.#inner = inner;
    // What a connection says after it was left is not heard.
    const heard = () => this.#inner === inner;
    inner.open({
      state: (state, more) => heard() && handlers.state(state, more),
      deliver: (envelopes) => heard() && handlers.deliver(envelopes),
      queueEmpty: () => heard() && handlers.queueEmpty(),
      notice: (notice) => heard() && handlers.notice(notice),
      security: (events) => heard() && handlers.security(events),
      signal: (signal) => heard() && handlers.signal(signal),
      presence: (presence) => heard() && handlers.presence(presence),
    });
  }

  async send(...frame: Parameters<Transport['send']>): ReturnType<Transport['send']> {
    return this.#there().send(...frame);
  }

  async sendGroup(
    ...frame: Parameters<Transport['sendGroup']>
  ): ReturnType<Transport['sendGroup']> {
    return this.#there().sendGroup(...frame);
  }

  async ack(...guids: Parameters<Transport['ack']>): ReturnType<Transport['ack']> {
    return this.#there().ack(...guids);
  }

  async topic(...ask: Parameters<Transport['topic']>): ReturnType<Transport['topic']> {
    return this.#there().topic(...ask);
  }

  async request(...ask: Parameters<Transport['request']>): ReturnType<Transport['request']> {
    return this.#there().request(...ask);
  }

  restart(): void {
    this.#inner?.restart();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#inner) this.#inner.close();
    else this.#handlers?.state('closed');
  }

  #there(): Transport {
    if (this.#inner) return this.#inner;
    throw new NoAnswer('The device is away.');
  }
}
