// The two ways to a server, WebSocket and long-polling, as the library has them, but for what it
// does not expect of a server: bytes that are no packet, a redirection to nowhere, an answer that
// does not end. It throws then in the midst of an event of the system, which would end the program
// that uses the client, or reads on for ever.

import { Agent } from 'node:http';
import { Fetch, NodeWebSocket } from 'socket.io-client';
import type { Asked } from './request.ts';
import { request, textOf } from './request.ts';

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
    const headers = { 'content-type': 'text/plain;charset=UTF-8' };
    this.#ask({ method: 'POST', headers, body }, done);
  }

  protected override onClose(details?: Parameters<Fetch['onClose']>[0]): void {
    this.#polling.abort();
    super.onClose(details);
  }

  #ask(asked: Asked, use: (text: string) => void): void {
    const agent: unknown = this.opts.agent;
    const by = agent instanceof Agent ? { agent } : {};
    const answered = request(new URL(this.uri()), { ...asked, ...by }).then(async (answer) => {
      const text = await textOf(answer.body, pollBytesMax);
      if (Math.floor(answer.status / 100) !== 2)
        throw new Error(`The server answered ${answer.status}.`);
      use(text);
    });
    answered.catch((error: unknown) => {
      if (this.readyState === 'closed') return;
      this.onError(unreadable, error);
      this.close();
    });
  }
}

/** Goes into the option `transports` of a Socket.IO client. */
export const ways = { websocket: WebSocketWay, polling: PollingWay } as const;
