// What a connection has been given and has not acknowledged yet, so that an actor that starts anew
// and reads the queue from its start shows nothing twice on the same connection.

import type { EnvelopeGuid } from '#protocol';
import { limits } from '#protocol';

/** Guids remembered for one connection; ephemeral envelopes come on top of what an actor counts. */
export const outstandingMax = limits.unacknowledgedMax * 2;

/** The guids under way on one connection, oldest first. */
export class Outstanding {
  /** Made with the first guid: most connections are idle. */
  #guids: Set<EnvelopeGuid> | undefined;
  /** The traces of those that are followed. */
  #traces: Map<EnvelopeGuid, string> | undefined;

  /** False when the guid is under way already. The oldest is forgotten when there are too many. */
  add(guid: EnvelopeGuid): boolean {
    this.#guids ??= new Set();
    if (this.#guids.has(guid)) return false;
    this.#guids.add(guid);
    if (this.#guids.size > outstandingMax) {
      const [oldest] = this.#guids;
      if (oldest !== undefined) this.#guids.delete(oldest);
    }
    return true;
  }

  /** Remembers which trace an envelope under way belongs to. */
  follow(guid: EnvelopeGuid, trace: string | undefined): void {
    if (trace === undefined) return;
    this.#traces ??= new Map();
    if (this.#traces.size < outstandingMax) this.#traces.set(guid, trace);
  }

  /**
   * Forgets when the outcome of the deletion is known, whatever it is: until then a page that was
   * read before it would show them again, and what stays queued after it must be shown again.
   */
  forget(guids: readonly EnvelopeGuid[]): void {
    for (const guid of guids) this.#guids?.delete(guid);
    if (this.#guids?.size === 0) this.#guids = undefined;
  }

  /** Hands out the trace of the first that is followed; the traces of all are forgotten. */
  takeTrace(guids: readonly EnvelopeGuid[]): string | undefined {
    return this.#traces && this.#untrace(guids, this.#traces);
  }

  get size(): number {
    return this.#guids?.size ?? 0;
  }

  #untrace(guids: readonly EnvelopeGuid[], traces: Map<EnvelopeGuid, string>): string | undefined {
    const first = guids.find((guid) => traces.has(guid));
    const trace = first && traces.get(first);
    for (const guid of guids) traces.delete(guid);
    if (traces.size === 0) this.#traces = undefined;
    return trace;
  }
}
