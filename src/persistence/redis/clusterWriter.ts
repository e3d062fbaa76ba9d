// Batches of writes to a Redis Cluster: each node syncs its own file, so each has a writer and a
// pipeline under way of its own. Order: scripts of one slot run in the order of the calls, also
// while the slot moves to another node.

import type { RedisClusterClient } from '#runtime';
import { nodeOfSlot, redisNodes, slotOf } from '#runtime';
import type { Answer, ScriptRunner, WriteServer } from './batchWriter.ts';
import { BatchWriter, RedisWriteServer } from './batchWriter.ts';
import type { Invocation } from './mergedRuns.ts';
import { answerOf, callArguments } from './mergedRuns.ts';
import type { Script } from './scripts.ts';

/** Writes of one slot that are under way. */
interface Lane {
  readonly writer: BatchWriter;
  writes: number;
}

/** One writer for each node. */
export class ClusterWriter implements ScriptRunner {
  readonly #cluster: RedisClusterClient;
  readonly #writers = new Map<string, BatchWriter>();
  readonly #lanes = new Map<number, Lane>();

  constructor(cluster: RedisClusterClient) {
    this.#cluster = cluster;
  }

  async run(invocation: Invocation, bytes: number): Promise<unknown> {
    const slot = slotOf(firstName(invocation));
    // A slot that has moved keeps its writer while that has something of it: nothing overtakes.
    const lane = this.#lanes.get(slot) ?? { writer: this.#writerOf(slot), writes: 0 };
    this.#lanes.set(slot, lane);
    lane.writes += 1;
    try {
      return await lane.writer.run(invocation, bytes);
    } finally {
      lane.writes -= 1;
      if (lane.writes === 0) this.#lanes.delete(slot);
    }
  }

  #writerOf(slot: number): BatchWriter {
    const key = this.#cluster.slots[slot]?.[0] ?? '';
    const known = this.#writers.get(key);
    if (known) return known;
    const writer = new BatchWriter(new ClusterWriteServer(this.#cluster));
    this.#writers.set(key, writer);
    return writer;
  }
}

/** Answers by which a node says that another has the slot, or that it is just being moved. */
const ELSEWHERE = /^(MOVED|ASK|TRYAGAIN) /;

/** A batch for the nodes of a cluster: nearly always for one of them. */
class ClusterWriteServer implements WriteServer {
  readonly #cluster: RedisClusterClient;

  constructor(cluster: RedisClusterClient) {
    this.#cluster = cluster;
  }

  async pipeline(batch: readonly Invocation[]): Promise<Answer[]> {
    const answers = new Array<Answer | undefined>(batch.length).fill(undefined);
    await Promise.all(
      [...this.#byNode(batch)].map(async ([server, indexes]) => {
        const part = await server
          .pipeline(indexes.flatMap((i) => batch[i] ?? []))
          .catch((error: Error) => indexes.map((): Answer => [error, undefined]));
        indexes.forEach((at, i) => {
          answers[at] = part[i];
        });
      }),
    );
    // One by one, in order: the client follows each to the node that has the slot by now.
    let away: Answer | undefined;
    for (const [i, one] of batch.entries()) {
      const answer = answers[i];
      if (answer && !ELSEWHERE.test(answer[0]?.message ?? '')) continue;
      answers[i] = away ?? (await this.#alone(one));
      // A node that is away is not waited for by each.
      if (answers[i]?.[0] && answers[i][0].name !== 'ReplyError') away = answers[i];
    }
    return answers.flatMap((answer) => (answer ? [answer] : []));
  }

  async load(script: Script): Promise<void> {
    for (const node of redisNodes(this.#cluster))
      await new RedisWriteServer(node, false).load(script);
  }

  /** Indexes of the batch by node; those without a node are left out. */
  #byNode(batch: readonly Invocation[]): Map<WriteServer, number[]> {
    const servers = new Map<unknown, WriteServer>();
    const groups = new Map<WriteServer, number[]>();
    batch.forEach((one, i) => {
      const node = nodeOfSlot(this.#cluster, slotOf(firstName(one)));
      if (!node) return;
      const server = servers.get(node) ?? new RedisWriteServer(node, false);
      servers.set(node, server);
      const group = groups.get(server) ?? [];
      group.push(i);
      groups.set(server, group);
    });
    return groups;
  }

  async #alone(run: Invocation): Promise<Answer> {
    try {
      const answer = await this.#cluster.callBuffer('EVALSHA', callArguments([run], [0]));
      return [null, answerOf(run, answer, 0)];
    } catch (error) {
      return [error instanceof Error ? error : new Error(String(error)), undefined];
    }
  }
}

function firstName({ names }: Invocation): string {
  return names[0] ?? '';
}
