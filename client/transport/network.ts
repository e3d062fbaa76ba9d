// The real network: plain HTTP before there is an account, Socket.IO from then on.

import { httpAsk } from './http.ts';
import type { SocketOptions } from './socketTransport.ts';
import { SocketTransport } from './socketTransport.ts';
import type { Network } from './transport.ts';

export function socketNetwork(options: SocketOptions = {}): Network {
  return {
    http: httpAsk,
    transport: (server, credentials, clock) =>
      new SocketTransport(server, credentials, clock, options),
  };
}
