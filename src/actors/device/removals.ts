// Deletes acknowledged envelopes, one deletion at a time: acknowledgements that come meanwhile
// share the next. Each is answered when its envelopes are gone from the disk.

import type { DeviceAddress, EnvelopeGuid, ErrorCode } from '#protocol';
import { ok, refuse } from '#protocol';
import { metrics } from '#runtime';
import type { Ask } from '../ask.ts';
import type { EnvelopeQueue } from '../ports.ts';
import { Unreachable } from '../ports.ts';

/**
 * Guids that wait for the deletion under way; more acknowledgements are refused with server.busy.
 */
export const removalsWaitingMax = 4096;

/** The device whose envelopes go. */
interface RemovalOwner {
  readonly address: DeviceAddress;
  defect(cause: unknown): void;
}

const none: ReadonlySet<EnvelopeGuid> = new Set();

export class Removals {
  readonly #queue: EnvelopeQueue;
  readonly #owner: RemovalOwner;
  #asks: Ask[] = [];
  #guids: EnvelopeGuid[] = [];
  #running = false;
  /** Made with the first acknowledgement. */
  #removing: Set<EnvelopeGuid> | undefined;

  constructor(queue: EnvelopeQueue, owner: RemovalOwner) {
    this.#queue = queue;
    this.#owner = owner;
  }

  /** Acknowledged, and not known to be deleted. */
  get removing(): ReadonlySet<EnvelopeGuid> {
    return this.#removing ?? none;
  }

  get isIdle(): boolean {
    return !this.#running;
  }

  /** Begins to delete and answers when it is done. */
  add(ask: Ask, guids: readonly EnvelopeGuid[]): void {
    if (guids.length === 0) return ask.answer(ok(null));
    if (this.#guids.length + guids.length > removalsWaitingMax) {
      return ask.answer(refuse('server.busy'));
    }
    this.#asks.push(ask);
    this.#removing ??= new Set();
    for (const guid of guids) {
      this.#guids.push(guid);
      this.#removing.add(guid);
    }
    if (!this.#running) this.#run();
  }

  #run(): void {
    const guids = this.#guids;
    const asks = this.#asks;
    this.#guids = [];
    this.#asks = [];
    this.#running = true;
    this.#queue.remove(this.#owner.address, guids).then(
      () => {
        metrics.envelopesAcknowledged.inc(guids.length);
        this.#ended(asks, guids);
      },
      (error: unknown) => {
        const away = error instanceof Unreachable;
        this.#ended(asks, guids, away ? 'server.unavailable' : 'server.defect');
        if (!away) this.#owner.defect(error);
      },
    );
  }

  #ended(asks: readonly Ask[], guids: readonly EnvelopeGuid[], code?: ErrorCode): void {
    this.#running = false;
    for (const guid of guids) this.#removing?.delete(guid);
    if (this.#removing?.size === 0) this.#removing = undefined;
    for (const ask of asks) ask.answer(code ? refuse(code) : ok(null));
    if (this.#guids.length > 0) this.#run();
  }
}
