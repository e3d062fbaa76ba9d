// What the decoder of one connection tells, and whom: events that came as single frames go to the
// desk, what cannot be read ends the connection with a word. One object instead of a closure for
// each, since there is one for every idle connection.

import { metrics } from '#runtime';
import type { Socket } from 'socket.io';
import type { Connection } from '../egress/connection.ts';
import { reconnectPauseMs } from '../egress/egress.ts';
import type { DecoderEvents } from './decoder.ts';
import { answerFrame, asksForEventFrames } from './eventFrames.ts';
import type { ReceiveEvent } from './events.ts';
import { connectError } from './handshake.ts';

export class Reader implements DecoderEvents {
  readonly speaksFrames: boolean;
  readonly #conn: Socket['conn'];
  #connection: Connection | undefined;
  #receive: ReceiveEvent | undefined;

  constructor(conn: Socket['conn']) {
    this.#conn = conn;
    this.speaksFrames = asksForEventFrames(conn.request.url);
  }

  /** The handshake is answered. */
  join(connection: Connection, receive: ReceiveEvent): void {
    this.#connection = connection;
    this.#receive = receive;
  }

  /** The last word to a client whose packet cannot be read, in the form it understands by now. */
  onRefused(): void {
    metrics.refusals.inc({ code: 'frame.malformed' });
    if (this.#connection) this.#connection.close('frame.malformed', reconnectPauseMs());
    else if (this.#conn.readyState === 'open') {
      const { message, data } = connectError({ code: 'frame.malformed' });
      this.#conn.write(`4${JSON.stringify({ message, data })}`);
    }
  }

  onStalled(): void {
    this.onRefused();
    this.#conn.close();
  }

  onFrame(name: string, number: number | undefined, body: Uint8Array): boolean {
    const receive = this.#receive;
    if (!receive) return false;
    const answer = (bytes: Uint8Array) => answerFrame(this.#conn, number ?? 0, bytes);
    const reply = number === undefined ? undefined : answer;
    receive({ name, body, bytes: body.length, reply });
    return true;
  }
}
