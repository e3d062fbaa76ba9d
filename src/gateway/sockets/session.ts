// One session of the engine as Socket.IO's protocol has it: what is read, whom it is told, and what
// is written, in the default form or as single frames.

import type { LinkEventName, ServerEventName } from '#protocol';
import { encodeEventHead, eventFramesQuery, linkNamespace } from '#protocol';
import type { Clock } from '#runtime';
import { metrics } from '#runtime';
import type { Client, Joined } from './connections.ts';
import type { DecoderEvents, Packet } from './decoder.ts';
import { GuardedDecoder } from './decoder.ts';
import type { EngineConn } from './engine.ts';
import { encodePacket, newDecoder, packetTypes } from './engine.ts';
import type { ClientEvent } from './events.ts';
import { packetsWithin, payloadPacketsMax } from './payload.ts';
import { connectError } from './refusals.ts';

const asksForFrames = new RegExp(`[?&]${eventFramesQuery}=1(?:&|$)`);

/** One session; once it is joined, the wire of its connection. */
export class EngineSession implements Client, DecoderEvents {
  /** The peer's address. */
  readonly ip: string;
  readonly speaksFrames: boolean;
  /** The session is over. */
  onEnd: (() => void) | undefined;
  readonly #conn: EngineConn;
  readonly #release: (session: EngineSession) => void;
  readonly #decoder: GuardedDecoder;
  #joined: Joined | undefined;

  /** `release` is called at the end, too: one function for all sessions. */
  constructor(
    conn: EngineConn,
    ip: string,
    clock: Clock,
    release: (session: EngineSession) => void,
  ) {
    this.#conn = conn;
    this.#release = release;
    this.ip = ip;
    this.speaksFrames = asksForFrames.test(conn.url);
    this.#decoder = new GuardedDecoder(clock, newDecoder, this);
    conn.takePackets((packet) => this.#read(packet));
    // One POST of long-polling carries many packets.
    conn.takePayloads((payload) => this.#accepts(payload));
    // Frames gather their writes themselves.
    if (!this.speaksFrames) conn.gatherWrites();
  }

  get isOpen(): boolean {
    return this.#conn.isOpen;
  }

  /** The handshake is answered: events come from now on. */
  join(joined: Joined): void {
    this.#joined = joined;
  }

  emit(name: ServerEventName, body?: Uint8Array, frame?: Uint8Array): void {
    if (this.speaksFrames) {
      if (frame) this.#conn.writeFrame(frame);
      else this.#conn.writeFrame(encodeEventHead(name, undefined), body);
    } else this.#write(packetTypes.EVENT, body ? [name, body] : [name]);
  }

  emitLink(name: LinkEventName, body: Uint8Array): void {
    this.#write(packetTypes.EVENT, [name, body], undefined, linkNamespace);
  }

  backlogBytes(): number {
    return this.#conn.backlogBytes();
  }

  holdsBack(): boolean {
    return this.#conn.holdsBack;
  }

  close(isFinal = false): void {
    // Who reads frames reads the code; all others are told by the library that they speak it with.
    if (isFinal && !this.speaksFrames) this.#write(packetTypes.DISCONNECT, undefined);
    this.#conn.close();
  }

  cut(): void {
    this.#conn.cut();
  }

  /** It is over, from whichever side. */
  end(): void {
    this.#decoder.destroy();
    this.#release(this);
    this.onEnd?.();
  }

  onFrame(name: string, number: number | undefined, body: Uint8Array): boolean {
    if (!this.#joined) return false;
    const answer = (bytes: Uint8Array) =>
      this.#conn.writeFrame(encodeEventHead(undefined, number), bytes);
    const reply = number === undefined ? undefined : answer;
    this.#joined.receive({ name, body, bytes: body.length, reply });
    return true;
  }

  onPacket(packet: Packet): void {
    if (packet.type === packetTypes.CONNECT) this.#conn.toNamespace(packet);
    else if (packet.type === packetTypes.EVENT && packet.nsp === '/' && this.#joined) {
      this.#joined.receive(this.#eventOf(packet));
    } else this.close();
  }

  onStalled(): void {
    this.#refuse();
  }

  /** An event in the default form. */
  #eventOf({ data, id }: Packet): ClientEvent {
    const [name, ...given] = data as unknown[];
    const [body] = given;
    let bytes = 0;
    for (const one of given) if (one instanceof Uint8Array) bytes += one.length;
    const isReadable = given.length === 1 && body instanceof Uint8Array;
    const answer = (reply: Uint8Array) => this.#write(packetTypes.ACK, [reply], id);
    const reply = id === undefined ? undefined : answer;
    return { name, body: isReadable ? body : undefined, bytes, reply };
  }

  #read(packet: unknown): void {
    try {
      this.#decoder.add(packet);
    } catch {
      this.#refuse();
    }
  }

  #accepts(payload: string): boolean {
    if (packetsWithin(payload, payloadPacketsMax)) return true;
    this.#refuse();
    this.cut();
    return false;
  }

  /** The last word to a client whose packet cannot be read, in the form it understands by now. */
  #refuse(): void {
    metrics.refusals.inc({ code: 'frame.malformed' });
    if (this.#joined) this.#joined.onMalformed();
    else {
      const { message, data } = connectError({ code: 'frame.malformed' });
      this.#write(packetTypes.CONNECT_ERROR, { message, data });
    }
    this.close();
  }

  #write(type: number, data: unknown, id?: number, namespace?: string): void {
    if (!this.isOpen) return;
    for (const part of encodePacket(type, data, id, namespace)) this.#conn.write(part);
  }
}
