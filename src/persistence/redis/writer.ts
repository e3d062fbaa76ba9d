// Batches of writes. Redis syncs its file before it answers, so one write at a time would cost one
// sync each; therefore one pipeline is in flight, and what arrives meanwhile goes together in the
// next. Order: scripts run in the order of the calls.

import { Unreachable } from '#ports';
import type { RedisClient } from '#runtime';
import type { Script, ScriptArgument } from './scripts.ts';
import { isScriptMissing, scripts, translateFailure } from './scripts.ts';

/** Scripts of one pipeline. */
export const batchLengthMax = 1000;
/** Bytes of arguments of one pipeline (a single larger script still goes, alone). */
export const batchBytesMax = 4 * 1024 * 1024;
/** Scripts that wait for their pipeline; more are refused. */
export const backlogLengthMax = 50_000;
/** Bytes of arguments that wait for their pipeline; more are refused. */
export const backlogBytesMax = 128 * 1024 * 1024;

interface Write {
  readonly script: Script;
  readonly args: readonly ScriptArgument[];
  readonly bytes: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Answer = readonly [error: Error | null, value: unknown];

export class ScriptWriter {
  readonly #redis: RedisClient;
  #backlog: Write[] = [];
  #backlogBytes = 0;
  #busy = false;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Resolves with the script's answer, when what it wrote is on disk. Throws Unreachable. */
  run(
    script: Script,
    names: readonly string[],
    args: readonly ScriptArgument[],
    bytes: number,
  ): Promise<unknown> {
    if (
      this.#backlog.length >= backlogLengthMax ||
      (this.#backlog.length > 0 && this.#backlogBytes + bytes > backlogBytesMax)
    ) {
      return Promise.reject(new Unreachable('too many writes wait for redis'));
    }
    return new Promise((resolve, reject) => {
      const rest = [names.length, ...names, ...args];
      this.#backlog.push({ script, args: rest, bytes, resolve, reject });
      this.#backlogBytes += bytes;
      if (this.#busy) return;
      this.#busy = true;
      setImmediate(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    while (this.#backlog.length > 0) {
      const batch = this.#nextBatch();
      try {
        const answers = await this.#send(batch);
        batch.forEach((write, i) => settle(write, answers[i]));
      } catch (error) {
        for (const write of batch) write.reject(translateFailure(error));
      }
    }
    this.#busy = false;
  }

  #nextBatch(): Write[] {
    let length = 0;
    let bytes = 0;
    for (const write of this.#backlog) {
      if (length > 0 && (length >= batchLengthMax || bytes + write.bytes > batchBytesMax)) break;
      length += 1;
      bytes += write.bytes;
    }
    const batch = this.#backlog.slice(0, length);
    this.#backlog = this.#backlog.slice(length);
    this.#backlogBytes -= bytes;
    return batch;
  }

  /** After a restart Redis knows no script: all are loaded, and the missed run again in order. */
  async #send(batch: readonly Write[]): Promise<Answer[]> {
    const answers = await this.#pipeline(batch);
    const missed = batch.flatMap((_, i) => (isScriptMissing(answers[i]?.[0]) ? [i] : []));
    if (missed.length === 0) return answers;
    for (const script of Object.values(scripts)) {
      await this.#redis.call('SCRIPT', ['LOAD', script.text]);
    }
    const again = await this.#pipeline(missed.flatMap((i) => batch[i] ?? []));
    missed.forEach((at, i) => {
      const answer = again[i];
      if (answer) answers[at] = answer;
    });
    return answers;
  }

  async #pipeline(batch: readonly Write[]): Promise<Answer[]> {
    const pipeline = this.#redis.pipeline();
    for (const write of batch) pipeline.callBuffer('EVALSHA', [write.script.hash, ...write.args]);
    return (await pipeline.exec()) ?? [];
  }
}

function settle(write: Write, answer: Answer | undefined): void {
  if (!answer) write.reject(new Unreachable('redis gave no answer'));
  else if (answer[0]) write.reject(translateFailure(answer[0]));
  else write.resolve(answer[1]);
}
