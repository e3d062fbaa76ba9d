// Batches of writes to one server. Redis syncs its file before it answers, so one write at a time
// would cost one sync each; therefore one pipeline is in flight, and what arrives meanwhile goes
// together in the next. Order: runs whose names share a hash tag run in the order of the calls.

import { Unreachable } from '#ports';
import type { RedisNode } from '#runtime';
import type { Invocation } from './mergedRuns.ts';
import type { Script, ScriptArgument } from './scripts.ts';
import { answerOf, callArguments, mergeRuns } from './mergedRuns.ts';
import { isScriptMissing, scripts, translateFailure } from './scripts.ts';

/** Scripts of one pipeline. */
const batchLengthMax = 1000;
/** Bytes of arguments of one pipeline (a single larger script still goes, alone). */
const batchBytesMax = 4 * 1024 * 1024;
/** Scripts that wait for their pipeline; more are refused. */
const backlogLengthMax = 50_000;
/** Bytes of arguments that wait for their pipeline; more are refused. */
const backlogBytesMax = 128 * 1024 * 1024;

interface Write {
  readonly invocation: Invocation;
  readonly bytes: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export type Answer = readonly [error: Error | null, value: unknown];

/** Runs one script of many; what it wrote is on disk when it resolves. */
export interface ScriptRunner {
  run(invocation: Invocation, bytes: number): Promise<unknown>;
}

/** Where a writer's batches go. */
export interface WriteServer {
  /** The answers, in the order of the batch. */
  pipeline(batch: readonly Invocation[]): Promise<Answer[]>;
  /** Makes a script known. */
  load(script: Script): Promise<void>;
}

/** The writer of one server, or of one node of a cluster. */
export class BatchWriter implements ScriptRunner {
  readonly #server: WriteServer;
  #backlog: Write[] = [];
  #backlogBytes = 0;
  #busy = false;

  constructor(server: WriteServer) {
    this.#server = server;
  }

  /** Resolves with the script's answer, when what it wrote is on disk. Throws Unreachable. */
  run(invocation: Invocation, bytes: number): Promise<unknown> {
    if (
      this.#backlog.length >= backlogLengthMax ||
      (this.#backlog.length > 0 && this.#backlogBytes + bytes > backlogBytesMax)
    ) {
      return Promise.reject(new Unreachable('too many writes wait for redis'));
    }
    return new Promise((resolve, reject) => {
      this.#backlog.push({ invocation, bytes, resolve, reject });
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
        if (answers.every(isCutOff)) this.#refuseBacklog();
      } catch (error) {
        for (const write of batch) write.reject(translateFailure(error));
        this.#refuseBacklog();
      }
    }
    this.#busy = false;
  }

  /** Redis did not answer: what waited behind that has waited long enough, and is no likelier. */
  #refuseBacklog(): void {
    const waiting = this.#backlog;
    this.#backlog = [];
    this.#backlogBytes = 0;
    for (const write of waiting) write.reject(new Unreachable('redis did not answer'));
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
    const answers = await this.#server.pipeline(batch.map((one) => one.invocation));
    const missed = batch.flatMap((_, i) => (isScriptMissing(answers[i]?.[0]) ? [i] : []));
    if (missed.length === 0) return answers;
    for (const script of Object.values(scripts)) {
      await this.#server.load(script);
    }
    const again = await this.#server.pipeline(missed.flatMap((i) => batch[i]?.invocation ?? []));
    missed.forEach((at, i) => {
      const answer = again[i];
      if (answer) answers[at] = answer;
    });
    return answers;
  }
}

/** One server of Redis. */
export class RedisWriteServer implements WriteServer {
  readonly #redis: RedisNode;
  readonly #merging: boolean;

  /** `merging`: runs of a script share one call, whatever their slots; not for a cluster's node. */
  constructor(redis: RedisNode, merging: boolean) {
    this.#redis = redis;
    this.#merging = merging;
  }

  async pipeline(batch: readonly Invocation[]): Promise<Answer[]> {
    const calls = this.#merging ? mergeRuns(batch) : batch.map((_, i) => [i]);
    const answers = await this.#call(calls.map((runs) => callArguments(batch, runs)));
    const split: Answer[] = new Array(batch.length);
    calls.forEach((runs, call) => {
      const [error, value] = answers[call] ?? [new Unreachable('redis gave no answer'), undefined];
      runs.forEach((run, at) => {
        split[run] = [error, answerOf(batch[run] as Invocation, value, at)];
      });
    });
    return split;
  }

  /** One call goes by itself: a pipeline costs the driver more than a call. */
  async #call(calls: readonly ScriptArgument[][]): Promise<Answer[]> {
    const [only] = calls;
    if (only && calls.length === 1) {
      try {
        return [[null, await this.#redis.callBuffer('EVALSHA', only)]];
      } catch (error) {
        return [[error instanceof Error ? error : new Error(String(error)), undefined]];
      }
    }
    const pipeline = this.#redis.pipeline();
    for (const call of calls) pipeline.callBuffer('EVALSHA', call);
    return (await pipeline.exec()) ?? [];
  }

  async load(script: Script): Promise<void> {
    await this.#redis.call('SCRIPT', ['LOAD', script.text]);
  }
}

/** No answer of Redis, but of the driver: the connection broke or the time was over. */
function isCutOff([error]: Answer): boolean {
  return error !== null && error.name !== 'ReplyError';
}

function settle(write: Write, answer: Answer | undefined): void {
  if (!answer) write.reject(new Unreachable('redis gave no answer'));
  else if (answer[0]) write.reject(translateFailure(answer[0]));
  else write.resolve(answer[1]);
}
