// The real network: HTTP before there is an account, Socket.IO from then on. A password goes to no
// other host in the clear, unless the caller wants it to.

import { ClientError } from '../clientError.ts';
import { httpAsk } from './http.ts';
import { httpBytes } from './httpBytes.ts';
import { awaitProvision } from './provisionSocket.ts';
import { checkServer } from './serverAddress.ts';
import type { SocketOptions } from './socketTransport.ts';
import { SocketTransport } from './socketTransport.ts';
import type { HttpAnswer, HttpAsk, Network } from './transport.ts';
import { NoAnswer } from './transport.ts';

export function socketNetwork(options: SocketOptions = {}): Network {
  return {
    async http(server, ask) {
      checkServer(server, options.insecure === true);
      return httpAsk(server, ask);
    },
    async bytes(server, ask) {
      checkServer(new URL(ask.path, server).origin, options.insecure === true);
      return httpBytes(server, ask);
    },
    transport: (server, credentials, clock) =>
      new SocketTransport(server, credentials, clock, options),
    provision(server, onAddress) {
      checkServer(server, options.insecure === true);
      return awaitProvision(server, onAddress);
    },
  };
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
    const message = 'The server cannot be reached just now; connect and try again.';
    throw new ClientError('server.unreachable', message, { cause: error });
  }
}

export function unreachable(server: string, cause: unknown): ClientError {
  const message = `No server answers at ${server}; start one with \`npm start\`, or name another.`;
  return new ClientError('server.unreachable', message, { cause });
}
