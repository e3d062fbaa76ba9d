// The writers of a Redis Cluster: each node syncs its own file, so each has a writer and a pipeline
// under way of its own.

import type { RedisClusterClient } from '#runtime';
import { slotOf } from '#runtime';

/** Answers by which a node says that another has the slot, or that it is just being moved. */
export const elsewhere = /^(MOVED|ASK|TRYAGAIN) /;

/** The writer of a slot while something of it is under way. */
interface Hold<Writer> {
  readonly writer: Writer;
  writes: number;
}

/** One writer for each node. */
export class NodeWriters<Writer> {
  readonly #cluster: RedisClusterClient;
  readonly #create: () => Writer;
  readonly #writers = new Map<string, Writer>();
  readonly #holds = new Map<number, Hold<Writer>>();

  constructor(cluster: RedisClusterClient, create: () => Writer) {
    this.#cluster = cluster;
    this.#create = create;
  }

  /** Order: writes of one slot keep theirs, also while it moves to another node. */
  async run<T>(name: string, write: (writer: Writer) => Promise<T>): Promise<T> {
    const slot = slotOf(name);
    // A slot that has moved keeps its writer while that has something of it: nothing overtakes.
    const hold = this.#holds.get(slot) ?? { writer: this.#writerOf(slot), writes: 0 };
    this.#holds.set(slot, hold);
    hold.writes += 1;
    try {
      return await write(hold.writer);
    } finally {
      hold.writes -= 1;
      if (hold.writes === 0) this.#holds.delete(slot);
    }
  }

  #writerOf(slot: number): Writer {
    const node = this.#cluster.slots[slot]?.[0] ?? '';
    let writer = this.#writers.get(node);
    if (!writer) this.#writers.set(node, (writer = this.#create()));
    return writer;
  }
}
