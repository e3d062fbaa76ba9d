// A connection without a name, as those that send sealed have it.

import { io, type Socket } from 'socket.io-client';
import type { SendGroupAnswer, SendGroupFrame } from '#protocol';
import { decodeSendGroupAnswer, encodeSendGroup } from '#protocol';

const answerTimeoutMs = 30_000;

export class Nameless {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Resolves once it is in. */
  static async connect(url: string): Promise<Nameless> {
    const socket = io(url, {
      auth: { protocol: 1, anonymous: true },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
      // The worker ended between the upgrade and the welcome.
      socket.once('disconnect', (reason) => reject(new Error(reason)));
    });
    return new Nameless(socket);
  }

  /** Sends an upload to a group. */
  async sendGroup(frame: Partial<SendGroupFrame>): Promise<SendGroupAnswer> {
    const none = { upload: new Uint8Array(0), token: new Uint8Array(0) };
    const plain = { timestamp: Date.now(), ephemeral: false, urgent: true };
    const body = Buffer.from(encodeSendGroup({ ...none, ...plain, ...frame }));
    const answer = await this.#socket.timeout(answerTimeoutMs).emitWithAck('send:group', body);
    return decodeSendGroupAnswer(new Uint8Array(answer as Uint8Array));
  }

  close(): void {
    this.#socket.disconnect();
  }
}
