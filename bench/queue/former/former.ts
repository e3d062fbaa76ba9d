// The layout before the one of a shard, kept to be compared with: five names a device, merged runs
// of two scripts in one pipeline.

import { readFileSync } from 'node:fs';
import type { QueueAddress } from '#ports';
import type { EnvelopeGuid } from '#protocol';
import { formatDeviceAddress, guidToBytes } from '#protocol';
import type { RedisNode } from '#runtime';

const insertText = readFileSync(new URL('./insert.lua', import.meta.url), 'utf8');
const removeText = readFileSync(new URL('./remove.lua', import.meta.url), 'utf8');
/** Runs of one call. */
const runsMax = 100;
/** Its lengthMax, guidMemoryMs and nameTtlMs; its guidMemoryMs and guidMemoryMax. */
const insertLimits: readonly number[] = [20_000, 7_200_000, 46 * 86_400_000];
const removeLimits: readonly number[] = [7_200_000, 20_000];

interface Message {
  readonly to: QueueAddress;
  readonly guid: EnvelopeGuid;
}

/** Stores some messages and deletes others in one pipeline. */
export class FormerQueue {
  readonly #redis: RedisNode;
  #insert = '';
  #remove = '';

  constructor(redis: RedisNode) {
    this.#redis = redis;
  }

  async load(): Promise<void> {
    this.#insert = String(await this.#redis.script('LOAD', insertText));
    this.#remove = String(await this.#redis.script('LOAD', removeText));
  }

  async batch(inserts: readonly Message[], removals: readonly Message[], sealed: Buffer) {
    const pipeline = this.#redis.pipeline();
    for (let i = 0; i < inserts.length; i += runsMax) {
      const runs = inserts.slice(i, i + runsMax);
      const names = runs.flatMap(({ to }) =>
        namesOf(to, 'order', 'sealed', 'archived', 'seen', 'last'),
      );
      const own = runs.flatMap(({ guid }) => [Buffer.from(guidToBytes(guid)), sealed]);
      pipeline.callBuffer('EVALSHA', [
        this.#insert,
        names.length,
        ...names,
        ...insertLimits,
        ...own,
      ]);
    }
    for (let i = 0; i < removals.length; i += runsMax) {
      const runs = removals.slice(i, i + runsMax);
      const names = runs.flatMap(({ to }) => namesOf(to, 'order', 'sealed', 'archived', 'seen'));
      const own = runs.flatMap(({ guid }) => [1, Buffer.from(guidToBytes(guid))]);
      pipeline.callBuffer('EVALSHA', [
        this.#remove,
        names.length,
        ...names,
        ...removeLimits,
        ...own,
      ]);
    }
    for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
  }
}

function namesOf(device: QueueAddress, ...parts: string[]): string[] {
  return parts.map((part) => `aldis:queue:{${formatDeviceAddress(device)}}:${part}`);
}
