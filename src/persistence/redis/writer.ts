// Writes in batches, on one server or on a cluster of them.

import type { RedisClient } from '#runtime';
import { isRedisCluster } from '#runtime';
import type { ScriptRunner } from './batchWriter.ts';
import { BatchWriter, RedisWriteServer } from './batchWriter.ts';
import { ClusterWriter } from './clusterWriter.ts';
import type { Invocation } from './mergedRuns.ts';

/** Runs scripts whose caller waits until what they wrote is on disk. */
export class ScriptWriter implements ScriptRunner {
  readonly #runner: ScriptRunner;

  constructor(redis: RedisClient) {
    if (isRedisCluster(redis)) this.#runner = new ClusterWriter(redis);
    else this.#runner = new BatchWriter(new RedisWriteServer(redis, true));
  }

  /**
   * Resolves with the script's answer, when what it wrote is on disk. Scripts whose names share a
   * hash tag run in the order of the calls. Throws Unreachable.
   */
  run(invocation: Invocation, bytes: number): Promise<unknown> {
    return this.#runner.run(invocation, bytes);
  }
}
