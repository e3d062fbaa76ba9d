// The two ways to a server, WebSocket and long-polling, as the library has them, but for bytes that
// the library does not expect of a server: it throws in the midst of an event of the system, which
// would end the program that uses the client.

import { NodeWebSocket, NodeXHR } from 'socket.io-client';

type WebSocketData = Parameters<NodeWebSocket['doWrite']>[1];

const UNREADABLE = 'What the server sends cannot be read.';

class WebSocketWay extends NodeWebSocket {
  protected override onData(data: WebSocketData): void {
    try {
      super.onData(data);
    } catch (error) {
      this.onError(UNREADABLE, error);
      // Where the other way is tried next, nobody else ends this one.
      this.close();
    }
  }
}

class PollingWay extends NodeXHR {
  override onData(data: unknown): void {
    try {
      super.onData(data);
    } catch (error) {
      this.onError(UNREADABLE, error);
      this.close();
    }
  }
}

/** For the option `transports` of a Socket.IO client. */
export const ways = { websocket: WebSocketWay, polling: PollingWay } as const;
