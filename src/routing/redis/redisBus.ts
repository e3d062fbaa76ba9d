// The bus over Redis's sharded pub/sub: one inbox channel per worker. Of a Redis Cluster it is the
// one node with the channel's slot that takes a frame and knows who listens, so that frames keep
// their order, an answer of 0 is certain, and the inboxes spread over the nodes. One server alone
// does the same as with plain channels.
//
//   aldis:inbox:<member>   channel, binary frames (busCodec)

import type { MemberId } from '#protocol';
import type { RedisClient } from '#runtime';
import type { Bus } from '../ports.ts';
import type { RedisSubscriber } from './redisSubscriber.ts';

/** The channel a worker listens to. */
function inboxChannel(member: MemberId): string {
  return `aldis:inbox:${member}`;
}

/**
 * Bus over Redis. A shard is given back when the frames with its last answers were taken; in a
 * Redis Cluster the two still come on different ways, and a command that was answered may be asked
 * once more.
 */
export class RedisBus implements Bus {
  readonly #redis: RedisClient;
  readonly #subscriber: RedisSubscriber;

  constructor(redis: RedisClient, subscriber: RedisSubscriber) {
    this.#redis = redis;
    this.#subscriber = subscriber;
  }

  async publish(to: MemberId, frame: Uint8Array): Promise<boolean> {
    const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
    const taken = await this.#redis.spublish(inboxChannel(to), bytes);
    return Number(taken) > 0;
  }

  subscribe(member: MemberId, listener: (frame: Uint8Array) => void): Promise<void> {
    return this.#subscriber.listen(inboxChannel(member), listener);
  }
}
