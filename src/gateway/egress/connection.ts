// One authenticated socket: who it is, what it may still be told, and how it ends.

import type { AuthenticatedDevice, HeardStep } from '#actors';
import type { DeliveryStep } from '#ports';
import type { ConnectionId, ErrorCode, ServerEventName } from '#protocol';
import { encodeClosing } from '#protocol';
import type { Clock, Timer } from '#runtime';
import { metrics } from '#runtime';
import { Outstanding } from './outstanding.ts';

/** A connection that was told to close and has not ended by then is cut. */
export const closeGraceMs = 5000;
/**
 * Bytes waiting for a client that reads too slowly; at more its connection ends, its queue stays.
 */
export const backlogBytesMax = 4 * 1024 * 1024;
/** Bytes waiting for a client to which signals, that may be lost, are not added. */
export const signalBacklogBytesMax = 64 * 1024;
/** Deliveries kept for a connection whose handshake is not answered yet. */
export const earlyDeliveriesMax = 512;

/** What a connection can do to its client. */
export interface ClientWire {
  /** With `frame` the event is a single frame already, where many are told the same. */
  emit(event: ServerEventName, body?: Uint8Array, frame?: Uint8Array): void;
  /** Bytes accepted and not yet handed to the transport. */
  backlogBytes(): number;
  /** True when something was emitted that has not left for the client, and would later. */
  holdsBack(): boolean;
  /** Ends in order: what was emitted is sent first. */
  close(): void;
  /** Ends at once. */
  cut(): void;
}

/** Where a connection stands: handshake under way, in use, told to end, over. */
export type ConnectionPhase = 'opening' | 'open' | 'closing' | 'ended';

export interface ConnectionFacts {
  readonly id: ConnectionId;
  readonly device: AuthenticatedDevice;
  readonly ip: string;
  readonly connectedAtMs: number;
  /** Its place in the order in which the cluster's connections began. */
  readonly place: number;
}

/** One authenticated socket. */
export class Connection implements ConnectionFacts {
  readonly id: ConnectionId;
  readonly device: AuthenticatedDevice;
  readonly ip: string;
  readonly connectedAtMs: number;
  readonly place: number;
  readonly outstanding = new Outstanding();
  /** Which attachment deliveries must belong to; grows with each. */
  attempt = 0;
  #token = 0;
  #nextIndex = 0;
  /** What the next index was when the connection was looked at last. */
  #lookedIndex = -1;
  /** True once the end of the queue was told; an actor that starts anew would tell it again. */
  queueEmptyTold = false;
  /** False when the actor itself ended the connection and has forgotten it. */
  detachOnEnd = true;
  /** Why it has to end though its handshake was never answered. */
  endedEarly: { readonly code: ErrorCode; readonly reconnectAfterMs: number } | undefined;
  readonly #wire: ClientWire;
  readonly #clock: Clock;
  #phase: ConnectionPhase = 'opening';
  #early: (() => void)[] | undefined;
  #grace: Timer | undefined;

  constructor(facts: ConnectionFacts, wire: ClientWire, clock: Clock) {
    this.id = facts.id;
    this.device = facts.device;
    this.ip = facts.ip;
    this.connectedAtMs = facts.connectedAtMs;
    this.place = facts.place;
    this.#wire = wire;
    this.#clock = clock;
  }

  get phase(): ConnectionPhase {
    return this.#phase;
  }

  /** Asks for the deliveries of a new attachment; those of the older ones count no more. */
  nextAttempt(): number {
    this.attempt += 1;
    this.#token = 0;
    this.#nextIndex = 0;
    return this.attempt;
  }

  /** Whether this delivery is the next, came before, or has lost one before it. */
  follow({ attempt, token, index }: DeliveryStep): 'next' | 'old' | 'gap' {
    if (attempt !== this.attempt || token < this.#token) return 'old';
    if (token > this.#token) {
      this.#token = token;
      this.#nextIndex = 0;
    }
    if (index < this.#nextIndex) return 'old';
    if (index > this.#nextIndex) return 'gap';
    this.#nextIndex += 1;
    return 'next';
  }

  /** The last that came, if nothing has come since this was asked the time before. */
  heardWhenQuiet(): HeardStep | undefined {
    const isQuiet = this.#lookedIndex === this.#nextIndex;
    this.#lookedIndex = this.#nextIndex;
    return isQuiet ? { token: this.#token, next: this.#nextIndex } : undefined;
  }

  /** The handshake is answered: says hello, then everything that came early. */
  open(hello: Uint8Array): void {
    if (this.#phase !== 'opening') return;
    this.#phase = 'open';
    if (this.endedEarly) {
      this.close(this.endedEarly.code, this.endedEarly.reconnectAfterMs);
      return;
    }
    this.#wire.emit('server:hello', hello);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const run of early) run();
  }

  /** Runs now, or right after hello. */
  whenOpen(run: () => void): void {
    if (this.#phase === 'open') run();
    else if (this.#phase === 'opening' && !this.endedEarly) {
      this.#early ??= [];
      if (this.#early.length < earlyDeliveriesMax) this.#early.push(run);
      else this.close('server.busy', 1000);
    }
  }

  /** Emits, unless the client reads so slowly that it has to go. */
  emit(event: ServerEventName, body?: Uint8Array): void {
    if (this.#phase !== 'open') return;
    this.#wire.emit(event, body);
    this.checkBacklog();
  }

  /** Emits a signal, unless the client is behind; false when it is not told. */
  signal(body: Uint8Array, frame: Uint8Array): boolean {
    if (this.#phase !== 'open') return false;
    if (this.#wire.backlogBytes() > signalBacklogBytesMax) return false;
    this.#wire.emit('signal', body, frame);
    return true;
  }

  /** Times a delivery from the disk to here by its oldest, where that came after the device. */
  measure(position: number | undefined): void {
    const storedAtMs = position === undefined ? 0 : position / 1000;
    if (storedAtMs < this.connectedAtMs) return;
    metrics.sendDeliver.record(this.#clock.now() - storedAtMs);
  }

  /** Ends a connection whose client does not read what it is sent. */
  checkBacklog(): void {
    if (this.#phase !== 'open' || this.#wire.backlogBytes() <= backlogBytesMax) return;
    // Nothing more would reach it, a word of farewell neither.
    this.cut();
  }

  /** Tells the client why, then ends. Unit: milliseconds to stay away; 0 = do not come back. */
  close(code: ErrorCode, reconnectAfterMs: number): void {
    if (this.#phase === 'closing' || this.#phase === 'ended') return;
    this.#early = undefined;
    if (this.#phase === 'opening') {
      // Nothing may be emitted before the handshake's answer, which tells the code itself.
      this.endedEarly ??= { code, reconnectAfterMs };
      return;
    }
    this.#phase = 'closing';
    this.#grace = this.#clock.after(closeGraceMs, () => this.#wire.cut());
    this.#wire.emit('server:closing', encodeClosing({ code, reconnectAfterMs }));
    this.#wire.close();
  }

  /** Ends a connection that may be told nothing any more, not what waits for it either. */
  evict(code: ErrorCode, reconnectAfterMs: number): void {
    if (this.#wire.holdsBack() || this.#wire.backlogBytes() > signalBacklogBytesMax) this.cut();
    else this.close(code, reconnectAfterMs);
  }

  /** Ends without a word. */
  cut(): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'closing';
    this.#wire.cut();
  }

  /** The socket is gone. */
  end(): void {
    this.#phase = 'ended';
    this.#early = undefined;
    this.#grace?.cancel();
  }
}
