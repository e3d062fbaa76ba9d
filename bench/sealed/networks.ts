// Networks that let a client do one half of its life: send without ever saying its name, or hear
// without sending anything.

import type { Network, Transport, TransportHandlers } from '#client';
import { NoAnswer, socketNetwork } from '#client';

const real = () => socketNetwork({ insecure: true });

/** A connection that seems to be there, and over which nothing goes. */
class Hollow implements Transport {
  readonly member = undefined;
  readonly serverMs = () => undefined;
  readonly connected: boolean;
  #handlers: TransportHandlers | undefined;
  /** What was to be said by name. */
  asked = 0;

  constructor(connected: boolean) {
    this.connected = connected;
  }

  open(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    if (this.connected) queueMicrotask(() => handlers.state('connected'));
  }

  send(): Promise<never> {
    this.asked += 1;
    return this.#nothing();
  }

  sendGroup = () => this.#nothing();
  ack = () => this.#nothing();
  topic = () => this.#nothing();
  request = () => this.#nothing();
  restart(): void {}

  close(): void {
    this.#handlers?.state('closed');
  }

  #nothing(): Promise<never> {
    return Promise.reject(new NoAnswer('Nothing goes this way.'));
  }
}

/** Sends over anonymous connections alone: the server hears of no device that would be its own. */
export function namelessNetwork(): Network & { readonly named: Hollow } {
  const network = real();
  const named = new Hollow(true);
  return {
    named,
    http: (server, ask) => network.http(server, ask),
    transport: (server, credentials, clock) =>
      credentials ? named : network.transport(server, undefined, clock),
  };
}

/** Hears, and sends neither receipts nor anything else. */
export function muteNetwork(): Network {
  const network = real();
  return {
    http: (server, ask) => network.http(server, ask),
    transport(server, credentials, clock) {
      if (!credentials) return new Hollow(false);
      const transport = network.transport(server, credentials, clock);
      transport.send = () => Promise.reject(new NoAnswer('It says nothing.'));
      return transport;
    },
  };
}
