// Batches of writes to a Redis Cluster. Order: scripts of one slot run in the order of the calls,
// also while the slot moves to another node.

import type { RedisClusterClient } from '#runtime';
import { nodeOfSlot, redisNodes, slotOf } from '#runtime';
import type { Answer, ScriptRunner, WriteServer } from './batchWriter.ts';
import { BatchWriter, RedisWriteServer } from './batchWriter.ts';
import type { Invocation } from './mergedRuns.ts';
import { answerOf, callArguments } from './mergedRuns.ts';
import { elsewhere, NodeWriters } from './nodeWriters.ts';
import type { Script } from './scripts.ts';

/** One writer for each node. */
export class ClusterWriter implements ScriptRunner {
  readonly #writers: NodeWriters<BatchWriter>;

  constructor(cluster: RedisClusterClient) {
    this.#writers = new NodeWriters(
      cluster,
      () => new BatchWriter(new ClusterWriteServer(cluster)),
    );
  }

  run(invocation: Invocation, bytes: number): Promise<unknown> {
    return this.#writers.run(firstName(invocation), (writer) => writer.run(invocation, bytes));
  }
}

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
      if (answer && !elsewhere.test(answer[0]?.message ?? '')) continue;
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
