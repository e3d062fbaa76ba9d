// A script of Redis that is called by its digest and sent whole where Redis does not have it.

import { createHash } from 'node:crypto';
import type { RedisClient } from '#runtime';

/** One script. What leads has to go on when Redis is full, so it begins with that flag. */
export class RedisScript {
  readonly #text: string;
  readonly #digest: string;

  constructor(body: string) {
    this.#text = `#!lua flags=allow-oom\n${body}`;
    this.#digest = createHash('sha1').update(this.#text).digest('hex');
  }

  async run(
    redis: RedisClient,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await redis.evalsha(this.#digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.eval(this.#text, keys.length, ...keys, ...args);
    }
  }
}
