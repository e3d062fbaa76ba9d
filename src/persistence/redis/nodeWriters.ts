// The writers of a process: one for a server, one for each node of a Redis Cluster, since each node
// syncs its own file, so that each has a pipeline under way of its own.

import type { RedisClient, RedisClusterClient } from '#runtime';
import { isRedisCluster, slotOf } from '#runtime';

/** Answers by which a node says that another has the slot, or that it is just being moved. */
export const elsewhere = /^(MOVED|ASK|TRYAGAIN) /;

/** The writer of a slot while something of it is under way. */
interface Hold<Writer> {
  readonly writer: Writer;
  writes: number;
}

export interface Writers<Writer> {
  /** Order: writes of one slot keep theirs, also while it moves to another node. */
  run<T>(name: string, write: (writer: Writer) => Promise<T>): Promise<T>;
}

/** The writers of whatever this client speaks to. */
export function writersOf<Writer>(redis: RedisClient, create: () => Writer): Writers<Writer> {
  if (isRedisCluster(redis)) return new NodeWriters(redis, create);
  const only = create();
  return { run: (_name, write) => write(only) };
}

/** One writer for each node. */
export class NodeWriters<Writer> implements Writers<Writer> {
  readonly #cluster: RedisClusterClient;
  readonly #create: () => Writer;
  readonly #writers = new Map<string, Writer>();
  readonly #holds = new Map<number, Hold<Writer>>();

  constructor(cluster: RedisClusterClient, create: () => Writer) {
    this.#cluster = cluster;
    this.#create = create;
  }

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
