// The bus over Redis pub/sub: one inbox channel per worker.
//
//   aldis:inbox:<member>   channel, binary frames (busCodec)

import type { MemberId } from '#protocol';
import type { RedisClient } from '#runtime';
import type { Bus } from '../ports.ts';
import type { RedisEars } from './redisEars.ts';

/** The channel a worker listens to. */
export function inboxChannel(member: MemberId): string {
  return `aldis:inbox:${member}`;
}

/** Bus over Redis. Answers and leases share the connection, so that Redis sees them in order. */
export class RedisBus implements Bus {
  readonly #redis: RedisClient;
  readonly #ears: RedisEars;

  constructor(redis: RedisClient, ears: RedisEars) {
    this.#redis = redis;
    this.#ears = ears;
  }

  async publish(to: MemberId, frame: Uint8Array): Promise<boolean> {
    const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
    return (await this.#redis.publish(inboxChannel(to), bytes)) > 0;
  }

  subscribe(member: MemberId, listener: (frame: Uint8Array) => void): Promise<void> {
    return this.#ears.listen(inboxChannel(member), listener);
  }
}
