// Batches what goes to other workers: everything that is ready in one turn of the event loop for
// one member leaves in one frame. Holds at most so many bytes for a member, counted until its frame
// is taken.

import type { MemberId } from '#protocol';
import type { BusItem } from './busCodec.ts';
import { encodeFrame, encodeItem } from './busCodec.ts';
import type { Bus } from './ports.ts';

/** Bytes that may wait for one member, sent and not yet taken included. */
export const busBacklogBytesMax = 16 * 1024 * 1024;
/** A frame is closed when it has grown to this; one item may make it larger. */
export const busFrameBytesAim = 1024 * 1024;

interface Batch {
  items: Uint8Array[];
  bytes: number;
  asks: number[];
}

export interface OutboxOptions {
  readonly member: MemberId;
  readonly bus: Bus;
  /** Called with the asks of a frame nobody took. `certain` when it reached nobody for sure. */
  readonly onUndelivered: (asks: readonly number[], certain: boolean) => void;
  readonly backlogBytesMax?: number;
}

/** One worker's outgoing frames. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #limit: number;
  readonly #batches = new Map<MemberId, Batch>();
  readonly #waiting = new Map<MemberId, number>();
  #scheduled = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#limit = options.backlogBytesMax ?? busBacklogBytesMax;
  }

  /** Appends an item to the member's next frame; false when too much waits for it already. */
  send(to: MemberId, item: BusItem): boolean {
    const bytes = encodeItem(item);
    const waiting = (this.#waiting.get(to) ?? 0) + bytes.length;
    if (waiting > this.#limit) return false;
    this.#waiting.set(to, waiting);
    let batch = this.#batches.get(to);
    if (!batch) this.#batches.set(to, (batch = { items: [], bytes: 0, asks: [] }));
    batch.items.push(bytes);
    batch.bytes += bytes.length;
    if (item.type === 'ask') batch.asks.push(item.id);
    if (batch.bytes >= busFrameBytesAim) this.#publish(to, batch);
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
    return true;
  }

  /** Sends what is ready now. */
  flush(): void {
    this.#scheduled = false;
    for (const [to, batch] of this.#batches) this.#publish(to, batch);
  }

  #publish(to: MemberId, batch: Batch): void {
    this.#batches.delete(to);
    const { bus, member, onUndelivered } = this.#options;
    const done = () => {
      const left = (this.#waiting.get(to) ?? 0) - batch.bytes;
      if (left > 0) this.#waiting.set(to, left);
      else this.#waiting.delete(to);
    };
    bus.publish(to, encodeFrame(member, batch.items)).then(
      (taken) => {
        done();
        if (!taken && batch.asks.length > 0) onUndelivered(batch.asks, true);
      },
      () => {
        done();
        if (batch.asks.length > 0) onUndelivered(batch.asks, false);
      },
    );
  }
}
