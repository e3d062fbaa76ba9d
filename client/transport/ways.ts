// The two ways to a server, WebSocket and long-polling, as the library has them, but for what it
// does not expect of a server: bytes that are no packet, a redirection to nowhere, an answer that
// does not end. It throws then in the midst of an event of the system, which would end the program
// that uses the client, or reads on for ever.

import { Fetch, NodeWebSocket } from 'socket.io-client';
import { textOf } from './http.ts';

type WebSocketData = Parameters<NodeWebSocket['doWrite']>[1];

const unreadable = 'What the server sends cannot be read.';
/** The answer to one poll: what has gathered for a connection, in base64, twice over. */
const pollBytesMax = 64 * 1024 * 1024;

class WebSocketWay extends NodeWebSocket {
  protected override onData(data: WebSocketData): void {
    try {
      super.onData(data);
    } catch (error) {
      this.onError(unreadable, error);
      // Where the other way is tried next, nobody else ends this one.
      this.close();
    }
  }
}

class PollingWay extends Fetch {
  readonly #polling = new AbortController();

  override doPoll(): void {
    this.#ask({ signal: this.#polling.signal }, (text) => this.onData(text));
  }

  override doWrite(body: string, done: () => void): void {
    this.#ask({ method: 'POST', body }, done);
  }

  protected override onClose(details?: Parameters<Fetch['onClose']>[0]): void {
    this.#polling.abort();
    super.onClose(details);
  }

  #ask(init: RequestInit, use: (text: string) => void): void {
    const answered = fetch(this.uri(), { ...init, redirect: 'error' }).then(async (response) => {
      const text = await textOf(response, pollBytesMax);
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      use(text);
    });
    answered.catch((error: unknown) => {
      if (this.readyState === 'closed') return;
      this.onError(unreadable, error);
      this.close();
    });
  }
}

/** For the option `transports` of a Socket.IO client. */
export const ways = { websocket: WebSocketWay, polling: PollingWay } as const;
