// Deletes acknowledged envelopes, one deletion at a time: acknowledgements that come meanwhile
// share the next. Each is answered when its envelopes are gone from the disk.

import type { EnvelopeGuid, ErrorCode, FencingToken } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Clock } from '#runtime';
import { metrics } from '#runtime';
import type { Ask } from '../ask.ts';
import type { EnvelopePosition, EnvelopeQueue, QueueAddress } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import type { Inflight } from './state.ts';

/**
 * Guids that wait for the deletion under way; more acknowledgements are refused with server.busy.
 */
const removalsWaitingMax = 4096;
/**
 * To look for envelopes reads hundreds of them, and anybody may acknowledge what was never handed
 * to him: between two looks a device pauses for so many times as long as the last one took.
 */
export const locatePauseFactor = 50;
const locatePauseMsMax = 60_000;

/** The device whose envelopes go. */
interface RemovalOwner {
  readonly queue: QueueAddress;
  readonly fence: FencingToken;
  /** The number of the last page that was begun, while any is under way. */
  readonly lastPage: number | undefined;
  /** The store knows a newer owner. */
  fenced(): void;
  defect(cause: unknown): void;
}

const none: ReadonlySet<EnvelopeGuid> = new Set();

export class Removals {
  readonly #queue: EnvelopeQueue;
  readonly #owner: RemovalOwner;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** No look for envelopes before this. */
  #locateAtMs = 0;
  #asks: Ask[] = [];
  #guids: EnvelopeGuid[] = [];
  /** Positions of those of `#guids` that were handed on here. */
  #positions: EnvelopePosition[] = [];
  #running = false;
  /** Made with the first acknowledgement. */
  #removing: Set<EnvelopeGuid> | undefined;
  /** Deleted, but pages up to a number may have been read before. */
  readonly #deleted: { readonly guids: readonly EnvelopeGuid[]; readonly page: number }[] = [];

  constructor(queue: EnvelopeQueue, owner: RemovalOwner, clock: Pick<Clock, 'monotonic'>) {
    this.#queue = queue;
    this.#owner = owner;
    this.#clock = clock;
  }

  /** Acknowledged, and not known to be deleted, or shown by a page that was read before. */
  get removing(): ReadonlySet<EnvelopeGuid> {
    return this.#removing ?? none;
  }

  get isIdle(): boolean {
    return !this.#running;
  }

  /** No page that was begun before this number is still to come. */
  pagesEnded(first: number): void {
    while (this.#deleted[0] && this.#deleted[0].page < first) {
      this.#forget(this.#deleted.shift()?.guids ?? []);
    }
  }

  /**
   * Begins to delete and answers when it is done. What is not under way is looked for first, but
   * not all the time: until then the acknowledgement is refused.
   */
  add(ask: Ask, guids: readonly EnvelopeGuid[], inflight: Inflight | undefined): void {
    if (guids.length === 0) return ask.answer(ok(null));
    const waitMs = this.#locateAtMs - this.#clock.monotonic();
    if (waitMs > 0 && !guids.every((guid) => inflight?.has(guid))) {
      return ask.answer(refuse('server.busy', { retryAfterMs: Math.ceil(waitMs) }));
    }
    if (this.#guids.length + guids.length > removalsWaitingMax) {
      return ask.answer(refuse('server.busy'));
    }
    this.#asks.push(ask);
    this.#removing ??= new Set();
    for (const guid of guids) {
      const position = inflight?.get(guid)?.position;
      this.#guids.push(guid);
      if (position !== undefined) this.#positions.push({ guid, position });
      this.#removing.add(guid);
    }
    if (!this.#running) this.#run();
  }

  #run(): void {
    const guids = this.#guids;
    const positions = this.#positions;
    const asks = this.#asks;
    this.#guids = [];
    this.#positions = [];
    this.#asks = [];
    this.#running = true;
    const removed =
      positions.length === guids.length ? this.#remove(positions) : this.#find(guids, positions);
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

  #remove(positions: readonly EnvelopePosition[]): Promise<'removed' | 'fenced'> {
    return this.#queue.remove(this.#owner.queue, this.#owner.fence, positions);
  }

  /** Acknowledged after the shard or the connection moved: the former owner handed them on. */
  async #find(
    guids: readonly EnvelopeGuid[],
    positions: readonly EnvelopePosition[],
  ): Promise<'removed' | 'fenced'> {
    const known = new Set(positions.map((one) => one.guid));
    const unknown = guids.filter((guid) => !known.has(guid));
    const found = await this.#locate(unknown);
    if (found === 'fenced') return found;
    const all = [...positions, ...found];
    return all.length > 0 ? this.#remove(all) : 'removed';
  }

  async #locate(guids: readonly EnvelopeGuid[]) {
    const beganAtMs = this.#clock.monotonic();
    try {
      return await this.#queue.locate(this.#owner.queue, this.#owner.fence, guids);
    } finally {
      const nowMs = this.#clock.monotonic();
      const pauseMs = (nowMs - beganAtMs) * locatePauseFactor;
      this.#locateAtMs = nowMs + Math.min(pauseMs, locatePauseMsMax);
    }
  }

  #ended(asks: readonly Ask[], guids: readonly EnvelopeGuid[], code?: ErrorCode): void {
    this.#running = false;
    const { lastPage } = this.#owner;
    if (lastPage === undefined) this.#forget(guids);
    else this.#deleted.push({ guids, page: lastPage });
    for (const ask of asks) ask.answer(code ? refuse(code) : ok(null));
    if (this.#guids.length > 0) this.#run();
  }

  #forget(guids: readonly EnvelopeGuid[]): void {
    for (const guid of guids) this.#removing?.delete(guid);
    if (this.#removing?.size === 0) this.#removing = undefined;
  }
}
