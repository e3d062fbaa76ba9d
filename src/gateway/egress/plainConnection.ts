// One socket, whoever is at its other end: what it may still be told, and how it ends.

import type { ConnectionId, ErrorCode, ServerEventName } from '#protocol';
import { encodeClosing } from '#protocol';
import type { Clock, Timer } from '#runtime';

/** A connection that was told to close and has not ended by then is cut. */
export const closeGraceMs = 5000;
/**
 * Bytes waiting for a client that reads too slowly; at more its connection ends, its queue stays.
 */
export const backlogBytesMax = 4 * 1024 * 1024;
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
  /**
   * Ends in order: what was emitted is sent first. `isFinal`: so that a client which comes back by
   * itself stays away.
   */
  close(isFinal?: boolean): void;
  /** Ends at once. */
  cut(): void;
}

/** Where a connection stands: handshake under way, in use, told to end, over. */
export type ConnectionPhase = 'opening' | 'open' | 'closing' | 'ended';

/** What is known of every connection. */
export interface PlainFacts {
  readonly id: ConnectionId;
  /** The peer's address. */
  readonly ip: string;
}

export class PlainConnection implements PlainFacts {
  readonly id: ConnectionId;
  readonly ip: string;
  /** Why it has to end though its handshake was never answered. */
  endedEarly: { readonly code: ErrorCode; readonly reconnectAfterMs: number } | undefined;
  protected readonly wire: ClientWire;
  protected readonly clock: Clock;
  #phase: ConnectionPhase = 'opening';
  #early: (() => void)[] | undefined;
  #grace: Timer | undefined;

  constructor({ id, ip }: PlainFacts, wire: ClientWire, clock: Clock) {
    this.id = id;
    this.ip = ip;
    this.wire = wire;
    this.clock = clock;
  }

  get phase(): ConnectionPhase {
    return this.#phase;
  }

  /** The handshake is answered: says hello, then everything that came early. */
  open(hello: Uint8Array): void {
    if (this.#phase !== 'opening') return;
    this.#phase = 'open';
    if (this.endedEarly) {
      this.close(this.endedEarly.code, this.endedEarly.reconnectAfterMs);
      return;
    }
    this.wire.emit('server:hello', hello);
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
  emit(event: ServerEventName, body?: Uint8Array, frame?: Uint8Array): void {
    if (this.#phase !== 'open') return;
    this.wire.emit(event, body, frame);
    this.checkBacklog();
  }

  /** Ends a connection whose client does not read what it is sent. */
  checkBacklog(): void {
    if (this.#phase !== 'open' || this.wire.backlogBytes() <= backlogBytesMax) return;
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
    this.#grace = this.clock.after(closeGraceMs, () => this.wire.cut());
    this.wire.emit('server:closing', encodeClosing({ code, reconnectAfterMs }));
    this.wire.close(reconnectAfterMs === 0);
  }

  /** Ends without a word. */
  cut(): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'closing';
    this.wire.cut();
  }

  /** The socket is gone. */
  end(): void {
    this.#phase = 'ended';
    this.#early = undefined;
    this.#grace?.cancel();
  }
}
