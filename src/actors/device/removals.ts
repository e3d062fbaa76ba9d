// Deletes acknowledged envelopes, one deletion at a time: acknowledgements that come meanwhile
// share the next. Each is answered when its envelopes are gone from the disk.

import type { EnvelopeGuid, ErrorCode, FencingToken } from '#protocol';
import { ok, refuse } from '#protocol';
import { metrics } from '#runtime';
import type { Ask } from '../ask.ts';
import type { EnvelopePlace, EnvelopeQueue, QueueAddress } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import type { Inflight } from './state.ts';

/**
 * Guids that wait for the deletion under way; more acknowledgements are refused with server.busy.
 */
export const removalsWaitingMax = 4096;

/** The device whose envelopes go. */
interface RemovalOwner {
  readonly queue: QueueAddress;
  readonly fence: FencingToken;
  /** The store knows a newer owner. */
  fenced(): void;
  defect(cause: unknown): void;
}

const none: ReadonlySet<EnvelopeGuid> = new Set();

export class Removals {
  readonly #queue: EnvelopeQueue;
  readonly #owner: RemovalOwner;
  #asks: Ask[] = [];
  #guids: EnvelopeGuid[] = [];
  /** Positions of those of `#guids` that were handed on here. */
  #places: EnvelopePlace[] = [];
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

  /** Begins to delete and answers when it is done. What is not under way is looked for first. */
  add(ask: Ask, guids: readonly EnvelopeGuid[], inflight: Inflight | undefined): void {
    if (guids.length === 0) return ask.answer(ok(null));
    if (this.#guids.length + guids.length > removalsWaitingMax) {
      return ask.answer(refuse('server.busy'));
    }
    this.#asks.push(ask);
    this.#removing ??= new Set();
    for (const guid of guids) {
      const position = inflight?.get(guid);
      this.#guids.push(guid);
      if (position !== undefined) this.#places.push({ guid, position });
      this.#removing.add(guid);
    }
    if (!this.#running) this.#run();
  }

  #run(): void {
    const guids = this.#guids;
    const places = this.#places;
    const asks = this.#asks;
    this.#guids = [];
    this.#places = [];
    this.#asks = [];
    this.#running = true;
    const removed =
      places.length === guids.length ? this.#remove(places) : this.#find(guids, places);
    removed.then(
      (outcome) => {
        if (outcome === 'removed') metrics.envelopesAcknowledged.inc(guids.length);
        else this.#owner.fenced();
        this.#ended(asks, guids, outcome === 'removed' ? undefined : 'shard.not_owner');
      },
      (error: unknown) => {
        const away = error instanceof Unreachable;
        this.#ended(asks, guids, away ? 'server.unavailable' : 'server.defect');
        if (!away) this.#owner.defect(error);
      },
    );
  }

  #remove(places: readonly EnvelopePlace[]): Promise<'removed' | 'fenced'> {
    return this.#queue.remove(this.#owner.queue, this.#owner.fence, places);
  }

  /** Acknowledged after the shard or the connection moved: the former owner handed them on. */
  async #find(
    guids: readonly EnvelopeGuid[],
    places: readonly EnvelopePlace[],
  ): Promise<'removed' | 'fenced'> {
    const known = new Set(places.map((one) => one.guid));
    const unknown = guids.filter((guid) => !known.has(guid));
    const found = await this.#queue.locate(this.#owner.queue, this.#owner.fence, unknown);
    if (found === 'fenced') return found;
    const all = [...places, ...found];
    return all.length > 0 ? this.#remove(all) : 'removed';
  }

  #ended(asks: readonly Ask[], guids: readonly EnvelopeGuid[], code?: ErrorCode): void {
    this.#running = false;
    for (const guid of guids) this.#removing?.delete(guid);
    if (this.#removing?.size === 0) this.#removing = undefined;
    for (const ask of asks) ask.answer(code ? refuse(code) : ok(null));
    if (this.#guids.length > 0) this.#run();
  }
}
