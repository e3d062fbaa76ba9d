// Where batches of the queue go: one server, or a cluster of them, which takes a shard's part
// apart from the others. A batch whose script Redis has lost is sent again as a whole: nothing of
// it has run.

import { Unreachable } from '#ports';
import type { RedisClient, RedisClusterClient, RedisNode } from '#runtime';
import { isRedisCluster, nodeOfSlot, redisNodes, slotOf } from '#runtime';
import { shardKeys } from '../names.ts';
import { elsewhere } from '../nodeWriters.ts';
import type { Script, ScriptArgument } from '../scripts.ts';
import { isScriptMissing, scripts } from '../scripts.ts';
import type { ShardAnswer, ShardCall } from './queueCall.ts';
import { keysOf, packCalls, readAnswers } from './queueCall.ts';
import type { QueueServer } from './queueWriter.ts';

/** How many replicas must have a batch before anything of it counts, and how long it may take. */
export interface ReplicaTerms {
  readonly replicasMin: number;
  readonly timeoutMs: number;
}

/** Fewer replicas than the setting says have a batch: whether it lasts is unknown. */
function tooFew(answered: unknown, { replicasMin }: ReplicaTerms): Error | undefined {
  if (Number(answered) >= replicasMin) return undefined;
  return new Unreachable('too few replicas have it');
}

function argumentsOf(script: Script, calls: readonly ShardCall[]): ScriptArgument[] {
  // The last of them, of the first shard, waits for a slot that is being moved.
  const keys = [...keysOf(calls), ...shardKeys(calls[0]?.prefix ?? '').slice(1)];
  return [script.hash, keys.length, ...keys, ...packCalls(calls)];
}

/** The server of a connection. */
class SingleQueueServer implements QueueServer {
  readonly #redis: RedisNode;
  readonly #terms: ReplicaTerms;

  constructor(redis: RedisNode, terms: ReplicaTerms) {
    this.#redis = redis;
    this.#terms = terms;
  }

  async write(calls: readonly ShardCall[], free: boolean): Promise<(ShardAnswer | Error)[]> {
    const script = free ? scripts.free : scripts.write;
    const args = argumentsOf(script, calls);
    let answer: unknown;
    try {
      answer = await this.#call(args);
    } catch (error) {
      if (!isScriptMissing(error)) throw error;
      await this.#redis.call('SCRIPT', ['LOAD', script.text]);
      answer = await this.#call(args);
    }
    return readAnswers(answer as Buffer, calls);
  }

  /** Sends no pipeline where there are no replicas: a pipeline costs the driver more. */
  async #call(args: ScriptArgument[]): Promise<unknown> {
    if (this.#terms.replicasMin === 0) return this.#redis.callBuffer('EVALSHA', args);
    const pipeline = this.#redis.pipeline().callBuffer('EVALSHA', args);
    pipeline.call('WAIT', this.#terms.replicasMin, this.#terms.timeoutMs);
    const [written, waited] = (await pipeline.exec()) ?? [];
    if (!written || !waited) throw new Unreachable('redis gave no answer');
    const failure = written[0] ?? waited[0] ?? tooFew(waited[1], this.#terms);
    if (failure) throw failure;
    return written[1];
  }
}

/** A cluster's nodes: nearly always one of them for what one writer has. */
class ClusterQueueServer implements QueueServer {
  readonly #cluster: RedisClusterClient;
  readonly #terms: ReplicaTerms;

  constructor(cluster: RedisClusterClient, terms: ReplicaTerms) {
    this.#cluster = cluster;
    this.#terms = terms;
  }

  async write(calls: readonly ShardCall[], free: boolean): Promise<(ShardAnswer | Error)[]> {
    const script = free ? scripts.free : scripts.write;
    const answers = await this.#byNode(script, calls);
    const missing = calls.filter((_, i) => isScriptMissing(answers[i]));
    if (missing.length > 0) {
      for (const node of redisNodes(this.#cluster)) {
        await node.call('SCRIPT', ['LOAD', script.text]);
      }
      const again = await this.#byNode(script, missing);
      missing.forEach((call, i) => {
        answers[calls.indexOf(call)] = again[i] ?? new Unreachable('redis gave no answer');
      });
    }
    return answers;
  }

  async #byNode(script: Script, calls: readonly ShardCall[]): Promise<(ShardAnswer | Error)[]> {
    const answers: (ShardAnswer | Error | undefined)[] = new Array(calls.length);
    const groups = new Map<RedisNode, number[]>();
    calls.forEach(({ prefix }, i) => {
      const node = nodeOfSlot(this.#cluster, slotOf(prefix));
      if (!node) return;
      const group = groups.get(node) ?? [];
      group.push(i);
      groups.set(node, group);
    });
    await Promise.all(
      [...groups].map(async ([node, indexes]) => {
        const part = await this.#pipeline(
          node,
          script,
          indexes.map((i) => calls[i] as ShardCall),
        );
        indexes.forEach((at, i) => {
          answers[at] = part[i];
        });
      }),
    );
    // One by one: the client follows each to the node that has the slot by now.
    let away: Error | undefined;
    for (let i = 0; i < calls.length; i++) {
      const answer = answers[i];
      if (answer && !(answer instanceof Error && elsewhere.test(answer.message))) continue;
      const one = away ?? (await this.#alone(script, calls[i] as ShardCall));
      // A node that is away is not waited for by each.
      if (one instanceof Error && one.name !== 'ReplyError') away = one;
      answers[i] = one;
    }
    return answers.map((answer) => answer ?? new Unreachable('redis gave no answer'));
  }

  async #pipeline(
    node: RedisNode,
    script: Script,
    calls: readonly ShardCall[],
  ): Promise<(ShardAnswer | Error)[]> {
    const pipeline = node.pipeline();
    for (const call of calls) pipeline.callBuffer('EVALSHA', argumentsOf(script, [call]));
    const waits = this.#terms.replicasMin > 0;
    if (waits) pipeline.call('WAIT', this.#terms.replicasMin, this.#terms.timeoutMs);
    try {
      const all = (await pipeline.exec()) ?? [];
      const waited = waits ? all[calls.length] : undefined;
      const few = waited && (waited[0] ?? tooFew(waited[1], this.#terms));
      return calls.map((call, i) => {
        const [error, value] = all[i] ?? [new Unreachable('redis gave no answer'), undefined];
        return error ?? few ?? (readAnswers(value as Buffer, [call])[0] as ShardAnswer);
      });
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      return calls.map(() => failure);
    }
  }

  async #alone(script: Script, call: ShardCall): Promise<ShardAnswer | Error> {
    try {
      const answer = await this.#cluster.callBuffer('EVALSHA', argumentsOf(script, [call]));
      if (this.#terms.replicasMin > 0) {
        const node = nodeOfSlot(this.#cluster, slotOf(call.prefix));
        const { replicasMin, timeoutMs } = this.#terms;
        const few = tooFew(await node?.call('WAIT', replicasMin, timeoutMs), this.#terms);
        if (few) return few;
      }
      return readAnswers(answer as Buffer, [call])[0] as ShardAnswer;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

/** The server or cluster of a connection. */
export function queueServerOf(redis: RedisClient, terms: ReplicaTerms): QueueServer {
  if (isRedisCluster(redis)) return new ClusterQueueServer(redis, terms);
  return new SingleQueueServer(redis, terms);
}
