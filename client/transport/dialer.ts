// How every connection of a client is made, requests and sockets alike: directly or through a
// proxy, and over TLS to nobody but the right server.

import type { Agent } from 'node:http';
import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { dialTimeoutMs, readProxy, throughProxy } from './proxy.ts';
import type { TlsOptions } from './tlsTrust.ts';
import { readTrust, secured } from './tlsTrust.ts';

export interface DialOptions {
  readonly tls?: TlsOptions;
  /** All connections go through it. Shape: http://, https:// or socks5://, with USER:PASSWORD@. */
  readonly proxy?: string;
}

/** A connection that nobody uses ends after this. */
const idleMs = 5_000;

type Dial = (host: string, port: number) => Promise<Socket>;
type Made = (error: Error | null, socket: Duplex) => void;
interface Target {
  readonly host?: string | null | undefined;
  readonly port?: number | string | null | undefined;
}

/** Connections that no other requests go over: what comes over one is one person's to a server. */
export interface Pool {
  /** What makes the connections of a request. */
  agentOf(url: Pick<URL, 'protocol'>): Agent;
}

export class Dialer {
  /** Where names are looked up and connections begin, when that is elsewhere. */
  readonly proxy: URL | undefined;
  readonly #dial: Dial;
  readonly #dialSecure: Dial;

  /** Refuses: argument.invalid. */
  constructor({ tls = {}, proxy }: DialOptions) {
    const by = proxy === undefined ? undefined : readProxy(proxy);
    const trust = readTrust(tls);
    const dial: Dial = by ? (host, port) => throughProxy(by, host, port) : direct;
    this.proxy = by;
    this.#dial = dial;
    this.#dialSecure = async (host, port) => {
      const socket = await dial(host, port);
      socket.setTimeout(dialTimeoutMs, () => socket.destroy(new Error('TLS took too long.')));
      const secure = await secured(socket, host, trust);
      socket.setTimeout(0);
      return secure;
    };
  }

  /** Connections of their own: who says a name and who says none never share one. */
  pool(): Pool {
    const how = { keepAlive: true, timeout: idleMs };
    const plain = over(new PlainAgent(how), this.#dial, 80);
    const secure = over(new SecureAgent(how), this.#dialSecure, 443);
    return {
      agentOf: ({ protocol }) => (protocol === 'https:' || protocol === 'wss:' ? secure : plain),
    };
  }
}

/** An agent whose connections are dialled. */
function over<A extends Agent>(agent: A, dial: Dial, usual: number): A {
  const createConnection = (target: Target, made?: Made) => hand(dial, target, usual, made);
  return Object.assign(agent, { createConnection });
}

function hand(dial: Dial, { host, port }: Target, usual: number, made: Made | undefined): void {
  dial(host ?? 'localhost', Number(port) || usual).then(
    (socket) => made?.(null, socket.setNoDelay(true)),
    // No socket comes with an error, whatever the type says.
    (error: Error) => (made as ((error: Error) => void) | undefined)?.(error),
  );
}

/** Connects to the first of a name's addresses that answers, which Node does by itself. */
function direct(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(dialTimeoutMs, () => socket.destroy(new Error(`${host} does not answer.`)));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}
