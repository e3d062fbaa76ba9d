// The real network: HTTP before there is an account, Socket.IO from then on. A password goes to no
// other host in the clear, unless the caller wants it to.

import { httpAsk } from './http.ts';
import { checkServer } from './serverAddress.ts';
import type { SocketOptions } from './socketTransport.ts';
import { SocketTransport } from './socketTransport.ts';
import type { Network } from './transport.ts';

export function socketNetwork(options: SocketOptions = {}): Network {
  return {
    async http(server, ask) {
      checkServer(server, options.insecure === true);
      return httpAsk(server, ask);
    },
    transport: (server, credentials, clock) =>
      new SocketTransport(server, credentials, clock, options),
  };
}
