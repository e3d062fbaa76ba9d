// The writers of a process: one for a server, one for each node of a cluster, since each syncs its
// own file. Order: writes of one shard keep theirs, also while its slot moves to another node.

import type { InsertOutcome } from '#ports';
import type { EnvelopeGuid } from '#protocol';
import type { Clock, RedisClient } from '#runtime';
import { isRedisCluster } from '#runtime';
import { NodeWriters } from '../nodeWriters.ts';
import type { SharedPayload } from './queueSeals.ts';
import type { ReplicaTerms } from './queueServers.ts';
import { queueServerOf } from './queueServers.ts';
import { QueueWriter } from './queueWriter.ts';
import type { Ledger } from './ownedShard.ts';

export interface QueueWritesParts {
  readonly redis: RedisClient;
  readonly terms: ReplicaTerms;
  readonly clock: Clock;
  readonly onArchived: (ledger: Ledger) => void;
}

export class QueueWrites {
  readonly #writers: QueueWriter | NodeWriters<QueueWriter>;

  constructor({ redis, terms, clock, onArchived }: QueueWritesParts) {
    const parts = { server: queueServerOf(redis, terms), clock, onArchived };
    const create = () => new QueueWriter(parts);
    this.#writers = isRedisCluster(redis) ? new NodeWriters(redis, create) : create();
  }

  insert(
    ledger: Ledger,
    guid: EnvelopeGuid,
    member: Buffer,
    payload: SharedPayload | undefined,
  ): Promise<InsertOutcome> {
    return this.#write(ledger, (writer) => writer.insert(ledger, guid, member, payload));
  }

  remove(ledger: Ledger, positions: readonly number[]): Promise<number> {
    return this.#write(ledger, (writer) => writer.remove(ledger, positions));
  }

  #write<T>({ shard }: Ledger, write: (writer: QueueWriter) => Promise<T>): Promise<T> {
    const writers = this.#writers;
    return writers instanceof NodeWriters ? writers.run(shard.prefix, write) : write(writers);
  }
}
