// What a session's packets are read with: Socket.IO's own decoder with a guard before it. What is
// too long, too deep, for a namespace that does not exist, or half-sent for too long ends its
// connection before it costs anything.

import { clientEvents, limits, linkNamespace, readEventFrame } from '#protocol';
import type { Clock, Timer } from '#runtime';
import { nestsWithin } from './depth.ts';

/** Longest text packet: every body is binary, so only a handshake's credentials need room. */
export const textPacketLengthMax = 16 * 1024;
/** Handshakes for namespaces that do not exist that are answered before the connection ends. */
export const foreignNamespacesMax = 4;
/** Acknowledgement ids are counted up by the client; more digits than these are no count. */
const ackIdDigitsMax = 15;

const packetForm = /^([0-6])(?:(\d{1,3})-)?(?:(\/[^,]*),?)?(\d*)/;
const connect = '0';
const event = '2';
const binaryEvent = '5';
const disconnect = '1';

/** Why a packet ends its connection. Never holds what the client sent. */
class PacketRefused extends Error {
  override readonly name = 'PacketRefused';
}

/** A packet of Socket.IO that has been read. */
export interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  readonly id?: number;
}

/** Socket.IO's own decoder, which hands on what it has read. */
export interface PacketDecoder {
  add(packet: unknown): void;
  destroy(): void;
}

type MakeDecoder = (take: (packet: Packet) => void) => PacketDecoder;

/** Whom a decoder tells. */
export interface DecoderEvents {
  /** The client asked to speak in single frames (src/protocol/eventFrame.ts). */
  readonly speaksFrames: boolean;
  onPacket(packet: Packet): void;
  /** Takes a single frame; false before the handshake is answered, when none may come. */
  onFrame(name: string, number: number | undefined, body: Uint8Array): boolean;
  /** Half a packet has waited too long; the connection has to be closed. */
  onStalled(): void;
}

/** The decoder of one session. */
export class GuardedDecoder {
  readonly #clock: Clock;
  readonly #make: MakeDecoder;
  readonly #events: DecoderEvents;
  #decoder: PacketDecoder | undefined;
  #timer: Timer | undefined;
  #waitingSinceMs: number | undefined;
  #connects = 0;
  #foreign = 0;

  constructor(clock: Clock, make: MakeDecoder, events: DecoderEvents) {
    this.#clock = clock;
    this.#make = make;
    this.#events = events;
  }

  /** Reads what came. Throws for what ends the connection. */
  add(packet: unknown): void {
    if (typeof packet === 'string') this.#check(packet);
    else if (this.#events.speaksFrames && this.#waitingSinceMs === undefined) {
      return this.#readFrame(packet);
    }
    this.#inner().add(packet);
  }

  destroy(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waitingSinceMs = undefined;
    this.#decoder?.destroy();
  }

  #inner(): PacketDecoder {
    this.#decoder ??= this.#make((packet) => {
      this.#waitingSinceMs = undefined;
      // Whoever speaks in frames needs it for the handshake alone.
      if (this.#events.speaksFrames) this.#decoder = undefined;
      this.#events.onPacket(packet);
    });
    return this.#decoder;
  }

  #check(packet: string): void {
    if (packet.length > textPacketLengthMax) throw new PacketRefused('too long');
    const form = packetForm.exec(packet);
    const type = form?.[1];
    const namespace = form?.[3] ?? '/';
    if (!form || type === undefined) throw new PacketRefused('no packet');
    if ((form[4] ?? '').length > ackIdDigitsMax) throw new PacketRefused('acknowledgement id');
    if (type === connect) this.#countConnect(namespace);
    else if (type !== event && type !== binaryEvent && type !== disconnect) {
      // The server asks for no acknowledgement and takes no connect error.
      throw new PacketRefused('packet type');
    }
    if (!nestsWithin(packet, limits.jsonDepthMax)) throw new PacketRefused('too deep');
    if (type === binaryEvent) this.#await();
  }

  /** A binary frame that completes no packet of the default parser is an event by itself. */
  #readFrame(packet: unknown): void {
    const frame = packet instanceof Uint8Array ? readEventFrame(packet) : undefined;
    if (frame?.name === undefined || !clientEvents.has(frame.name)) {
      throw new PacketRefused('no event frame');
    }
    const taken = this.#events.onFrame(frame.name, frame.number, frame.body);
    if (!taken) throw new PacketRefused('before the handshake');
  }

  /** One handshake a connection: Socket.IO would run any number of them side by side. */
  #countConnect(namespace: string): void {
    if (namespace === '/' || namespace === linkNamespace) this.#connects++;
    else this.#foreign++;
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
    if (leftMs <= 0) this.#events.onStalled();
    else this.#timer = this.#clock.after(leftMs, () => this.#look());
  }
}
