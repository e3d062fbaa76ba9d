// Batches what goes to other workers: everything that is ready in one turn of the event loop for
// one member leaves in one frame. Holds at most so many bytes for a member and for all, counted
// until a frame is taken.

import type { MemberId } from '#protocol';
import type { Clock } from '#runtime';
import type { BusItem } from './busCodec.ts';
import { encodeItem, encodeShared, encodeSharing, joinFrame } from './busCodec.ts';
import type { FrameNumbers } from './frameNumbers.ts';
import type { Bus } from './ports.ts';
import type { Permit } from './router.ts';

/** Bytes that may wait for one member, sent and not yet taken included. */
const busBacklogBytesMax = 16 * 1024 * 1024;
/** Bytes that may wait for all members together. */
const outgoingBytesMax = 128 * 1024 * 1024;
/** A frame is closed when it has grown to this; one item may make it larger. */
const busFrameBytesAim = 1024 * 1024;

interface Batch {
  items: Uint8Array[];
  /** What items are sent under, by their place. */
  permits: Map<number, Permit> | undefined;
  /** What asks in it share, and where it stands among these. */
  shared: Map<Uint8Array, number> | undefined;
  bytes: number;
  /** Asks whose payload or probe is in it. */
  asks: number[];
  probes: number[];
}

/** What became of a frame nobody took. */
export interface Undelivered {
  readonly asks: readonly number[];
  readonly probes: readonly number[];
  /** True when it reached nobody for sure. */
  readonly certain: boolean;
}

export interface OutgoingFramesOptions {
  readonly member: MemberId;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly bus: Bus;
  readonly numbers: FrameNumbers;
  /** The oldest ask this worker waits for. */
  readonly oldestAsk: () => number;
  /** Whether this worker's own lease has not ended. */
  readonly isMember: () => boolean;
  readonly onUndelivered: (lost: Undelivered) => void;
  readonly backlogBytesMax?: number;
  readonly outgoingBytesMax?: number;
}

/** One worker's outgoing frames. */
export class OutgoingFrames {
  readonly #options: OutgoingFramesOptions;
  readonly #memberMax: number;
  readonly #allMax: number;
  readonly #batches = new Map<MemberId, Batch>();
  readonly #waiting = new Map<MemberId, number>();
  readonly #underWay = new Set<Promise<void>>();
  #bytes = 0;
  #scheduled = false;

  constructor(options: OutgoingFramesOptions) {
    this.#options = options;
    this.#memberMax = options.backlogBytesMax ?? busBacklogBytesMax;
    this.#allMax = options.outgoingBytesMax ?? outgoingBytesMax;
  }

  /** Appends an item to the member's next frame; false when too much waits already. */
  send(to: MemberId, item: BusItem, permit?: Permit): boolean {
    const known = this.#batches.get(to);
    const shared = item.type === 'ask' ? item.command.shared : undefined;
    const at = shared ? known?.shared?.get(shared) : undefined;
    const nextAt = known?.shared?.size ?? 0;
    const first = shared && at === undefined ? encodeShared(shared) : undefined;
    const isSharing = item.type === 'ask' && shared;
    const bytes = isSharing ? encodeSharing(item, at ?? nextAt) : encodeItem(item);
    const length = bytes.length + (first?.length ?? 0);
    const waiting = (this.#waiting.get(to) ?? 0) + length;
    if (waiting > this.#memberMax || this.#bytes + length > this.#allMax) return false;
    this.#waiting.set(to, waiting);
    this.#bytes += length;
    const batch = known ?? this.#open(to);
    if (shared && first) {
      (batch.shared ??= new Map()).set(shared, nextAt);
      batch.items.push(first);
    }
    if (permit) (batch.permits ??= new Map()).set(batch.items.length, permit);
    batch.items.push(bytes);
    batch.bytes += length;
    if (item.type === 'ask') batch.asks.push(item.id);
    else if (item.type === 'probe') batch.probes.push(...item.ids);
    if (batch.bytes >= busFrameBytesAim) this.#publish(to, batch);
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
    return true;
  }

  #open(to: MemberId): Batch {
    const none = { permits: undefined, shared: undefined };
    const batch: Batch = { items: [], ...none, bytes: 0, asks: [], probes: [] };
    this.#batches.set(to, batch);
    return batch;
  }

  /** Sends what is ready now. */
  flush(): void {
    this.#scheduled = false;
    for (const [to, batch] of this.#batches) this.#publish(to, batch);
  }

  /** Resolves when everything sent so far was taken, or failed. */
  async settled(): Promise<void> {
    this.flush();
    await Promise.all(this.#underWay);
  }

  /**
   * A worker that stood still may have lost the permit meanwhile under which it had begun. One that
   * others may take for gone has none: they wait for its permits no more.
   */
  #stillAllowed({ items, permits }: Batch): readonly Uint8Array[] {
    if (!permits) return items;
    if (!this.#options.isMember()) return items.filter((_, index) => !permits.has(index));
    const nowMs = this.#options.clock.monotonic();
    return items.filter((_, index) => (permits.get(index)?.untilMs ?? nowMs + 1) > nowMs);
  }

  #publish(to: MemberId, batch: Batch): void {
    this.#batches.delete(to);
    const { bus, member, numbers, oldestAsk, onUndelivered } = this.#options;
    const { asks, probes } = batch;
    const done = (lost: boolean, certain: boolean) => {
      this.#underWay.delete(published);
      this.#bytes -= batch.bytes;
      const left = (this.#waiting.get(to) ?? 0) - batch.bytes;
      if (left > 0) this.#waiting.set(to, left);
      else this.#waiting.delete(to);
      if (lost && asks.length + probes.length > 0) onUndelivered({ asks, probes, certain });
    };
    const header = { from: member, number: numbers.next(to), oldest: oldestAsk() };
    const published = bus.publish(to, joinFrame(header, this.#stillAllowed(batch))).then(
      (taken) => done(!taken, true),
      () => done(true, false),
    );
    this.#underWay.add(published);
  }
}
