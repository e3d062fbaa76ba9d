// A member's device that is connected: when it hears what, and what it acknowledges at once.

import type { SealingMember } from '#lab/sealingMember.ts';
import { clockMs } from '#lab/clock.ts';
import { RawClient } from '#lab/raw/client.ts';
import {
  accountAddress,
  decodeAckAnswer,
  decodeDeliver,
  decodeEnvelope,
  encodeAck,
  eventFramesQuery,
  homeOf,
  homeQuery,
} from '#protocol';

/** What it has heard of one upload. */
export interface Heard {
  readonly content: Uint8Array;
  /** From the server's own time of the upload, by the one clock of this machine. */
  readonly afterMs: number;
}

export class Listener {
  readonly member: SealingMember;
  /** Resolves when it is connected and has everything that waited for it. */
  readonly ready: Promise<void>;
  heard: Heard[] = [];
  /** Guids that came before, each of which had been acknowledged. */
  repeated = 0;
  /** Acknowledgements that were refused: what they name comes again. */
  refused = 0;
  lost: string | undefined;
  readonly #client: RawClient;
  readonly #guids = new Set<string>();

  constructor(url: string, member: SealingMember, onHeard: () => void) {
    this.member = member;
    const { hostname, port } = new URL(url);
    const home = homeOf(accountAddress(member.account));
    const query = `&${eventFramesQuery}=1&${homeQuery}=${home}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    const identity = { auth: member.auth, query, frames: true };
    this.#client = new RawClient({ host: hostname, port: Number(port) }, identity, {
      onConnected: () => undefined,
      onAnswer: (_id, body) => {
        if (body && decodeAckAnswer(Uint8Array.from(body)).refusal) this.refused++;
      },
      onEvent: (name, body) => {
        if (name === 'queue-empty') resolve();
        else if (name === 'deliver' && body) this.#delivered(body, onHeard);
      },
      onClosed: (why) => {
        this.lost = why;
        resolve();
      },
    });
  }

  close(): void {
    this.#client.close();
  }

  #delivered(body: Buffer, onHeard: () => void): void {
    const atMs = clockMs();
    const guids: Uint8Array[] = [];
    // Views of what lasts for the call.
    for (const bytes of decodeDeliver(Uint8Array.from(body))) {
      const { serverGuid, content, serverTimestamp } = decodeEnvelope(bytes);
      guids.push(serverGuid);
      const name = Buffer.from(serverGuid).toString('hex');
      if (this.#guids.has(name)) this.repeated++;
      else this.heard.push({ content, afterMs: atMs - serverTimestamp });
      this.#guids.add(name);
      onHeard();
    }
    this.#client.emit('ack', encodeAck(guids));
  }
}
