// What a connection has been given and has not acknowledged yet, so that an actor that starts anew
// and reads the queue from its start shows nothing twice on the same connection.

import type { EnvelopeGuid } from '#protocol';
import { limits } from '#protocol';

/** Guids remembered for one connection; ephemeral envelopes come on top of what an actor counts. */
export const outstandingMax = limits.unacknowledgedMax * 2;

/** The guids under way on one connection, oldest first. */
export class Outstanding {
  readonly #guids = new Set<EnvelopeGuid>();

  /** False when the guid is under way already. The oldest is forgotten when there are too many. */
  add(guid: EnvelopeGuid): boolean {
    if (this.#guids.has(guid)) return false;
    this.#guids.add(guid);
    if (this.#guids.size > outstandingMax) {
      for (const oldest of this.#guids) {
        this.#guids.delete(oldest);
        break;
      }
    }
    return true;
  }

  /** Forgets at the acknowledgement, not at its success: what stays queued must be shown again. */
  forget(guids: readonly EnvelopeGuid[]): void {
    for (const guid of guids) this.#guids.delete(guid);
  }

  get size(): number {
    return this.#guids.size;
  }
}
