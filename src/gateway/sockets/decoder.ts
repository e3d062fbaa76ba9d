// Socket.IO's own parser with a guard before it: what is too long, too deep, for a namespace that
// does not exist, or half-sent for too long ends its connection before it costs anything.

import { clientEvents, limits, readEventFrame } from '#protocol';
import type { Clock, Timer } from '#runtime';
import { Server } from 'socket.io';
import { nestsWithin } from './depth.ts';

/** Longest text packet: every body is binary, so only a handshake's credentials need room. */
export const textPacketLengthMax = 16 * 1024;
/** Handshakes for a namespace other than `/` that are answered before the connection ends. */
export const foreignNamespacesMax = 4;
/** Acknowledgement ids are counted up by the client; more digits than these are no count. */
export const ackIdDigitsMax = 15;

// The parser as Socket.IO itself uses it, taken from there so that there is only ever one version.
const { Encoder, Decoder } = new Server()._parser;

const FORM = /^([0-6])(?:(\d{1,3})-)?(?:(\/[^,]*),?)?(\d*)/;
const CONNECT = '0';
const EVENT = '2';
const BINARY_EVENT = '5';
const DISCONNECT = '1';

/** Why a packet ends its connection. Never holds what the client sent. */
export class PacketRefused extends Error {
  override readonly name = 'PacketRefused';
}

/** What a decoder does when it gives up on its connection. */
export interface DecoderEvents {
  /** A packet was refused; the connection is closed by Socket.IO right after this returns. */
  onRefused(): void;
  /** Half a packet has waited too long; the connection has to be closed. */
  onStalled(): void;
  /** The client asked to speak in single frames (src/protocol/eventFrame.ts). */
  readonly speaksFrames?: boolean;
  /** Takes a single frame; false before the handshake is answered, when none may come. */
  onFrame?(name: string, number: number | undefined, body: Uint8Array): boolean;
}

/** The decoder of one connection. */
export class GuardedDecoder extends Decoder {
  #events: DecoderEvents | undefined;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #waitingSinceMs: number | undefined;
  #connects = 0;
  #foreign = 0;

  constructor(clock: Clock) {
    super();
    this.#clock = clock;
    this.on('decoded', GuardedDecoder.#whole);
  }

  /** Half a packet has become a whole one. One function for all connections. */
  static #whole(this: GuardedDecoder): void {
    this.#waitingSinceMs = undefined;
  }

  /** Says whom to tell. */
  watch(events: DecoderEvents): void {
    this.#events = events;
  }

  override add(packet: unknown): void {
    try {
      if (typeof packet === 'string') this.#check(packet);
      else if (this.#events?.speaksFrames && this.#waitingSinceMs === undefined) {
        this.#readFrame(packet, this.#events);
        return;
      }
      super.add(packet);
    } catch (error) {
      this.#events?.onRefused();
      throw error;
    }
  }

  override destroy(): void {
    this.#timer?.cancel();
    this.#waitingSinceMs = undefined;
    super.destroy();
  }

  #check(packet: string): void {
    if (packet.length > textPacketLengthMax) throw new PacketRefused('too long');
    const form = FORM.exec(packet);
    const type = form?.[1];
    const namespace = form?.[3] ?? '/';
    if (!form || type === undefined) throw new PacketRefused('no packet');
    if ((form[4] ?? '').length > ackIdDigitsMax) throw new PacketRefused('acknowledgement id');
    if (type === CONNECT) this.#countConnect(namespace);
    else if (type !== EVENT && type !== BINARY_EVENT && type !== DISCONNECT) {
      // The server asks for no acknowledgement and takes no connect error.
      throw new PacketRefused('packet type');
    }
    if (!nestsWithin(packet, limits.jsonDepthMax)) throw new PacketRefused('too deep');
    if (type === BINARY_EVENT) this.#await();
  }

  /** A binary frame that completes no packet of the default parser is an event by itself. */
  #readFrame(packet: unknown, events: DecoderEvents): void {
    const frame = packet instanceof Uint8Array ? readEventFrame(packet) : undefined;
    if (frame?.name === undefined || !clientEvents.has(frame.name)) {
      throw new PacketRefused('no event frame');
    }
    const taken = events.onFrame?.(frame.name, frame.number, frame.body);
    if (!taken) throw new PacketRefused('before the handshake');
  }

  /** One handshake a connection: Socket.IO would run any number of them side by side. */
  #countConnect(namespace: string): void {
    if (namespace !== '/') this.#foreign++;
    else this.#connects++;
    if (this.#connects > 1 || this.#foreign > foreignNamespacesMax) {
      throw new PacketRefused('too many handshakes');
    }
  }

  /** One timer serves all binary events of the connection: it looks again when it fires. */
  #await(): void {
    this.#waitingSinceMs = this.#clock.monotonic();
    this.#timer ??= this.#clock.after(limits.halfPacketTimeoutMs, () => this.#look());
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#waitingSinceMs === undefined) return;
    const leftMs = this.#waitingSinceMs + limits.halfPacketTimeoutMs - this.#clock.monotonic();
    if (leftMs <= 0) this.#events?.onStalled();
    else this.#timer = this.#clock.after(leftMs, () => this.#look());
  }
}

/** A parser for one Socket.IO server, and the decoder it made last. */
export interface GuardedParser {
  /** For the server's option `parser`. */
  readonly parser: { readonly Encoder: typeof Encoder; readonly Decoder: new () => GuardedDecoder };
  /** The decoder made for the connection that is being announced just now. */
  claim(): GuardedDecoder | undefined;
}

/** Makes the parser. Socket.IO makes a decoder for each connection before it announces it. */
export function createGuardedParser(clock: Clock): GuardedParser {
  let latest: GuardedDecoder | undefined;
  return {
    parser: {
      Encoder,
      Decoder: class extends GuardedDecoder {
        constructor() {
          super(clock);
          latest = this;
        }
      },
    },
    claim() {
      const claimed = latest;
      latest = undefined;
      return claimed;
    },
  };
}
