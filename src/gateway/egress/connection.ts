// One authenticated socket: who it is, and what it has heard of what is delivered to it.

import type { AuthenticatedDevice, HeardDeliveries } from '#actors';
import type { DeliveryNumber } from '#ports';
import type { ErrorCode } from '#protocol';
import type { Clock } from '#runtime';
import { metrics } from '#runtime';
import { Outstanding } from './outstanding.ts';
import type { ClientWire, PlainFacts } from './plainConnection.ts';
import { PlainConnection } from './plainConnection.ts';

/** Bytes waiting for a client to which signals, that may be lost, are not added. */
export const signalBacklogBytesMax = 64 * 1024;
export interface ConnectionFacts extends PlainFacts {
  readonly device: AuthenticatedDevice;
  readonly connectedAtMs: number;
  /** Its number in the order in which the cluster's connections began. */
  readonly ordinal: number;
}

/** One authenticated socket. */
export class Connection extends PlainConnection implements ConnectionFacts {
  readonly device: AuthenticatedDevice;
  readonly connectedAtMs: number;
  readonly ordinal: number;
  readonly outstanding = new Outstanding();
  /** The number of the attachment that deliveries must belong to; each new one is higher. */
  attempt = 0;
  #token = 0;
  #nextIndex = 0;
  /** What the next index was when the connection was looked at last. */
  #lookedIndex = -1;
  /** True once the end of the queue was told; an actor that starts anew would tell it again. */
  queueEmptyTold = false;
  /** False when the actor itself ended the connection and has forgotten it. */
  detachOnEnd = true;
  #isEvicted = false;

  constructor(facts: ConnectionFacts, wire: ClientWire, clock: Clock) {
    super(facts, wire, clock);
    this.device = facts.device;
    this.connectedAtMs = facts.connectedAtMs;
    this.ordinal = facts.ordinal;
  }

  /** Asks for the deliveries of a new attachment; those of the older ones count no more. */
  nextAttempt(): number {
    this.attempt += 1;
    this.#token = 0;
    this.#nextIndex = 0;
    return this.attempt;
  }

  /** Whether this delivery is the next, came before, or has lost one before it. */
  take({ attempt, token, index }: DeliveryNumber): 'next' | 'old' | 'gap' {
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
  heardWhenQuiet(): HeardDeliveries | undefined {
    const isQuiet = this.#lookedIndex === this.#nextIndex;
    this.#lookedIndex = this.#nextIndex;
    return isQuiet ? { token: this.#token, next: this.#nextIndex } : undefined;
  }

  /** Emits a signal, unless the client is behind; false when it is not told. */
  signal(body: Uint8Array, frame: Uint8Array): boolean {
    if (this.phase !== 'open') return false;
    if (this.wire.backlogBytes() > signalBacklogBytesMax) return false;
    this.wire.emit('signal', body, frame);
    return true;
  }

  /** Times a delivery from the disk to here by its oldest, where that came after the device. */
  measure(position: number | undefined): void {
    const storedAtMs = position === undefined ? 0 : position / 1000;
    if (storedAtMs < this.connectedAtMs) return;
    metrics.sendDeliver.record(this.clock.now() - storedAtMs);
  }

  /** Ends a connection that may be told nothing any more, not what waits for it either. */
  evict(code: ErrorCode, reconnectAfterMs: number): void {
    // Told again, while the word of farewell may be on its way still.
    if (this.#isEvicted) return;
    this.#isEvicted = true;
    if (this.wire.holdsBack() || this.wire.backlogBytes() > signalBacklogBytesMax) this.cut();
    else this.close(code, reconnectAfterMs);
  }
}
