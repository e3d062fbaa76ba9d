// The writers of a process: one for a server, one for each node of a cluster, since each syncs its
// own file. Order: writes of one shard keep theirs, also while its slot moves to another node.

import type { InsertOutcome } from '#ports';
import type { EnvelopeGuid } from '#protocol';
import type { Clock, RedisClient } from '#runtime';
import { isRedisCluster, slotOf } from '#runtime';
import type { SharedPayload } from './queueSeals.ts';
import type { ReplicaTerms } from './queueServers.ts';
import { queueServerOf } from './queueServers.ts';
import type { WriterParts } from './queueWriter.ts';
import { QueueWriter } from './queueWriter.ts';
import type { Ledger, ShardLane } from './shardLane.ts';

/** The writer of a shard while something of it is under way. */
interface Hold {
  readonly writer: QueueWriter;
  writes: number;
}

export interface QueueWritesParts {
  readonly redis: RedisClient;
  readonly terms: ReplicaTerms;
  readonly clock: Clock;
  readonly onArchived: (ledger: Ledger) => void;
}

export class QueueWrites {
  readonly #redis: RedisClient;
  readonly #parts: WriterParts;
  readonly #writers = new Map<string, QueueWriter>();
  readonly #holds = new Map<ShardLane, Hold>();
  readonly #single: QueueWriter | undefined;

  constructor({ redis, terms, clock, onArchived }: QueueWritesParts) {
    this.#redis = redis;
    this.#parts = { server: queueServerOf(redis, terms), clock, onArchived };
    if (!isRedisCluster(redis)) this.#single = new QueueWriter(this.#parts);
  }

  insert(
    ledger: Ledger,
    guid: EnvelopeGuid,
    member: Buffer,
    payload: SharedPayload | undefined,
  ): Promise<InsertOutcome> {
    if (this.#single) return this.#single.insert(ledger, guid, member, payload);
    return this.#held(ledger.lane, (writer) => writer.insert(ledger, guid, member, payload));
  }

  remove(ledger: Ledger, positions: readonly number[]): Promise<number> {
    if (this.#single) return this.#single.remove(ledger, positions);
    return this.#held(ledger.lane, (writer) => writer.remove(ledger, positions));
  }

  async #held<T>(lane: ShardLane, write: (writer: QueueWriter) => Promise<T>): Promise<T> {
    // A slot that has moved keeps its writer while that has something of it: nothing overtakes.
    const hold = this.#holds.get(lane) ?? { writer: this.#writerOf(lane), writes: 0 };
    this.#holds.set(lane, hold);
    hold.writes += 1;
    try {
      return await write(hold.writer);
    } finally {
      hold.writes -= 1;
      if (hold.writes === 0) this.#holds.delete(lane);
    }
  }

  #writerOf(lane: ShardLane): QueueWriter {
    const slots = isRedisCluster(this.#redis) ? this.#redis.slots : [];
    const node = slots[slotOf(lane.prefix)]?.[0] ?? '';
    let writer = this.#writers.get(node);
    if (!writer) this.#writers.set(node, (writer = new QueueWriter(this.#parts)));
    return writer;
  }
}
