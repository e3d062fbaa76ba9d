// The real network: HTTP before there is an account, Socket.IO from then on. A password goes to no
// other host in the clear, unless the caller wants it to.

import { ClientError, wrong } from '../clientError.ts';
import type { ClientClock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { Probe } from './addresses.ts';
import { Addresses } from './addresses.ts';
import { Dialer } from './dialer.ts';
import type { Pool } from './dialer.ts';
import { httpAsk, probe } from './http.ts';
import { httpBytes } from './httpBytes.ts';
import { awaitProvision } from './provisionSocket.ts';
import { checkServer, isLoopback } from './serverAddress.ts';
import type { SocketOptions } from './socketTransport.ts';
import { SocketTransport } from './socketTransport.ts';
import { untrustedIn } from './tlsTrust.ts';
import type {
  ByteAnswer,
  ByteAsk,
  Credentials,
  HttpAnswer,
  HttpAsk,
  Network,
  Transport,
} from './transport.ts';
import { NoAnswer } from './transport.ts';

/** Refuses: argument.invalid for options that cannot be meant. */
export function socketNetwork(options: SocketOptions = {}): Network {
  return new SocketNetwork(options);
}

class SocketNetwork implements Network {
  readonly #options: SocketOptions;
  readonly #dialer: Dialer;
  readonly #named: Pool;
  readonly #nameless: Pool;
  readonly #clock: ClientClock;
  readonly #addresses = new Map<string, Addresses>();

  constructor(options: SocketOptions) {
    const { triesMax = 1 } = options;
    if (!(triesMax >= 1)) throw wrong('triesMax is a number of tries, at least 1.');
    this.#options = options;
    this.#dialer = new Dialer(options);
    this.#named = this.#dialer.pool();
    this.#nameless = this.#dialer.pool();
    this.#clock = options.clock ?? systemClock;
  }

  async http(server: string, ask: HttpAsk): Promise<HttpAnswer> {
    const pool = ask.isNameless === true ? this.#nameless : this.#named;
    return this.#at(server, (address) => httpAsk(pool, this.#clock, address, ask));
  }

  async bytes(server: string, ask: ByteAsk): Promise<ByteAnswer> {
    // Who reads is not asked; whoever writes has mostly got leave to by name.
    const isNameless = ask.verb === 'GET' || ask.isNameless === true;
    const pool = isNameless ? this.#nameless : this.#named;
    if (!URL.canParse(ask.path)) {
      return this.#at(server, (address) => httpBytes(pool, this.#clock, address, ask));
    }
    this.#check(new URL(ask.path).origin);
    return httpBytes(pool, this.#clock, server, ask);
  }

  transport(server: string, credentials: Credentials | undefined, clock: ClientClock): Transport {
    const line = { pool: this.#dialer.pool(), addresses: this.#addressesOf(server) };
    return new SocketTransport(line, credentials, clock, this.#options);
  }

  async provision(
    server: string,
    onAddress: (address: string) => void,
  ): Promise<Uint8Array | undefined> {
    return this.#at(server, (address) => awaitProvision(address, onAddress, this.#dialer.pool()));
  }

  /** Asks at an address that answers; one that does not is not the first next time. */
  async #at<Answer>(server: string, ask: (address: string) => Promise<Answer>): Promise<Answer> {
    const addresses = this.#addressesOf(server);
    const address = addresses.known ?? (await addresses.pick());
    try {
      return await ask(address);
    } catch (error) {
      if (error instanceof NoAnswer) addresses.failed(address);
      throw error;
    }
  }

  #addressesOf(server: string): Addresses {
    const known = this.#addresses.get(server);
    if (known) return known;
    const all = [...new Set([server, ...(this.#options.others ?? [])])];
    for (const one of all) this.#check(one);
    const asked: Probe = (address, signal) => probe(this.#nameless, this.#clock, address, signal);
    const made = new Addresses(all, asked, this.#clock);
    this.#addresses.set(server, made);
    return made;
  }

  #check(address: string): void {
    const { proxy } = this.#dialer;
    // Behind a proxy elsewhere this machine's own addresses are those of another.
    checkServer(address, this.#options.insecure === true, !proxy || isLoopback(proxy));
  }
}

/** One request, as a person is told of its failure. Refuses: server.unreachable. */
export async function reach(network: Network, server: string, ask: HttpAsk): Promise<HttpAnswer> {
  try {
    return await network.http(server, ask);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw unreachable(server, error);
  }
}

/** The same over a connection that may be away. Refuses: server.unreachable. */
export async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (error.cause instanceof ClientError && error.cause.code === 'client.closed') {
      throw error.cause;
    }
    const untrusted = untrustedIn(error);
    if (untrusted) throw untrusted;
    const message = 'The server cannot be reached just now; connect and try again.';
    throw new ClientError('server.unreachable', message, { cause: error });
  }
}

export function unreachable(server: string, cause: unknown): ClientError {
  const untrusted = untrustedIn(cause);
  if (untrusted) return untrusted;
  const message = `No server answers at ${server}; start one with \`npm start\`, or name another.`;
  return new ClientError('server.unreachable', message, { cause });
}
