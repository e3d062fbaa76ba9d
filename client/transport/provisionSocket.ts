// The connection of a device that is no account's yet: it is told an address, shows it to its
// primary, and hears one sealed message.

import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { isErrorCode, limits, linkAddressEvent, linkMessageEvent, linkNamespace } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { Pool } from './dialer.ts';
import { handshakeRefusal } from './serverWords.ts';
import { NoAnswer } from './transport.ts';
import { ways } from './ways.ts';

const connectTimeoutMs = 15_000;

/** See `Network.provision`. Refuses: rate.limited and what else the server says. */
export function awaitProvision(
  server: string,
  onAddress: (address: string) => void,
  pool: Pool,
): Promise<Uint8Array | undefined> {
  const url = new URL(linkNamespace, server);
  const agent = pool.agentOf(url);
  const socket = io(url.href, {
    path: '/socket.io',
    transports: [ways.websocket, ways.polling],
    tryAllTransports: true,
    reconnection: false,
    forceNew: true,
    timeout: connectTimeoutMs,
    // Options of the library below, which its types do not name.
    ...({ maxPayload: limits.frameBytesMax, agent } as object),
    auth: { protocol: limits.protocolVersion },
  });
  return heard(socket, onAddress).finally(() => socket.disconnect());
}

function heard(
  socket: Socket,
  onAddress: (address: string) => void,
): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    let shown = false;
    const hear = (name: string, use: (bytes: Uint8Array) => void) =>
      socket.on(name, (bytes: unknown) => {
        try {
          if (bytes instanceof Uint8Array) use(new Uint8Array(bytes));
        } catch (error) {
          reject(error);
        }
      });
    hear(linkAddressEvent.name, (bytes) => {
      shown = true;
      onAddress(linkAddressEvent.body.decode(bytes).address);
    });
    hear(linkMessageEvent.name, (bytes) => resolve(linkMessageEvent.body.decode(bytes).body));
    socket.on('disconnect', () => {
      if (shown) resolve(undefined);
      else reject(new NoAnswer('The connection ended before an address was given.'));
    });
    socket.on('connect_error', (error: Error & { data?: unknown }) => reject(refusalOf(error)));
  });
}

function refusalOf(error: Error & { data?: unknown }): Error {
  const { code, retryAfterMs } = handshakeRefusal(error.data);
  if (code === 'server.unreachable') return new NoAnswer(error.message, { cause: error });
  const known = isErrorCode(code) ? code : 'server.refused';
  return new ClientError(known, `The server takes no new devices now: ${code}.`, { retryAfterMs });
}
